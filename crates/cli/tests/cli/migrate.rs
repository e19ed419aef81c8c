//! Command `darasa migrate`, against a real Postgres.

use darasa_local::testing::test_app::postgres;

use crate::support::Checkout;

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
    let (checkout, url) = (Checkout::new(), empty_database("migrate").await);
    let env = [("DATABASE_URL", url.as_str())];

    let pending = checkout.complaint(&["migrate", "--check"], &env);
    assert!(pending.contains("pending: V1__jobs_and_questions") && pending.contains("`darasa migrate`"), "{pending}");

    let first = checkout.run_with(&["migrate"], &env);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(first.stdout.starts_with("applied V1__jobs_and_questions\n"), "{}", first.stdout);
    assert!(first.stdout.contains("the schema is at version "), "{}", first.stdout);

    let again = checkout.run_with(&["migrate"], &env);
    assert_eq!(again.stdout, first.stdout.lines().last().unwrap().to_owned() + "\n");
    let check = checkout.run_with(&["migrate", "--check"], &env);
    assert_eq!((check.code, check.stdout.as_str()), (Some(0), "no migration is pending\n"));
}

#[tokio::test]
async fn its_settings_may_stand_in_env() {
    let (checkout, url) = (Checkout::new(), empty_database("migrate_env").await);
    checkout.write(".env", &format!("# mine\nDATABASE_URL={url}\n"));
    assert_eq!(checkout.run(&["migrate"]).code, Some(0));
}

#[test]
fn without_a_database_it_says_which_variable_is_missing() {
    let complaint = Checkout::new().complaint(&["migrate"], &[]);
    assert!(complaint.contains("DATABASE_URL"), "{complaint}");
}

#[test]
fn a_database_that_is_away_is_an_error_without_the_password() {
    // Nobody listens on the discard port.
    let complaint =
        Checkout::new().complaint(&["migrate"], &[("DATABASE_URL", "postgres://ada:hunter2@127.0.0.1:9/x")]);
    assert!(complaint.contains("127.0.0.1:9") || complaint.contains("refused"), "{complaint}");
    assert!(!complaint.contains("hunter2"), "{complaint}");
}

/// A session's lock protects nothing behind a pooler that hands each transaction to another session.
#[test]
fn a_pooled_url_is_refused_with_the_variable_to_set_also_as_the_direct_one() {
    let pooled = "postgres://ada:hunter2@ep-cool-pooler.eu.aws.neon.tech/neondb?sslmode=require";
    let alone = vec![("DATABASE_URL", pooled)];
    let copied = vec![("DATABASE_URL", pooled), ("DATABASE_URL_UNPOOLED", pooled)];
    let beside = vec![("DATABASE_URL", "postgres://ada@127.0.0.1:9/x"), ("DATABASE_URL_UNPOOLED", pooled)];
    for env in [alone, copied, beside] {
        for command in [&["migrate"][..], &["migrate", "--check"]] {
            let complaint = Checkout::new().complaint(command, &env);
            assert!(complaint.contains("through a pooler; set DATABASE_URL_UNPOOLED to the direct"), "{complaint}");
            assert!(!complaint.contains("hunter2"), "{complaint}");
        }
    }
}

#[tokio::test]
async fn beside_a_pooled_url_the_direct_one_is_used() {
    let (checkout, url) = (Checkout::new(), empty_database("migrate_direct").await);
    let pooled = "postgres://ada@ep-cool-pooler.eu.aws.neon.tech/neondb?sslmode=require";
    let env = [("DATABASE_URL", pooled), ("DATABASE_URL_UNPOOLED", url.as_str())];
    assert_eq!(checkout.run_with(&["migrate"], &env).code, Some(0));
}
