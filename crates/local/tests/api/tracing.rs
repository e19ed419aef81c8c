//! Tracing: the trace a request is part of, here and at the providers, and where its time went.

use std::{collections::BTreeMap, time::Duration};

use darasa_local::{
    emulators::{
        Received,
        clerk::Fault,
        gemini::Answer,
        hume::{Chat, HumeEmulator},
    },
    testing::test_app::{SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::json;

use crate::{NOTHING, lock_jobs, saved_job, unlock};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

fn traceparent() -> String {
    format!("00-{TRACE}-{SPAN}-01")
}

/// The span of a call outwards, if it is part of the caller's trace and no caller's span.
fn span_of(received: &Received) -> &str {
    let header = received.header("traceparent").expect("a traceparent");
    let parts: Vec<_> = header.split('-').collect();
    assert_eq!((parts[0], parts[1], parts[3]), ("00", TRACE, "01"), "{header}");
    assert!(parts[2].len() == 16 && parts[2] != SPAN, "{header}");
    assert_eq!(received.header("tracestate"), None, "what others tell each other goes no further");
    parts[2]
}

/// The parts of `Server-Timing` in milliseconds.
fn timing(answer: &darasa_local::testing::test_app::Answer) -> BTreeMap<String, f64> {
    let part = |part: &str| {
        let (name, ms) = part.trim().split_once(";dur=").expect("a part has a duration");
        (name.to_owned(), ms.parse().expect("a number"))
    };
    answer.header("server-timing").split(',').map(part).collect()
}

fn parts(answer: &darasa_local::testing::test_app::Answer) -> Vec<String> {
    timing(answer).into_keys().collect()
}

#[tokio::test]
async fn a_trace_goes_on_to_clerk_hume_and_the_model() {
    let hume = HumeEmulator::start().await.unwrap();
    // Without a key in the environment those of Clerk are asked for.
    let env = hume.env().into_iter().chain([("CLERK_JWT_KEY", String::new())]).collect();
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;
    let ada = app.person_with("ada", "u:unlimited_questions,u:unlimited_interviews");
    let traced = |method, path: &str| {
        ada.request(method, path).header("traceparent", traceparent()).header("tracestate", "vendor=canary")
    };

    assert_eq!(traced(Method::GET, "/api/users/me").send_and_read().await.status, 200);
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Send\n\n", "What is it?"]));
    let wanted = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let asked = traced(Method::POST, "/api/ai/questions/generate-question").json(&wanted).send_and_read().await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let interview = ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.json();
    let path = format!("/api/interviews/{}", interview["id"].as_str().unwrap());
    hume.put(Chat::new(NOTHING, app.clerk.now()));
    assert_eq!(traced(Method::PATCH, &path).json(&json!({ "humeChatId": NOTHING })).send_and_read().await.status, 422);

    let clerk: Vec<_> = app.clerk.received();
    assert_eq!(clerk.iter().map(|asked| asked.path.as_str()).collect::<Vec<_>>(), ["/v1/jwks", "/v1/users/user_ada"]);
    assert_ne!(span_of(&clerk[0]), span_of(&clerk[1]), "each call is a span of its own");
    span_of(&app.gemini.received()[0]);
    span_of(&hume.received()[0]);
}

#[tokio::test]
async fn the_rest_of_an_answer_is_asked_for_in_the_same_trace() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["half of "]).finish("MAX_TOKENS"));
    app.gemini.next(Answer::text(["a question"]));

    let wanted = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let asked = ada.request(Method::POST, "/api/ai/questions/generate-question").json(&wanted);
    assert_eq!(asked.header("traceparent", traceparent()).send_and_read().await.status, 200);

    // The second call is made by the task that passes the text on.
    let received = app.gemini.received();
    assert_ne!(span_of(&received[0]), span_of(&received[1]));
}

#[tokio::test]
async fn a_trace_that_cannot_be_read_is_no_reason_to_refuse() {
    let app = TestApp::start().await;
    for bad in
        ["", "nonsense", &format!("ff-{TRACE}-{SPAN}-01"), &format!("00-{TRACE}-{SPAN}-01-more"), &"0".repeat(9_000)]
    {
        let me = app.person(&format!("ada{}", bad.len()));
        let reply = me.request(Method::GET, "/api/users/me").header("traceparent", bad).send_and_read().await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let asked = app.clerk.received().pop().unwrap();
        let header = asked.header("traceparent").expect("a trace of our own");
        assert!(header.len() == 55 && header.starts_with("00-") && !header.contains(TRACE), "{header}");
    }
}

#[tokio::test]
async fn every_reply_says_where_its_time_went() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    assert_eq!(parts(&app.request(Method::GET, "/api/health").send_and_read().await), ["total"], "it touches nothing");
    assert_eq!(parts(&app.request(Method::OPTIONS, "/api/job-infos").send_and_read().await), ["total"]);
    assert_eq!(parts(&app.request(Method::GET, "/api/nowhere").send_and_read().await), ["total"]);
    assert_eq!(parts(&app.request(Method::GET, "/api/job-infos").send_and_read().await), ["auth", "total"], "401");
    assert_eq!(parts(&ada.get("/api/users/me").await), ["auth", "db", "total"]);
    assert_eq!(parts(&ada.request(Method::HEAD, "/api/users/me").send_and_read().await), ["auth", "db", "total"]);
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Send"]));
    let asked =
        ada.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": job["id"] })).await;
    assert_eq!(parts(&asked), ["ai", "auth", "db", "total"]);
    assert!(timing(&asked)["total"] >= timing(&asked)["ai"], "{}", asked.header("server-timing"));
}

#[tokio::test]
async fn the_time_of_a_part_is_that_which_was_waited() {
    const SLOW: Duration = Duration::from_millis(300);
    let app = TestApp::with_env([("CLERK_JWT_KEY", "")]).await;
    let ada = app.person("ada");
    app.clerk.fail_next(1, Fault::Delay(SLOW));

    let me = timing(&ada.get("/api/users/me").await);
    assert!(me["auth"] >= 290.0 && me["total"] >= me["auth"], "Clerk's keys came late: {me:?}");

    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Send", " and Sync"]).after(SLOW));
    let asked =
        ada.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": job["id"] })).await;
    let asked = timing(&asked);
    assert!(asked["ai"] >= 290.0 && asked["auth"] < 290.0, "the model thought for a while: {asked:?}");
}

#[tokio::test]
async fn the_time_of_a_database_that_is_slow_is_told() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    let lock = lock_jobs(&app).await;
    let listing = tokio::spawn(ada.request(Method::GET, "/api/job-infos").send());
    tokio::time::sleep(Duration::from_millis(400)).await;
    unlock(lock).await;

    let reply = listing.await.unwrap().unwrap();
    let header = reply.headers()["server-timing"].to_str().unwrap();
    let db: f64 = header.split("db;dur=").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!(db >= 200.0, "{header}");
}

#[tokio::test]
async fn whose_a_key_is_was_asked_of_postgres_and_counts_as_who_it_is() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let made = ada.post("/api/users/me/keys", json!({ "name": "Script", "scopes": ["read"] })).await.json();
    let reply = app.request(Method::GET, "/api/job-infos").bearer_auth(made["key"].as_str().unwrap());
    let reply = reply.send_and_read().await;
    assert_eq!((reply.status.as_u16(), parts(&reply)), (200, ["auth", "db", "total"].map(str::to_owned).to_vec()));
}
