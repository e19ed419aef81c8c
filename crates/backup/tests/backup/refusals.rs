//! Refusals: the wrong key, the wrong archive, the wrong database, each with its code and its sentence.

use std::{collections::HashMap, fs};

use darasa_backup::{
    archive::Recipients,
    identity::Identity,
    progress::Bars,
    restore::{self, People, Source, Wanted},
};
use darasa_core::base::env;
use secrecy::ExposeSecret;

use crate::support::{Vault, contents, empty_database, is_untouched, lived_in, newest, settings, sql, wrong};

async fn restore_with(vault: &Vault, identity: Identity, database: &env::Database) -> darasa_backup::Result<()> {
    let source = Source::Newest(vault.storage());
    restore::restore(source, identity, database, People::AllOfThem, Bars::Never).await.map(drop)
}

#[tokio::test]
async fn a_key_of_somebody_else_is_named_with_those_that_would_do() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    vault.export(&url).await.unwrap();
    let (stranger, _, public) = Identity::generate();
    let into = empty_database().await;
    let (code, said) = wrong(restore_with(&vault, stranger, &settings(&into)).await);
    let made_for = vault.recipients.names().join(", ");
    assert_eq!(said, format!("this key ({public}) cannot open it; it was made for {made_for}"));
    assert_eq!(code, 3);
    assert!(is_untouched(&into).await);
}

#[test]
fn keys_are_read_from_files_of_age_keygen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.txt");
    let (_, secret, public) = Identity::generate();
    let written = format!("# created: 2026-11-27\n# public key: {public}\n{}\n", secret.expose_secret());
    fs::write(&path, &written).unwrap();
    assert_eq!(Identity::read(&path).unwrap().public_keys(), [public]);

    let half = &written[..written.len() - 9];
    for text in ["", "# nothing\n", "ssh-ed25519 AAAA\n", "AGE-SECRET-KEY-1\n", half] {
        fs::write(&path, text).unwrap();
        let (code, said) = wrong(Identity::read(&path).map(drop));
        let expected = format!("{} holds no age key (a line that begins with AGE-SECRET-KEY-1)", path.display());
        assert_eq!((code, said), (2, expected), "{text}");
    }
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert_eq!(wrong(Identity::read(&path).map(drop)).0, 2);
    let (code, said) = wrong(Identity::read(&folder.path().join("none")).map(drop));
    assert!(code == 2 && said.starts_with("reading "), "{said}");
}

#[test]
fn fewer_than_two_different_recipients_are_too_few() {
    let ((_, secret, one), (_, _, other)) = (Identity::generate(), Identity::generate());
    let parse = |keys: &[&str]| Recipients::parse(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
    assert_eq!(parse(&[&one, &other]).unwrap().names().len(), 2);
    let one = one.as_str();
    for keys in [&[][..], &[one], &[one, one]] {
        let (code, said) = wrong(parse(keys).map(drop));
        assert!(code == 2 && said.contains("at least two different ones"), "{said}");
    }
    let (code, said) = wrong(parse(&[one, secret.expose_secret()]).map(drop));
    assert_eq!((code, said.as_str()), (2, "BACKUP_RECIPIENTS: number 2 is no public key (age1…)"));
}

#[tokio::test]
async fn an_archive_that_is_missing_or_unfinished_is_told_as_that() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let (code, said) = wrong(restore_with(&vault, vault.identity(), &settings(&empty_database().await)).await);
    assert_eq!((code, said), (1, format!("there is no archive at {}", vault.url())));

    let id = vault.export(&url).await.unwrap().id;
    let json = fs::read(vault.json(&id)).unwrap();
    fs::remove_file(vault.json(&id)).unwrap();
    assert_eq!(wrong(vault.check(&id).await), (3, format!("unfinished: it has no darasa-{id}.json")));
    let file = || Source::File(vault.archive(&id));
    let (code, said) = wrong(restore::check(file(), vault.identity(), Bars::Never).await.map(drop));
    assert_eq!((code, said), (3, format!("unfinished: it has no darasa-{id}.json")));

    fs::write(vault.json(&id), json).unwrap();
    restore::check(file(), vault.identity(), Bars::Never).await.expect("a file with its JSON is an archive");
    fs::remove_file(vault.archive(&id)).unwrap();
    assert_eq!(wrong(vault.check(&id).await), (1, format!("there is no archive {id} at {}", vault.url())));
    for bad in ["{}", "null", "[1]", "{\"format\":\"darasa-export\",\"version\":1}", ""] {
        fs::write(vault.archive(&id), "x").unwrap();
        fs::write(vault.json(&id), bad).unwrap();
        let (code, said) = wrong(vault.check(&id).await);
        assert_eq!((code, said.as_str()), (3, "the JSON beside the archive is not one of darasa's"), "{bad}");
    }
}

#[test]
fn an_archive_is_named_by_its_id_newest_or_a_path() {
    let id = "20261127T030017Z-1f3a9c0e";
    assert!(matches!(Wanted::parse(id).unwrap(), Wanted::Id(known) if known.to_string() == id));
    assert_eq!(Wanted::parse("newest").unwrap(), Wanted::Newest);
    assert!(matches!(Wanted::parse("./x").unwrap(), Wanted::File(_)));
    assert!(matches!(Wanted::parse("x.tar.zst.age").unwrap(), Wanted::File(_)));
    for wrong_name in ["", "latest", "20261127T030017Z", "20261127t030017z-1f3a9c0e"] {
        assert_eq!(wrong(Wanted::parse(wrong_name).map(drop)).0, 2, "{wrong_name}");
    }
}

#[tokio::test]
async fn only_an_empty_database_is_restored_into() {
    let (vault, url) = (Vault::new(), lived_in(5).await);
    vault.export(&url).await.unwrap();
    let refusal = async |into: &str| wrong(restore_with(&vault, vault.identity(), &settings(into)).await);

    let full = contents(&url).await;
    assert_eq!(refusal(&url).await, (4, "the database is not empty: users has 3 rows".to_owned()));
    assert_eq!(contents(&url).await, full, "nothing of it was touched");

    let foreign = empty_database().await;
    sql(&foreign)
        .await
        .batch_execute("create table wallets as select 1 as id from generate_series(1, 1200)")
        .await
        .unwrap();
    assert_eq!(refusal(&foreign).await, (4, "the database is not empty: wallets has 1,200 rows".to_owned()));
    let view = empty_database().await;
    sql(&view).await.batch_execute("create view people as select 1 as id").await.unwrap();
    assert_eq!(refusal(&view).await, (4, "the database is not empty: it has the view people".to_owned()));

    let newer = empty_database().await;
    darasa_migrations::migrate(&mut sql(&newer).await, &darasa_migrations::embedded()).await.unwrap();
    let (code, said) = refusal(&newer).await;
    assert_eq!(code, 4);
    let expected = format!("the database's schema {} is newer than the archive's 5", newest());
    assert!(said.starts_with(&expected), "{said}");
    sql(&newer)
        .await
        .batch_execute("update refinery_schema_history set checksum = '1' where version = 2")
        .await
        .unwrap();
    let (code, said) = refusal(&newer).await;
    assert_eq!((code, said.as_str()), (4, "migration V2 of the database is not the one of this darasa"));

    let pooled = "postgres://ada@ep-cool-pooler.eu.aws.neon.tech/neondb".to_owned();
    for name in ["DATABASE_URL", "DATABASE_URL_UNPOOLED"] {
        let mut pairs = HashMap::from([("DATABASE_URL".to_owned(), newer.clone())]);
        pairs.insert(name.to_owned(), pooled.clone());
        let (code, said) = wrong(restore_with(&vault, vault.identity(), &env::database(pairs).unwrap()).await);
        assert!(code == 4 && said.contains("through a pooler"), "{name}: {said}");
    }
}

/// A database that an older release made, or a restore that was broken off, is as good as an empty one.
#[tokio::test]
async fn a_schema_without_rows_that_is_not_beyond_the_archives_will_do() {
    let (vault, url) = (Vault::new(), lived_in(5).await);
    let id = vault.export(&url).await.unwrap().id;
    for version in [3, 5] {
        let into = empty_database().await;
        let set: Vec<_> = darasa_migrations::embedded().into_iter().filter(|it| it.version() <= version).collect();
        darasa_migrations::migrate(&mut sql(&into).await, &set).await.unwrap();
        assert_eq!(vault.restore(&id, &into).await.unwrap().schema, newest());
    }
}

/// Two people who restore at the same time must not both succeed.
#[tokio::test]
async fn of_two_restores_at_once_one_is_refused() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let id = vault.export(&url).await.unwrap().id;
    let into = empty_database().await;
    let (one, other) = tokio::join!(vault.restore(&id, &into), vault.restore(&id, &into));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(contents(&into).await, contents(&url).await);
}
