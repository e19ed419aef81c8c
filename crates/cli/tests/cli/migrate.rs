//! `darasa migrate`.

use darasa_local::testing::test_app::postgres;

use crate::support::Clone;

/// A database with nothing in it, on the server that all tests of this process share.
async fn empty_database(name: &str) -> String {
    let (postgres, name) = (postgres().await, format!("cli_{name}"));
    postgres.create_database(&name).await.unwrap();
    let sql = darasa_local::services::postgres::connect(&postgres.url(&name)).await.unwrap();
    sql.batch_execute("drop schema public cascade; create schema public").await.unwrap();
    postgres.url(&name)
}

#[tokio::test]
async fn an_empty_database_is_brought_to_the_newest_schema_once() {
    let (clone, url) = (Clone::new(), empty_database("migrate").await);
    let env = [("DATABASE_URL", url.as_str())];

    let pending = clone.complaint(&["migrate", "--check"], &env);
    assert!(pending.contains("pending: V1__jobs_and_questions") && pending.contains("`darasa migrate`"), "{pending}");

    let first = clone.run_with(&["migrate"], &env);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(first.stdout.starts_with("applied V1__jobs_and_questions\n"), "{}", first.stdout);
    assert!(first.stdout.contains("the schema is at version "), "{}", first.stdout);

    let again = clone.run_with(&["migrate"], &env);
    assert_eq!(again.stdout, first.stdout.lines().last().unwrap().to_owned() + "\n");
    let check = clone.run_with(&["migrate", "--check"], &env);
    assert_eq!((check.code, check.stdout.as_str()), (Some(0), "no migration is pending\n"));
}

#[tokio::test]
async fn its_settings_may_stand_in_env() {
    let (clone, url) = (Clone::new(), empty_database("migrate_env").await);
    clone.write(".env", &format!("# mine\nDATABASE_URL={url}\n"));
    assert_eq!(clone.run(&["migrate"]).code, Some(0));
}

#[test]
fn without_a_database_it_says_which_variable_is_missing() {
    let complaint = Clone::new().complaint(&["migrate"], &[]);
    assert!(complaint.contains("DATABASE_URL"), "{complaint}");
}

#[test]
fn a_database_that_is_away_is_an_error_without_the_password() {
    // Nobody listens on the discard port.
    let complaint = Clone::new().complaint(&["migrate"], &[("DATABASE_URL", "postgres://ada:hunter2@127.0.0.1:9/x")]);
    assert!(!complaint.contains("hunter2"), "{complaint}");
}
