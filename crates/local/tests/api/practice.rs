//! Practice: reviews and cards of answers, what is due, follow-ups, progress and settings.

mod answers;
mod auto;
mod backfill;
mod days;
mod due;
mod follow_ups;
mod progress;
mod settings;

use darasa_core::domain::practice::{
    people::{self, People},
    rebuild,
};
use darasa_local::{
    emulators::gemini::Answer as Said,
    testing::test_app::{Answer, Person, SendRequest, TestApp},
};
use http::Method;
use serde_json::{Value, json};

use crate::saved_job;

const UNLIMITED: &str = "u:unlimited_questions";

/// A job of this person and a question for it, which was asked at this moment.
async fn question(app: &TestApp, person: &Person<'_>, text: &str) -> (String, String) {
    let job = saved_job(person, "Acme").await["id"].as_str().unwrap().to_owned();
    let question = ask(app, person, &job, json!({ "prompt": "easy" }), text).await;
    (job, question.header("x-question-id").to_owned())
}

/// Has a question asked, which the model words so.
async fn ask(app: &TestApp, person: &Person<'_>, job: &str, mut body: Value, text: &str) -> Answer {
    body["jobInfoId"] = json!(job);
    app.gemini.next(Said::text([text]));
    let reply = person.request(Method::POST, "/api/ai/questions/generate-question").json(&body).send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply
}

/// Answers a question, with this rating, and tells the answer's id.
async fn answer(app: &TestApp, person: &Person<'_>, question: &str, text: &str, rating: u8) -> String {
    app.gemini.next(Said::text([format!("## Feedback (Rating: {rating}/10)\n\nSo.\n\n## Correct Answer\n\nYes.")]));
    let body = json!({ "prompt": text, "questionId": question });
    let reply = person.request(Method::POST, "/api/ai/questions/generate-feedback").json(&body).send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let shown = person.get(&format!("/api/questions/{question}")).await.json();
    shown["answers"][0]["id"].as_str().unwrap().to_owned()
}

/// All that was reviewed happened so much earlier: `interval` as Postgres writes it. Days may have become others, so
/// the cards are made anew.
async fn earlier(app: &TestApp, interval: &str) {
    let moved = format!(
        "update reviews set created_at = created_at - interval '{interval}';
        update answers set created_at = created_at - interval '{interval}'"
    );
    app.sql().await.batch_execute(&moved).await.unwrap();
    rebuild::cards(&db(app), &everybody(app).await).await.unwrap();
}

/// What the statement says, as JSON.
async fn told(app: &TestApp, query: &str) -> Value {
    let row = app.sql().await.query_one(&format!("select to_json(x)::text from ({query}) as x"), &[]).await.unwrap();
    serde_json::from_str(row.get(0)).unwrap()
}

/// The cards are what the fold of all reviews says, or else made anew they would differ.
async fn cards_are_folds(app: &TestApp) {
    let others = rebuild::cards(&db(app), &everybody(app).await).await.unwrap();
    assert_eq!(others, 0, "a card was no fold of its reviews");
}

async fn everybody(app: &TestApp) -> People {
    People::new(people::next_people(&db(app), "", 1_000).await.unwrap())
}

fn db(app: &TestApp) -> darasa_core::storage::db::Db {
    let env = darasa_core::base::env::Env::from_pairs(app.env()).unwrap();
    darasa_core::storage::db::Db::new(&env.database, darasa_core::base::clock::system()).unwrap()
}
