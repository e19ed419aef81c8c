//! `/api/ai/streams/*`, and streams that are asked for twice.

mod keys;
mod live;
mod states;
mod stop;

use std::time::Duration;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::{UpstashEmulator, gemini::Answer},
    services::redis::RedisServer,
    testing::test_app::{self, Person, SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::{Value, json};

use crate::saved_job;

const QUESTION: &str = "/api/ai/questions/generate-question";
const UNLIMITED: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
/// Letters of one, two, three and four bytes; emoji of one and two units and of several letters.
const TEXT: &str = "# Send\n\nnaïve ☕ 👩🏽‍💻 \"x\" 🦀 end";

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// From so many UTF-16 units on; within a pair of surrogates from where it begins.
fn tail(text: &str, from: usize) -> &str {
    let mut seen = 0;
    let begins = |(_, letter): &(usize, char)| {
        let is_behind = seen + letter.len_utf16() > from;
        seen += letter.len_utf16();
        is_behind
    };
    text.char_indices().find(begins).map_or("", |(at, _)| &text[at..])
}

fn stream_url(id: &str, query: &str) -> String {
    format!("/api/ai/streams/{id}{query}")
}

/// Asks for an easy question, under a key or without one.
fn asking(person: &Person<'_>, job: &Value, key: Option<&str>, query: &str) -> reqwest::RequestBuilder {
    let body = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let request = person.request(Method::POST, &format!("{QUESTION}{query}")).json(&body);
    key.into_iter().fold(request, |request, key| request.header("idempotency-key", key))
}

/// A question in bare text, from a model that says `text` at once.
async fn asked(app: &TestApp, person: &Person<'_>, job: &Value, text: &str) -> test_app::Answer {
    app.gemini.next(Answer::text([text]));
    let reply = asking(person, job, None, "?stream=text").send_and_read().await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, text));
    reply
}

fn header(reply: &reqwest::Response, name: &str) -> String {
    reply.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The texts of a stream in any of the protocols, put together.
fn text_of(stream: &str) -> String {
    let delta = |line: &str| {
        if let Some(text) = line.strip_prefix("0:") {
            return serde_json::from_str::<String>(text).ok();
        }
        let event: Value = serde_json::from_str(line.strip_prefix("data: ")?).ok()?;
        event["delta"].as_str().map(str::to_owned)
    };
    stream.lines().filter_map(delta).collect()
}

/// Columns of a receipt, and what they are.
const SETTLED: &str = "state = 'settled', settled_at = now()";

/// A receipt of Ada's for something that is there, or not.
async fn receipt(app: &TestApp, kind: &str, subject: &str, is: &str) -> String {
    let sql = app.sql().await;
    let insert = format!(
        "insert into usage (id, user_id, kind, subject_id, expires_at)
        values (gen_random_uuid(), 'user_ada', '{kind}', '{subject}', now() + interval '10 minutes') returning id::text"
    );
    let id: String = sql.query_one(&insert, &[]).await.unwrap().get(0);
    sql.execute(&format!("update usage set {is} where id = '{id}'"), &[]).await.unwrap();
    id
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Both ways to a Redis: its own protocol, and HTTP.
async fn transports(redis: &RedisServer) -> (UpstashEmulator, [Settings; 2]) {
    let upstash = UpstashEmulator::before(&redis.url()).await.unwrap();
    let rest = upstash.env().map(|(name, value)| (name, value)).into();
    (upstash, [with_redis(redis), Settings { env: rest, ..Settings::default() }])
}

fn with_redis(redis: &RedisServer) -> Settings {
    Settings { env: vec![("REDIS_URL", redis.url())], ..Settings::default() }
}

/// A pace that breaks soon.
fn hasty(pace: Pace) -> Settings {
    Settings { pace, ..Settings::default() }
}
