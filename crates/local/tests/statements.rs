//! Statements of every release on the newest schema: a rollback moves code and not data, so old code meets new tables.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use darasa_local::{
    services::postgres::connect,
    testing::{
        statements::{Release, Statement, literals, looks_like_sql},
        test_app::postgres,
    },
};

const TELL: &str = "if that is meant, record them: ci/record-sql";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of `tests/sql` with their names.
fn releases() -> Vec<(String, Release)> {
    let files = fs::read_dir(root().join("tests/sql")).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_stem().unwrap().display().to_string(), Release::read(&path).unwrap())).collect()
}

fn this_release() -> Release {
    let found = releases().into_iter().find(|(name, _)| name == env!("CARGO_PKG_VERSION"));
    found.unwrap_or_else(|| panic!("tests/sql has no file for this release; {TELL}")).1
}

fn pieces() -> BTreeSet<String> {
    literals(&root().join("crates/core/src")).unwrap()
}

/// A letter alone is in every text; a bracket that ends a statement is not put together of letters.
fn is_telling(piece: &str) -> bool {
    piece.len() > 1 || piece.chars().any(|letter| !letter.is_alphanumeric())
}

/// Whether a text can be put together from pieces, as `concat!` does; it also takes numbers that are constants.
fn is_made_of(text: &str, pieces: &BTreeSet<String>) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for at in 0..text.len() {
        if reached[at] {
            reached[at + 1] |= text.as_bytes()[at].is_ascii_digit();
            for piece in pieces.iter().filter(|piece| is_telling(piece) && text[at..].starts_with(piece.as_str())) {
                reached[at + piece.len()] = true;
            }
        }
    }
    reached[text.len()]
}

#[tokio::test]
async fn what_every_release_sends_works_on_the_newest_schema() {
    let db = connect(&postgres().await.fresh_database().await.unwrap()).await.unwrap();
    for (name, release) in releases() {
        assert!(!release.statements.is_empty(), "tests/sql/{name}.sql has no statements");
        let broken = release.broken_on(&db).await.unwrap();
        assert!(
            broken.is_empty(),
            "release {name} would break on the newest schema, so it could not be rolled back to:\n{}",
            broken.join("\n\n")
        );
    }
}

#[test]
fn every_statement_of_the_code_is_recorded() {
    let recorded = this_release();
    let missing: Vec<_> = pieces()
        .into_iter()
        .filter(|piece| looks_like_sql(piece))
        .filter(|piece| !recorded.statements.iter().any(|statement| statement.sql.contains(piece.as_str())))
        .collect();
    assert!(missing.is_empty(), "no test has sent these, or they changed; {TELL}\n{}", missing.join("\n\n"));
}

#[test]
fn what_is_recorded_of_this_release_is_still_the_code_s() {
    let pieces = pieces();
    let stale = this_release().statements.into_iter().filter(|statement| !is_made_of(&statement.sql, &pieces));
    let stale: Vec<_> = stale.map(|statement| statement.sql).collect();
    assert!(stale.is_empty(), "the code has no such statements any more; {TELL}\n{}", stale.join("\n\n"));
}

#[test]
fn a_text_of_pieces_is_told_from_one_with_something_else() {
    let pieces = ["select ", "select id", " from users", "id"].map(str::to_owned).into();
    assert!(is_made_of("select id from users", &pieces));
    assert!(!is_made_of("select name from users", &pieces));
}

/// What a contracting migration would do to code that still runs, each with the sentence it gets.
#[tokio::test]
async fn a_migration_that_takes_something_away_is_noticed() {
    let statement = |sql: &str, types: &[&str]| Statement {
        sql: sql.to_owned(),
        types: types.iter().map(|name| (*name).to_owned()).collect(),
    };
    let old = Release {
        statements: vec![
            statement("select image_url from users where id = $1", &["text"]),
            statement(
                "insert into token_buckets values ($1, 'a', 1) on conflict (user_id, name) do nothing",
                &["text"],
            ),
            statement("select mints + $1 from interviews", &["int4"]),
        ],
        names: vec!["interviews_hume_chat_id_taken".to_owned()],
    };
    for (migration, complaint) in [
        ("select 1", None),
        ("alter table users add column later text", None),
        ("alter table users drop column image_url", Some("column \"image_url\" does not exist")),
        ("alter table users rename to people", Some("relation \"users\" does not exist")),
        ("alter table interviews alter column mints type text", Some("operator does not exist")),
        (
            "alter table token_buckets drop constraint token_buckets_pkey",
            Some("no unique or exclusion constraint matching the ON CONFLICT specification"),
        ),
        (
            "alter table interviews drop constraint interviews_hume_chat_id_taken",
            Some("no constraint or index is called interviews_hume_chat_id_taken"),
        ),
    ] {
        let db = connect(&postgres().await.fresh_database().await.unwrap()).await.unwrap();
        // A check would stand in the way of the new type.
        db.batch_execute("alter table users drop constraint users_tombstone_is_empty").await.unwrap();
        db.batch_execute(migration).await.unwrap();
        let broken = old.broken_on(&db).await.unwrap();
        match complaint {
            None => assert_eq!(broken, Vec::<String>::new(), "{migration}"),
            Some(words) => {
                assert_eq!(broken.len(), 1, "{migration}: {broken:?}");
                assert!(broken[0].contains(words), "{migration}: {broken:?}");
            }
        }
    }
}
