//! Sentry events of the real executables: what went wrong on our side, once, with ids and without anything that is
//! anybody's; and that it harms nobody when Sentry is slow or away.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use darasa_core::{
    App, Error, Result,
    http::{Reply, Request, Routes},
    serve,
};
use darasa_local::{
    emulators::{Fault, SentryEmulator, gemini::Answer},
    testing::{
        host::{Function, Host, Invocation, good_env},
        test_app::{SendRequest, TestApp},
        time_limits::scaled,
    },
};
use http::Method;
use serde_json::{Value, json};

const SECRET: &str = r#"password="hunter2" of ada@example.com"#;
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// So long an invocation is held open for Sentry, and a loaded machine's delay.
const HELD: Duration = Duration::from_millis(2_000);
const SLACK: Duration = Duration::from_millis(1_500);

/// A function that does as its path says.
#[test]
#[ignore = "a process for the other tests"]
fn a_function_that_fails() {
    assert_eq!(serve(Routes::<()>::NONE, fail), std::process::ExitCode::SUCCESS);
}

async fn fail(_: &App, request: Request) -> Result<Reply> {
    match request.path() {
        "/api/job-infos/panic" => panic!("{SECRET}"),
        "/api/job-infos/broken" => Err(Error::internal("the database: 42P01 relation \"questions\" does not exist")),
        "/api/job-infos/leaking" => Err(Error::internal(SECRET)),
        "/api/job-infos/away" => Err(Error::unavailable("Clerk: no answer in time", 5)),
        "/api/job-infos/not-found" => Err(Error::NotFound),
        "/api/job-infos/not-logged-in" => Err(Error::NotLoggedIn { token_given: true }),
        "/api/job-infos/plan" => Err(Error::PlanLimit),
        "/api/job-infos/invalid" => Err(Error::invalid("#/name", "is required")),
        _ => Ok(Reply::no_content()),
    }
}

async fn failing(more: &[(&str, &str)]) -> Host {
    let more = [("VERCEL_GIT_COMMIT_SHA", "c0ffee")].iter().chain(more);
    let more = more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let env: HashMap<_, _> = good_env().into_iter().chain(more).collect();
    let this = std::env::current_exe().unwrap();
    let arguments = ["a_function_that_fails", "--exact", "--ignored", "--nocapture"];
    Function::new(this, env).arguments(arguments).start().await
}

/// Asks, and waits for the end; tells how long the reply took, and the end after it.
async fn ask(host: &Host, path: &str, status: u16) -> (Duration, Duration) {
    let (invocation, request) = host.invoke(Method::GET, &format!("/api/job-infos/{path}?canary=query"));
    let started = Instant::now();
    let request =
        request.header("traceparent", TRACEPARENT).header("x-request-id", "one-of-ours").bearer_auth("canary");
    assert_eq!(request.send_and_read_unchecked().await.status, status, "{path}");
    let replied = Instant::now();
    (replied - started, ended(host, &invocation).await - replied)
}

async fn ended(host: &Host, invocation: &Invocation) -> Instant {
    host.end_of(invocation).await
}

#[tokio::test]
async fn a_failure_of_ours_is_told_once_with_ids_and_nothing_of_the_request() {
    let sentry = SentryEmulator::start().await.unwrap();
    let host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;
    assert_eq!(sentry.received().len(), 0, "nothing is connected before the first error");
    for (path, status, kind, message, cause) in [
        ("broken", 500, "internal", "a request failed", "the database: 42P01 relation \"questions\" does not exist"),
        ("away", 503, "unavailable", "something we depend on is away", "Clerk: no answer in time"),
        ("panic", 500, "panic", "a panic", "tests/sentry.rs"),
    ] {
        let before = sentry.events().len();

        ask(&host, path, status).await;

        let events = sentry.events();
        assert_eq!(events.len(), before + 1, "{path}: told by the time of the end, and once");
        let event = events.last().unwrap();
        assert_eq!(
            (&event["exception"]["values"][0]["type"], &event["exception"]["values"][0]["value"]),
            (&json!(kind), &json!(message))
        );
        assert!(event["extra"]["cause"].as_str().unwrap().starts_with(cause.split(':').next().unwrap()), "{event}");
        let route = format!("GET /api/job-infos/{path}");
        assert_eq!(
            event["tags"],
            json!({ "request_id": "one-of-ours", "trace_id": &TRACEPARENT[3..35], "route": route })
        );
        assert_eq!(event["contexts"]["trace"]["trace_id"], TRACEPARENT[3..35]);
        assert_eq!((&event["release"], &event["environment"]), (&json!("c0ffee"), &json!("development")));
        assert_eq!((&event["request"], &event["user"]), (&Value::Null, &Value::Null));
    }
    for received in sentry.received() {
        let sent = format!("{:?} {}", received.headers, String::from_utf8_lossy(&received.bytes));
        for planted in ["canary", "hunter2", "ada@example.com", "sk_test", "secret@", "whsec_"] {
            assert!(!sent.contains(planted), "{planted} in {sent}");
        }
        assert_eq!(received.header("traceparent"), None, "Sentry is no part of the request");
    }
}

#[tokio::test]
async fn what_came_from_below_is_looked_at_twice() {
    let sentry = SentryEmulator::start().await.unwrap();
    let host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;

    ask(&host, "leaking", 500).await;

    let event = &sentry.events()[0];
    assert!(!event.to_string().contains("ada@example.com"), "{event}");
    assert!(event.to_string().contains("[…]"), "the cause is there, but for what looks like somebody's: {event}");
}

#[tokio::test]
async fn what_clients_get_wrong_is_no_error() {
    let sentry = SentryEmulator::start().await.unwrap();
    let host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;
    for (path, status) in [("not-found", 404), ("not-logged-in", 401), ("plan", 403), ("invalid", 422), ("good", 204)] {
        ask(&host, path, status).await;
    }
    assert_eq!(sentry.received().len(), 0);
}

#[tokio::test]
async fn a_storm_of_failures_is_told_ten_times() {
    let sentry = SentryEmulator::start().await.unwrap();
    let host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;
    for _ in 0..30 {
        ask(&host, "away", 503).await;
    }
    assert_eq!(sentry.events().len(), 10);
}

#[tokio::test]
async fn a_sentry_that_is_slow_or_away_keeps_nobody_waiting() {
    let sentry = SentryEmulator::start().await.unwrap();
    let host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;
    sentry.fail_next(1, Fault::Delay(Duration::from_secs(10)));
    let (reply, end) = ask(&host, "broken", 500).await;
    println!("Sentry takes 10 s: the reply took {reply:?}, the end came {end:?} after it");
    assert!(reply < scaled(SLACK), "{reply:?}");
    assert!(end < scaled(HELD + SLACK), "{end:?}");
    assert!(end > HELD / 2, "it was waited for, within bounds: {end:?}");

    for fault in [Fault::Drop, Fault::Status(500), Fault::Garbage, Fault::RateLimited(30)] {
        // A connection that breaks is tried once more.
        let tries = if matches!(fault, Fault::Drop) { 2 } else { 1 };
        sentry.fail_next(tries, fault);
        let (reply, end) = ask(&host, "broken", 500).await;
        assert!(reply.max(end) < scaled(SLACK), "{reply:?} {end:?}");
    }
    let told = sentry.received().len();
    ask(&host, "broken", 500).await;
    assert_eq!(sentry.received().len(), told, "it wants to be left alone");

    let nobody = failing(&[("SENTRY_DSN", "http://key@127.0.0.1:1/42")]).await;
    let (reply, end) = ask(&nobody, "broken", 500).await;
    assert!(reply.max(end) < scaled(SLACK), "{reply:?} {end:?}");
    nobody.until(|heard| heard.log.contains("Sentry was not told")).await;
}

#[tokio::test]
async fn a_function_that_is_told_to_stop_tells_before_it_does() {
    let sentry = SentryEmulator::start().await.unwrap();
    let mut host = failing(&[("SENTRY_DSN", &sentry.dsn())]).await;
    sentry.fail_next(1, Fault::Delay(Duration::from_millis(300)));
    let (_, request) = host.invoke(Method::GET, "/api/job-infos/panic");
    request.send_and_read_unchecked().await;

    host.terminate();

    assert!(host.exit().await.success());
    assert_eq!(sentry.events().len(), 1);
}

/// Ada's question was made and could not be kept: the stream has begun, so only the log and Sentry know.
#[tokio::test]
async fn a_text_that_could_not_be_stored_is_told_of_its_user_by_hash() {
    let (app, sentry) = (TestApp::start().await, SentryEmulator::start().await.unwrap());
    let ada = app.person("ada");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = ada.post("/api/job-infos", job).await.json()["id"].clone();
    let mut env = app.env();
    env.insert("SENTRY_DSN".to_owned(), sentry.dsn());
    let host = Function::new(env!("CARGO_BIN_EXE_ai-questions"), env).start().await;
    let (answer, gate) = Answer::text(["What is ", "Send?"]).paused_after(1);
    app.gemini.next(answer);

    let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question");
    let asking = request.bearer_auth(&ada.token).json(&json!({ "prompt": "easy", "jobInfoId": job })).send();
    let reply = asking.await.unwrap();
    app.sql().await.batch_execute("alter table questions rename to q").await.unwrap();
    gate.resume();
    assert!(reply.text().await.unwrap().contains("could not be saved"));
    host.end_of(&invocation).await;

    let event = &sentry.events()[0];
    assert_eq!(event["exception"]["values"][0]["type"], "not-stored", "{event}");
    let user = event["user"]["id"].as_str().unwrap();
    assert!(user.len() == 12 && host.log().contains(&format!("\"user\":\"{user}\"")), "{user}");
    assert!(!event.to_string().contains("user_ada"), "{event}");
}
