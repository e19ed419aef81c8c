//! People who were deleted after the archive was made are deleted again, because Clerk does not know them any more.

use darasa_backup::{
    progress::Bars,
    restore::{self, People, Report, Source},
};
use darasa_core::{base::http_client::HttpClient, providers::clerk::Clerk};
use darasa_local::emulators::clerk::{ClerkEmulator, ClerkSettings, Fault, User};
use secrecy::SecretString;

use crate::support::{Vault, contents, empty_database, is_untouched, lived_in, newest, settings, sql, wrong};

fn client(clerk: &ClerkEmulator, key: &str, allow_mass_deletion: bool) -> People {
    let clerk = Clerk::at(HttpClient::default(), SecretString::from(key.to_owned()), clerk.url());
    People::AsClerkKnows { clerk: Box::new(clerk), allow_mass_deletion }
}

async fn restore(vault: &Vault, people: People, into: &str) -> darasa_backup::Result<Report> {
    restore::restore(Source::Newest(vault.storage()), vault.identity(), &settings(into), people, Bars::Never).await
}

fn known(clerk: &ClerkEmulator, ids: &[&str]) {
    for id in ids {
        clerk.put(User::ada(*id, "2026-01-02T03:04:05Z".parse().unwrap()));
    }
}

#[tokio::test]
async fn whom_clerk_does_not_know_is_deleted_as_its_webhook_would_have() {
    let (vault, url, clerk) = (Vault::new(), lived_in(newest()).await, ClerkEmulator::start().await.unwrap());
    let id = vault.export(&url).await.unwrap().id;
    known(&clerk, &["user_ada"]);
    let into = empty_database().await;

    let report = restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await.unwrap();

    assert_eq!(report.deleted_people, Some(1));
    let db = sql(&into).await;
    let query = "select id, name, email, deleted_at is not null from users order by id";
    let rows = db.query(query, &[]).await.unwrap();
    let people: Vec<(String, Option<String>, Option<String>, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let ada = (Some("Ada".to_owned()), Some("ada@example.com".to_owned()));
    let gone = |id: &str| (id.to_owned(), None, None, true);
    assert_eq!(people, [("user_ada".to_owned(), ada.0, ada.1, false), gone("user_bo"), gone("user_gone")]);
    let left = "select count(*) from job_infos where user_id = 'user_bo'";
    assert_eq!(db.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    let events = "select count(*) from webhook_events where id = 'restore_' || $1 || '_user_bo'";
    assert_eq!(db.query_one(events, &[&id.to_string()]).await.unwrap().get::<_, i64>(0), 1);
    assert_eq!(clerk.count("/v1/users/user_bo"), 1, "nobody is deleted whom Clerk was not asked for by name");
    assert_eq!(clerk.count("/v1/users/user_gone"), 0, "who is gone is gone");
}

/// A list that is read page by page may lack somebody who is there.
#[tokio::test]
async fn whom_only_the_list_lacks_stays() {
    let settings = ClerkSettings { knows_everybody: true, ..ClerkSettings::default() };
    let (vault, url, clerk) =
        (Vault::new(), lived_in(newest()).await, ClerkEmulator::start_with(settings).await.unwrap());
    vault.export(&url).await.unwrap();
    known(&clerk, &["user_ada"]);
    let into = empty_database().await;
    let report = restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await.unwrap();
    assert_eq!(report.deleted_people, Some(0));
    assert_eq!(contents(&into).await, contents(&url).await);
}

#[tokio::test]
async fn everybody_is_asked_for_page_by_page_however_many_there_are() {
    let (vault, url, clerk) = (Vault::new(), lived_in(newest()).await, ClerkEmulator::start().await.unwrap());
    let many = "insert into users (id) select 'user_m' || n from generate_series(1, 1200) n";
    sql(&url).await.batch_execute(many).await.unwrap();
    vault.export(&url).await.unwrap();
    let ids: Vec<_> = (1..=1200).map(|number| format!("user_m{number}")).collect();
    known(&clerk, &ids.iter().map(String::as_str).collect::<Vec<_>>());
    known(&clerk, &["user_ada", "user_bo"]);
    let into = empty_database().await;
    let report = restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await.unwrap();
    assert_eq!(report.deleted_people, Some(0));
    assert_eq!(clerk.count("/v1/users"), 3, "500, 500, and 202");
    assert_eq!(contents(&into).await, contents(&url).await);
}

#[tokio::test]
async fn the_keys_of_another_instance_delete_nobody() {
    let (vault, url, clerk) = (Vault::new(), lived_in(newest()).await, ClerkEmulator::start().await.unwrap());
    vault.export(&url).await.unwrap();
    let into = empty_database().await;

    let (code, said) = wrong(restore(&vault, client(&clerk, "sk_test_other", false), &into).await);
    assert_eq!((code, said.as_str()), (2, "Clerk does not take CLERK_SECRET_KEY"));
    let (code, said) = wrong(restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await);
    assert_eq!(code, 2);
    assert!(said.starts_with("Clerk does not know 2 of the archive's 2 people"), "{said}");
    assert!(is_untouched(&into).await);

    let report = restore(&vault, client(&clerk, clerk.secret_key(), true), &into).await.unwrap();
    assert_eq!(report.deleted_people, Some(2));
    let left = "select count(*) from users where deleted_at is null";
    assert_eq!(sql(&into).await.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_clerk_that_is_busy_is_waited_for_and_one_that_is_away_changes_nothing() {
    let (vault, url, clerk) = (Vault::new(), lived_in(newest()).await, ClerkEmulator::start().await.unwrap());
    vault.export(&url).await.unwrap();
    known(&clerk, &["user_ada", "user_bo"]);
    let into = empty_database().await;
    clerk.fail_next(9, Fault::RateLimited(0));
    let (code, said) = wrong(restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await);
    assert_eq!((code, said.as_str()), (1, "Clerk: too many requests"));
    assert!(is_untouched(&into).await);
    // Some of those nine were left over.
    restore(&vault, client(&clerk, clerk.secret_key(), false), &into).await.unwrap();
}
