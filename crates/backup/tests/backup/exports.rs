//! Exports: what is refused before anything is written, and what breaks off in the middle without leaving an archive.

use std::fs;

use darasa_backup::{archive::Recipients, export::Export, progress::Bars};
use darasa_local::testing::{test_app::postgres, time_limits::PATIENCE};
use tokio::time::{Duration, Instant, sleep};

use crate::support::{Vault, config, contents, empty_database, lived_in, newest, sql, wrong};

async fn until(url: &str, query: &str) {
    let (db, deadline) = (sql(url).await, Instant::now() + PATIENCE);
    while !db.query_one(query, &[]).await.unwrap().get::<_, bool>(0) {
        assert!(Instant::now() < deadline, "never came true: {query}");
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_database_without_people_is_exported_on_request_only() {
    let (vault, url) = (Vault::new(), empty_database().await);
    let (code, said) = wrong(vault.export(&url).await);
    assert_eq!((code, said.as_str()), (1, "the database has no schema of darasa's: `darasa migrate` makes one"));
    darasa_migrations::migrate(&mut sql(&url).await, &darasa_migrations::embedded()).await.unwrap();
    let (code, said) = wrong(vault.export(&url).await);
    assert!(code == 1 && said.starts_with("nobody is in the table users"), "{said}");
    assert_eq!(vault.names(), Vec::<String>::new());

    let (storage, recipients) = (&vault.storage(), vault.recipients.clone());
    let database = &config(&url);
    let export = Export { database, root_certificate: None, recipients, storage, allow_empty: true, bars: Bars::Never };
    let exported = export.run().await.unwrap();
    assert_eq!(exported.rows, 0);
    let into = empty_database().await;
    vault.restore(&exported.id, &into).await.unwrap();
    assert_eq!(contents(&into).await, contents(&url).await);
}

#[tokio::test]
async fn a_schema_that_is_not_ours_is_refused() {
    let too_new = format!("the database's schema 99 is newer than this darasa's {}: use a newer one", newest());
    let cases = [
        (
            "update refinery_schema_history set checksum = '1' where version = 4",
            "migration V4 of the database is not the one of this darasa",
        ),
        (
            "delete from refinery_schema_history where version = 3",
            "migration V4 of the database is not the one of this darasa",
        ),
        ("insert into refinery_schema_history (version, name, checksum) values (99, 'later', '1')", &too_new),
    ];
    for (change, sentence) in cases {
        let (vault, url) = (Vault::new(), lived_in(newest()).await);
        sql(&url).await.batch_execute(change).await.unwrap();
        assert_eq!(wrong(vault.export(&url).await), (1, sentence.to_owned()));
        assert_eq!(vault.names(), Vec::<String>::new());
    }
}

/// A format that left them out would be complete until somebody needed it.
#[tokio::test]
async fn what_the_format_does_not_know_is_refused_by_name_and_a_new_table_is_not_forgotten() {
    let cases = [
        ("create view people as select 1 as id", "the view people"),
        ("create materialized view people as select 1 as id", "the materialised view people"),
        ("create sequence numbers", "the sequence numbers"),
        ("create table logs (id serial)", "the sequence logs_id_seq"),
        ("create table parts (id int) partition by range (id)", "the partitioned table parts"),
        ("create table \"Weird\" (id int)", "Weird"),
        ("create table odd (\"a b\" int)", "odd"),
    ];
    for (make, name) in cases {
        let (vault, url) = (Vault::new(), lived_in(newest()).await);
        sql(&url).await.batch_execute(make).await.unwrap();
        let (code, said) = wrong(vault.export(&url).await);
        assert!(code == 1 && said.starts_with(&format!("{name}: ")), "{said}");
        assert_eq!(vault.names(), Vec::<String>::new());
    }
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let make =
        "create table wallets (id int, twice int generated always as (id * 2) stored); insert into wallets values (1)";
    sql(&url).await.batch_execute(make).await.unwrap();
    let exported = vault.export(&url).await.unwrap();
    assert_eq!(exported.tables["wallets"], 1);
    let wallets =
        vault.sidecar(&exported.id).manifest.tables.into_iter().find(|it| it.table.name == "wallets").unwrap();
    assert_eq!(wallets.table.columns, ["id"], "what is computed is computed again");
    let (code, said) = wrong(vault.restore(&exported.id, &empty_database().await).await);
    assert_eq!((code, said.as_str()), (3, "wallets: its schema has no such table"));
}

/// The role of docs/operations.md, made by its own SQL.
#[tokio::test]
async fn the_role_of_the_handbook_reads_everything_and_changes_nothing() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let handbook = include_str!("../../../../docs/operations.md");
    let (_, rest) = handbook.split_once("create role darasa_backup nologin").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let name = format!("darasa_backup_{}", url.rsplit('_').next().unwrap());
    let make =
        format!("create role darasa_backup nologin{text}").replace("darasa_backup", &name).replace('…', "secret");
    let owner = sql(&url).await;
    owner.batch_execute(&make).await.unwrap();
    // A table that comes later is readable as well.
    owner.batch_execute("create table later as select 1 as id").await.unwrap();
    let mut role: reqwest::Url = url.parse().unwrap();
    role.set_username(&format!("{name}_1")).unwrap();
    role.set_password(Some("secret")).unwrap();

    let exported = vault.export(role.as_str()).await.unwrap();
    assert_eq!((exported.tables["later"], exported.tables["users"]), (1, 3));
    let write = sql(role.as_str()).await.batch_execute("begin read write; delete from users").await.unwrap_err();
    assert_eq!(write.as_db_error().unwrap().message(), "permission denied for table users");

    owner.batch_execute(&format!("revoke select on later from {name}")).await.unwrap();
    let (code, said) = wrong(vault.export(role.as_str()).await);
    assert_eq!((code, said.as_str()), (1, "later: Postgres says: permission denied for table later (42501)"));
    owner.batch_execute("alter table users enable row level security; drop table later").await.unwrap();
    let (code, said) = wrong(vault.export(role.as_str()).await);
    assert!(code == 1 && said.contains("query would be affected by row-level security policy"), "{said}");
    assert_eq!(vault.names().len(), 2, "{:?}", vault.names());
    owner.batch_execute(&format!("drop owned by {name}, {name}_1; drop role {name}_1, {name}")).await.unwrap();
}

/// What a prototype of this took for the end of the rows, and made a valid archive of.
#[tokio::test]
async fn a_connection_that_dies_in_mid_copy_leaves_no_archive() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let large = "insert into users (id, name)
        select 'user_l' || n, (select string_agg(md5(n || '.' || m), '') from generate_series(1, 64) m) from generate_series(1, 30000) n";
    sql(&url).await.batch_execute(large).await.unwrap();
    let copying = "select exists (select from pg_stat_progress_copy
        where datname = current_database() and relid = 'users'::regclass and tuples_processed > 0)";
    let kill = async {
        until(&url, copying).await;
        let terminate =
            "select pg_terminate_backend(pid) from pg_stat_progress_copy where datname = current_database()";
        sql(&url).await.batch_execute(terminate).await.unwrap();
    };

    let (exported, ()) = tokio::join!(vault.export(&url), kill);

    let (code, said) = wrong(exported);
    assert_eq!(code, 1);
    assert!(said.starts_with("users: ") && (said.contains("terminat") || said.contains("was lost")), "{said}");
    assert_eq!(vault.names(), Vec::<String>::new());
}

/// Between two tables nothing is under way that could fail, so the end has to be said, not guessed.
#[tokio::test]
async fn a_connection_that_dies_between_two_tables_leaves_no_archive_either() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let blocker = sql(&url).await;
    blocker.batch_execute("begin; lock table utterances in access exclusive mode").await.unwrap();
    let waiting = "select exists (select from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like 'copy %')";
    let kill = async {
        until(&url, waiting).await;
        let terminate = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        sql(&url).await.batch_execute(terminate).await.unwrap();
    };
    let (exported, ()) = tokio::join!(vault.export(&url), kill);
    assert_eq!(wrong(exported).0, 1);
    assert_eq!(vault.names(), Vec::<String>::new());
}

#[tokio::test]
async fn an_archive_is_one_moment_of_the_database() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let (blocker, writer) = (sql(&url).await, sql(&url).await);
    blocker.batch_execute("begin; lock table utterances in access exclusive mode").await.unwrap();
    let waiting = "select exists (select from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like 'copy %')";
    let write = async {
        until(&url, waiting).await;
        let rows =
            "insert into users (id) values ('user_late'); insert into voice_budgets values ('user_late', now(), 1)";
        writer.batch_execute(rows).await.unwrap();
        blocker.batch_execute("rollback").await.unwrap();
    };
    let (exported, ()) = tokio::join!(vault.export(&url), write);
    let exported = exported.unwrap();
    assert_eq!((exported.tables["users"], exported.tables["voice_budgets"]), (3, 1));
    vault.restore(&exported.id, &empty_database().await).await.expect("it agrees with itself");
}

#[tokio::test]
async fn an_archive_that_lost_over_half_of_the_people_is_kept_and_is_an_alarm() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    vault.export(&url).await.unwrap();
    let db = sql(&url).await;
    db.batch_execute("delete from users where id = 'user_gone'").await.unwrap();
    assert_eq!(vault.export(&url).await.unwrap().alarms, Vec::<String>::new(), "two of three are over half");
    db.batch_execute("insert into users (id) select 'user_' || n from generate_series(1, 4) n").await.unwrap();
    let before = vault.export(&url).await.unwrap();
    db.batch_execute("delete from users where id not in ('user_ada', 'user_bo')").await.unwrap();
    let exported = vault.export(&url).await.unwrap();
    assert_eq!(exported.alarms, [format!("users has 2 rows, and 6 in {}", before.id)]);
    vault.check(&exported.id).await.expect("it is an archive all the same");
}

/// Recipients can change; an older archive keeps those that it was made for.
#[tokio::test]
async fn each_recipient_opens_it_and_the_json_names_them() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let exported = vault.export(&url).await.unwrap();
    let sidecar = vault.sidecar(&exported.id);
    assert_eq!(sidecar.manifest.recipients, vault.recipients.names());
    assert!(Recipients::parse(&sidecar.manifest.recipients).is_ok());
    let json = fs::read_to_string(vault.json(&exported.id)).unwrap();
    for private in ["Ada", "ada@example.com", "user_ada", "AGE-SECRET"] {
        assert!(!json.contains(private), "{private}");
    }
    assert!(postgres().await.has(&url));
}
