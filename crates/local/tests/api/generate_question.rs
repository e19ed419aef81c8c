//! `/api/ai/questions/generate-question`.

mod conversation;
mod database_away;
mod finish_reasons;
mod leaving;
mod ledger;
mod model_fails;
mod refusals;
mod splits;
mod substance;
mod wire;

use std::time::Duration;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{Person, Settings, TestApp},
};
use http::Method;
use regex::Regex;
use serde_json::json;

const URL: &str = "/api/ai/questions/generate-question";
const UNLIMITED: &str = "u:unlimited_questions";

/// The sentences in a stream that fails.
const MODEL_FAILED: &str = "The model failed.";

/// What a request for an easy question is, in the protocol of a client that says nothing.
fn asking(person: &Person<'_>, job: &str, query: &str) -> reqwest::RequestBuilder {
    person.request(Method::POST, &format!("{URL}{query}")).json(&json!({ "prompt": "easy", "jobInfoId": job }))
}

async fn ask(person: &Person<'_>, job: &str) -> darasa_local::testing::test_app::Answer {
    darasa_local::testing::test_app::SendRequest::send_and_read(asking(person, job, "")).await
}

/// The id of a job at Acme.
async fn job_of(person: &Person<'_>) -> String {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let created = person.post("/api/job-infos", job).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()["id"].as_str().expect("an id").to_owned()
}

/// What a question of these deltas looks like to a client of ai 4.
fn in_v1(id: &str, deltas: &[&str]) -> String {
    let text: String = deltas.iter().map(|delta| format!("0:{}\n", json!(delta))).collect();
    format!(
        "{}{text}2:[{{\"questionId\":\"{id}\"}}]\ne:{{\"finishReason\":\"stop\",\"isContinued\":false}}\nd:{{\"finishReason\":\"stop\"}}\n",
        start_in_v1(id)
    )
}

/// A stream without the note that its question repeats one that was asked before.
fn without_repeats(stream: &str) -> String {
    Regex::new(r#","repeats":"[0-9a-f-]{36}""#).expect("a pattern").replace_all(stream, "").into_owned()
}

fn start_in_v1(id: &str) -> String {
    format!("f:{{\"messageId\":\"msg-{}\"}}\n", &id.replace('-', "")[..24])
}

/// And to one of ai 5 or later.
fn in_ui(id: &str, deltas: &[&str]) -> String {
    let text: String = deltas.iter().map(|delta| delta_in_ui(delta)).collect();
    format!(
        "{START_IN_UI}{text}data: {{\"type\":\"text-end\",\"id\":\"0\"}}\n\ndata: {{\"type\":\"data-question\",\"data\":{{\"questionId\":\"{id}\"}}}}\n\ndata: {{\"type\":\"finish\"}}\n\ndata: [DONE]\n\n"
    )
}

const START_IN_UI: &str = "data: {\"type\":\"start\"}\n\ndata: {\"type\":\"text-start\",\"id\":\"0\"}\n\n";

fn delta_in_ui(delta: &str) -> String {
    format!("data: {{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":{}}}\n\n", json!(delta))
}

/// An app whose patience is measured in fractions of a second.
async fn hasty(pace: Pace) -> TestApp {
    TestApp::with(Settings { pace, ..Settings::default() }).await
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// No question, and every use given back.
async fn nothing_is_stored_or_charged(app: &TestApp) {
    assert_eq!(app.count("select count(*) from questions").await, 0);
    assert_eq!(app.count("select count(*) from usage where state <> 'released'").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn ada_gets_a_question_streamed_and_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(["# Send\n\n", "What does ", "Send mean?"]));

    let reply = ask(&ada, &job).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let id = reply.header("x-question-id");
    assert_eq!(reply.text, in_v1(id, &["# Send\n\n", "What does ", "Send mean?"]));
    let listed = ada.get(&format!("/api/questions?jobInfoId={job}")).await.json();
    assert_eq!(
        listed["items"],
        json!([{
            "id": id, "jobInfoId": job, "text": "# Send\n\nWhat does Send mean?", "difficulty": "easy",
            "topics": ["general"], "follows": null, "model": "gemini-3.8-flash", "createdAt": listed["items"][0]["createdAt"], "latestAnswer": null,
        }])
    );
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"], json!({ "limit": 5, "used": 1, "remaining": 4 }));
    app.ledger_is_sound().await;
}
