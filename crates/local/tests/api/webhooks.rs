//! `/api/webhooks/clerk`: what Clerk tells of its people, and what others would like to tell.

pub mod deletions;
mod deliveries;
mod events;
mod signatures;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use darasa_local::{
    emulators::clerk::{User, Webhook},
    testing::test_app::{Answer, SendRequest, Settings, TestApp, WEBHOOK_SECRET},
};
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

const ENDPOINT: &str = "/api/webhooks/clerk";
/// 2026-11-23T12:00:00Z
const NOON: i64 = 1_795_435_200;

fn noon() -> Timestamp {
    Timestamp::from_second(NOON).unwrap()
}

/// It is always noon, but for the database, which has a clock of its own.
async fn app_at_noon() -> TestApp {
    TestApp::with(Settings { clock: Arc::new(|| UNIX_EPOCH + Duration::from_secs(NOON as u64)), ..Settings::default() })
        .await
}

/// Ada as Clerk knew her so many seconds after New Year.
fn ada(name: &str, second: i64) -> User {
    let mut ada = User::named("user_ada", name, "2026-01-01T00:00:00Z".parse().unwrap());
    ada.updated_at = Timestamp::from_second(ada.created_at.as_second() + second).unwrap();
    ada
}

/// An id that no event had before.
fn fresh() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("msg_{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn updated(name: &str, second: i64) -> Webhook {
    Webhook::of_user(&fresh(), "user.updated", &ada(name, second), noon())
}

fn deleted(user: &str) -> Webhook {
    Webhook::of_deletion(&fresh(), user, noon())
}

async fn post(app: &TestApp, webhook: &Webhook, headers: &[(&'static str, String)]) -> Answer {
    let request = app.request(Method::POST, ENDPOINT).header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    request.body(webhook.body.clone()).send_and_read().await
}

async fn deliver(app: &TestApp, webhook: &Webhook) -> Answer {
    post(app, webhook, &webhook.headers(WEBHOOK_SECRET).unwrap()).await
}

fn received(reply: &Answer, why: &str) {
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "Webhook received"), "{why}");
}

/// What is kept of a person.
async fn row(app: &TestApp, id: &str) -> Value {
    let rows = app.sql().await.query("select row_to_json(users)::text from users where id = $1", &[&id]).await.unwrap();
    rows.first().map_or(Value::Null, |row| serde_json::from_str(row.get(0)).unwrap())
}

async fn name_of(app: &TestApp, id: &str) -> Value {
    row(app, id).await["name"].clone()
}

fn is_tombstone(row: &Value) -> bool {
    row["deleted_at"].is_string() && ["name", "email", "image_url"].iter().all(|field| row[field].is_null())
}

#[tokio::test]
async fn a_visitor_learns_that_the_endpoint_works_without_signing_in() {
    let app = TestApp::start().await;

    let reply = app.request(Method::GET, ENDPOINT).send_and_read().await;

    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(reply.text.contains("works"), "{}", reply.text);
    assert_eq!(app.request(Method::HEAD, ENDPOINT).send_and_read().await.status, 200);
    let put = app.request(Method::PUT, ENDPOINT).send_and_read().await;
    assert_eq!((put.problem().0, put.header("allow")), (405, "GET, HEAD, POST, OPTIONS"));
}

#[tokio::test]
async fn ada_is_created_changed_and_deleted() {
    let app = app_at_noon().await;
    let created = Webhook::of_user("msg_created", "user.created", &ada("Ada", 0), noon());

    received(&deliver(&app, &created).await, "created");
    let kept = row(&app, "user_ada").await;
    assert_eq!((&kept["name"], &kept["email"]), (&json!("Ada"), &json!("Ada@example.com")));
    assert_eq!(kept["image_url"], ada("Ada", 0).image_url);

    received(&deliver(&app, &updated("Countess", 1)).await, "updated");
    assert_eq!(name_of(&app, "user_ada").await, "Countess");

    received(&deliver(&app, &deleted("user_ada")).await, "deleted");
    assert!(is_tombstone(&row(&app, "user_ada").await));
    assert_eq!(app.count("select count(*) from webhook_events").await, 3);
}
