//! Migrations over data: at every version of the schema each table has rows, and all of them come through to the
//! newest. `DARASA_TEST_SERVER` names a server to do it on; without it there is a private one.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use darasa_local::{
    services::postgres::{Postgres, connect},
    testing::test_app,
};
use darasa_migrations::{self, Migration, embedded, migrate, pending};
use tokio_postgres::Client;

/// What an old table holds, in the columns it had: how many rows, and a hash of them.
type Contents = BTreeMap<String, (i64, String)>;

#[expect(clippy::disallowed_methods, reason = "what tests run against is no setting of darasa")]
fn server() -> Option<Postgres> {
    let url = std::env::var("DARASA_TEST_SERVER").ok().filter(|url| !url.is_empty())?;
    Some(Postgres::external(&url).unwrap())
}

/// A database with nothing in it.
async fn empty_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("darasa_test_rows_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let external = server();
    let server = match &external {
        Some(external) => external,
        None => test_app::postgres().await,
    };
    server.create_database(&name).await.unwrap();
    server.url(&name)
}

/// The rows that came with a version: for its new tables, and for what it allows in old ones.
fn rows(version: i32) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rows/V{version}.sql"));
    fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("{} is missing: rows for what V{version} brought, or an empty file", path.display()))
}

/// A database of some version as it is after a while: each version came to the rows of those before it.
async fn lived_in(set: &[Migration], version: i32) -> Client {
    let mut db = connect(&empty_database().await).await.unwrap();
    for until in set.iter().map(Migration::version).filter(|until| *until <= version) {
        let known: Vec<_> = set.iter().filter(|migration| migration.version() <= until).cloned().collect();
        migrate(&mut db, &known).await.unwrap();
        db.batch_execute(&rows(until)).await.unwrap_or_else(|error| panic!("tests/rows/V{until}.sql: {error:?}"));
    }
    db
}

/// The columns of each table of ours.
async fn tables(db: &Client) -> BTreeMap<String, Vec<String>> {
    let query = "
        select table_name::text, array_agg(quote_ident(column_name) order by ordinal_position)
        from information_schema.columns
        where table_schema = 'public' and table_name <> 'refinery_schema_history'
        group by table_name";
    let rows = db.query(query, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

async fn contents(db: &Client, tables: &BTreeMap<String, Vec<String>>) -> Contents {
    let mut contents = Contents::new();
    for (table, columns) in tables {
        let query = format!(
            "select count(*), coalesce(md5(string_agg(each::text, '' order by each::text)), '') \
             from (select {} from {table}) as each",
            columns.join(", ")
        );
        let row = db.query_one(&query, &[]).await.unwrap();
        contents.insert(table.clone(), (row.get(0), row.get(1)));
    }
    contents
}

#[tokio::test]
async fn every_row_of_every_version_comes_through_to_the_newest_schema() {
    let set = embedded();
    for version in set.iter().map(Migration::version) {
        let mut db = lived_in(&set, version).await;
        let old = tables(&db).await;
        let before = contents(&db, &old).await;
        for (table, (count, _)) in &before {
            assert!(*count > 0, "no file of tests/rows up to V{version}.sql has a row for {table}");
        }

        migrate(&mut db, &set).await.unwrap_or_else(|error| panic!("from version {version}: {error}"));

        assert!(pending(&mut db, &set).await.unwrap().is_empty());
        assert_eq!(contents(&db, &old).await, before, "from version {version}");
    }
}

/// Whoever waits for a lock makes everybody behind them wait too.
#[tokio::test]
async fn a_migration_that_meets_a_long_transaction_gives_up_and_can_be_run_again() {
    let url = empty_database().await;
    let (mut db, mut busy) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());
    let set = |files: &[(&str, &str)]| -> Vec<_> {
        files.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap()).collect()
    };
    let first = ("V1__notes", "create table notes (text text)");
    migrate(&mut db, &set(&[first])).await.unwrap();
    let both = set(&[first, ("V2__more", "alter table notes add column more text")]);

    let reading = busy.transaction().await.unwrap();
    reading.query("select * from notes", &[]).await.unwrap();
    let began = Instant::now();
    let error = migrate(&mut db, &both).await.unwrap_err().to_string();
    let waited = began.elapsed();
    assert!(error.contains("V2__more") && error.contains("lock timeout"), "{error}");
    assert!(waited >= Duration::from_secs(3), "{waited:?}");
    assert_eq!(pending(&mut db, &both).await.unwrap().len(), 1);

    reading.rollback().await.unwrap();
    assert_eq!(migrate(&mut db, &both).await.unwrap().applied, ["V2__more"]);
}
