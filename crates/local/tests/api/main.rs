//! API tests: real handlers, a real Postgres, providers emulated on the wire. A module per route;
//! `auth` has what is said about who is signed in, `http` what holds everywhere.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod api_keys;
mod auth;
mod cache;
mod config;
mod cross_origin;
mod database;
mod erasure;
mod export;
mod generate_feedback;
mod generate_question;
mod health;
mod http;
mod idempotency;
mod interviews;
mod job_infos;
mod logs;
mod matrix;
mod mcp;
mod models;
mod openapi;
mod practice;
mod promotion;
mod protection;
mod purge;
mod questions;
mod read_only;
mod ready;
mod receipts;
mod resumes;
mod second_opinion;
mod shared_connections;
mod streams;
mod study_plan;
mod token_counts;
mod tracing;
mod users_me;
mod webhooks;
mod wrong_requests;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use ::http::Method;
use darasa_local::{
    emulators::clerk::Webhook,
    testing::{
        test_app::{Answer, Person, SendRequest, TestApp, WEBHOOK_SECRET},
        time_limits::PATIENCE,
    },
};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;

use logs::Log;

/// An id that nothing has.
const NOTHING: &str = "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34";

/// A job this person has just saved.
async fn saved_job(person: &Person<'_>, name: &str) -> Value {
    let job = json!({ "name": name, "title": "Engineer", "experienceLevel": "senior", "description": "Rust" });
    let reply = person.post("/api/job-infos", job).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()
}

fn path_of(job: &Value) -> String {
    format!("/api/job-infos/{}", job["id"].as_str().unwrap())
}

/// The fields that a 422 complains about.
fn pointers(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.problem(), (422, "invalid".to_owned()), "{}", answer.text);
    let wrong = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    assert!(wrong.iter().all(|each| each["detail"].as_str().is_some_and(|detail| !detail.is_empty())), "{wrong:?}");
    wrong.iter().map(|each| each["pointer"].as_str().unwrap().to_owned()).collect()
}

/// All names on a list, from page to page.
async fn walk(person: &Person<'_>, list: &str, limit: usize, field: &str) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{list}limit={limit}{cursor}")).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{} items on a page of {limit}", items.len());
        names.extend(items.iter().map(|item| item[field].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
        assert!(names.len() < 1_000, "a walk that does not end");
    }
}

/// A connection that keeps everybody from reading jobs until it is unlocked or gone.
async fn lock_jobs(app: &TestApp) -> Client {
    let lock = app.sql().await;
    lock.batch_execute("begin; lock table job_infos in access exclusive mode").await.unwrap();
    lock
}

async fn unlock(lock: Client) {
    lock.batch_execute("commit").await.unwrap();
}

/// Waits until so many of the app's statements wait for a lock.
async fn until_blocked(app: &TestApp, statements: usize) {
    app.until(&format!(
        "select count(*) = {statements} from pg_stat_activity
        where datname = current_database() and application_name = 'darasa' and wait_event_type = 'Lock'"
    ))
    .await;
}

/// Waits until nothing more is done for so many requests, also nothing that is left for after the reply.
async fn until_over(log: &Log, requests: usize) {
    until_over_of(log, requests, |_| true).await;
}

/// The same of requests whose line is such a one.
async fn until_over_of(log: &Log, requests: usize, is_one: impl Fn(&Value) -> bool) {
    let all = async {
        while log.lines("request").iter().filter(|line| is_one(line)).count() < requests {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, all).await.expect("a request that does not end");
}

/// Lets Clerk tell that somebody is gone.
async fn delete_account(app: &TestApp, id: &str) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let deletion = Webhook::of_deletion(&format!("msg_deletion_{number}"), id, app.clerk.now());
    let headers = deletion.headers(WEBHOOK_SECRET).unwrap();
    let request = app.request(Method::POST, "/api/webhooks/clerk").body(deletion.body);
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    let reply = request.send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}
