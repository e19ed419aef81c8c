//! Authentication on any route: tokens of every kind, cookies, Clerk's keys, deleted accounts.

mod cookies;
mod forgeries;
mod keys;
mod tokens;

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use darasa_local::{
    emulators::clerk::{SigningKey, Token},
    testing::test_app::{Answer, ORIGIN, SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::{Value, json};

use crate::{NOTHING, delete_account, path_of, saved_job};

/// 2026-11-23T12:00:00Z
const NOON: u64 = 1_795_435_200;
const JOBS: &str = "/api/job-infos";

/// A clock that stands still until somebody moves its hands.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl Hands {
    fn at_noon() -> Self {
        Self(Arc::new(AtomicU64::new(NOON)))
    }

    fn settings(&self) -> Settings {
        let hands = self.0.clone();
        let clock = move || SystemTime::UNIX_EPOCH + Duration::from_secs(hands.load(Ordering::SeqCst));
        Settings { clock: Arc::new(clock), ..Settings::default() }
    }

    fn forward(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// A key that Clerk has never heard of.
fn another_key() -> Arc<SigningKey> {
    static KEY: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(SigningKey::generate().unwrap()));
    KEY.clone()
}

/// Ada's token, to be changed.
fn adas(app: &TestApp) -> Token {
    app.clerk.token("user_ada").azp(ORIGIN)
}

async fn jobs_with(app: &TestApp, authorization: &str) -> Answer {
    app.request(Method::GET, JOBS).header("authorization", authorization).send_and_read().await
}

async fn status_with(app: &TestApp, token: &str) -> u16 {
    jobs_with(app, &format!("Bearer {token}")).await.status.as_u16()
}

fn refused(reply: &Answer, why: &str) {
    assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()), "{why}");
    assert_eq!(reply.json()["detail"], "You are not logged in", "{why}");
    assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#, "{why}");
    assert_eq!(reply.header("cache-control"), "no-store", "{why}");
}

/// Every verb of every route behind a sign-in, with a body that is good in itself.
fn every_verb(job: &str) -> Vec<(Method, String, Value)> {
    let new = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let id = job.rsplit('/').next().unwrap();
    vec![
        (Method::GET, "/api/users/me".to_owned(), json!(null)),
        (Method::GET, JOBS.to_owned(), json!(null)),
        (Method::POST, JOBS.to_owned(), new),
        (Method::GET, job.to_owned(), json!(null)),
        (Method::PATCH, job.to_owned(), json!({ "name": "Globex" })),
        (Method::DELETE, job.to_owned(), json!(null)),
        (Method::GET, format!("/api/questions?jobInfoId={id}"), json!(null)),
        (Method::POST, "/api/ai/questions/generate-question".to_owned(), json!({ "prompt": "easy", "jobInfoId": id })),
    ]
}

/// 401, in the manner of the route.
fn not_logged_in(reply: &Answer, method: &Method, path: &str, token_given: bool) {
    match path.starts_with("/api/ai/") {
        true => assert_eq!(reply.sentence(), (401, "You are not logged in")),
        false => assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()), "{method} {path}"),
    }
    let challenge = match token_given {
        true => r#"Bearer realm="darasa", error="invalid_token""#,
        false => r#"Bearer realm="darasa""#,
    };
    assert_eq!(reply.header("www-authenticate"), challenge, "{method} {path}");
}

#[tokio::test]
async fn nobody_gets_anywhere_without_a_token_or_with_a_bad_one() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for (method, path, body) in every_verb(&path_of(&job)) {
        let ask = || app.request(method.clone(), &path).json(&body);

        not_logged_in(&ask().send_and_read().await, &method, &path, false);
        not_logged_in(&ask().bearer_auth("nonsense").send_and_read().await, &method, &path, true);
        not_logged_in(&ask().basic_auth("ada", Some("hunter2")).send_and_read().await, &method, &path, false);
    }
    assert_eq!(ada.get(JOBS).await.json()["items"], json!([job]));
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[tokio::test]
async fn a_sign_in_is_asked_for_before_anything_else_is_looked_at() {
    let app = TestApp::start().await;

    for (method, path, body) in [
        (Method::POST, JOBS.to_owned(), "{"),
        (Method::POST, JOBS.to_owned(), "[]"),
        (Method::PUT, JOBS.to_owned(), ""),
        (Method::GET, format!("{JOBS}?limit=0"), ""),
        (Method::GET, format!("{JOBS}/nonsense"), ""),
        (Method::GET, "/api/questions".to_owned(), ""),
        (Method::POST, "/api/ai/questions/generate-question?stream=nonsense".to_owned(), "{"),
    ] {
        let reply = app.request(method.clone(), &path).body(body).send_and_read().await;
        not_logged_in(&reply, &method, &path, false);
    }
}

#[tokio::test]
async fn a_deleted_account_is_signed_in_nowhere_even_with_a_live_token() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (own, bobs) = (saved_job(&ada, "Acme").await, saved_job(&bob, "Globex").await);
    delete_account(&app, &ada.id).await;
    let stone = "select row_to_json(users)::text from users where id = 'user_ada'";
    let before: String = app.sql().await.query_one(stone, &[]).await.unwrap().get(0);

    for job in [path_of(&own), path_of(&bobs), format!("{JOBS}/{NOTHING}")] {
        for (method, path, body) in every_verb(&job) {
            let reply = ada.request(method.clone(), &path).json(&body).send_and_read().await;
            not_logged_in(&reply, &method, &path, true);
        }
    }
    let after: String = app.sql().await.query_one(stone, &[]).await.unwrap().get(0);
    assert_eq!(after, before);
    assert_eq!(app.count("select count(*) from job_infos where user_id = 'user_ada'").await, 0);
    assert_eq!(bob.get(JOBS).await.json()["items"], json!([bobs]));
    assert_eq!(app.gemini.received().len(), 0);
}

#[tokio::test]
async fn the_header_is_read_as_clients_write_it() {
    let app = TestApp::start().await;
    let token = adas(&app).mint();

    for scheme in ["Bearer ", "bearer ", "BEARER ", "Bearer   ", ""] {
        assert_eq!(jobs_with(&app, &format!("{scheme}{token}")).await.status, 200, "{scheme:?}");
    }
    for other in ["Basic ", "Token ", "Bearer\t", "Bearer:", "JWT "] {
        assert_eq!(jobs_with(&app, &format!("{other}{token}")).await.problem().0, 401, "{other:?}");
    }
}
