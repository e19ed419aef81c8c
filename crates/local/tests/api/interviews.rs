//! `/api/interviews` and below, and the feedback on an interview.

mod database_away;
mod feedback;
mod finish;
mod holding;
mod hume;
mod ledger;
mod patch;
mod races;
mod reply;
mod rows;
mod shared_reports;
mod shares;
mod strangers;
mod transcript;
mod utterances;
mod voice;

use std::time::Duration;

use darasa_local::testing::test_app::{Answer, Person, TestApp};
use serde_json::{Value, json};

use crate::saved_job;

const URL: &str = "/api/interviews";
const UNLIMITED: &str = "u:unlimited_interviews";

/// The path of an interview this person has just created, for a job of its own.
async fn created(person: &Person<'_>) -> String {
    let job = saved_job(person, "Acme").await;
    let reply = create(person, &job).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.header("location").to_owned()
}

async fn create(person: &Person<'_>, job: &Value) -> Answer {
    person.post(URL, json!({ "jobInfoId": job["id"] })).await
}

fn id_of(interview: &str) -> &str {
    interview.rsplit('/').next().unwrap()
}

/// What the candidate says in a written interview, and the whole reply.
async fn say(person: &Person<'_>, interview: &str, prompt: &str) -> Answer {
    person.post(&format!("{interview}/reply?stream=text"), json!({ "prompt": prompt })).await
}

/// Utterances number `from` and on, the interviewer's the even ones, ten seconds each.
fn batch(from: i64, texts: &[&str]) -> Value {
    let item = |(nth, text): (usize, &&str)| {
        let seq = from + nth as i64;
        let speaker = if seq % 2 == 0 { "interviewer" } else { "candidate" };
        json!({ "seq": seq, "speaker": speaker, "text": text, "at": seq * 10_000, "endedAtMs": seq * 10_000 + 8_000 })
    };
    json!({ "items": texts.iter().enumerate().map(item).collect::<Vec<_>>() })
}

async fn tell(person: &Person<'_>, interview: &str, batch: Value) -> Answer {
    person.post(&format!("{interview}/utterances"), batch).await
}

/// Used and reserved interviews, as the counters have them.
async fn counted(app: &TestApp) -> (i32, i32) {
    let query = "select used, reserved from usage_counters where kind = 'interview'";
    let rows = app.sql().await.query(query, &[]).await.unwrap();
    rows.first().map_or((0, 0), |row| (row.get(0), row.get(1)))
}

/// What one says who looks at their own account.
async fn interviews_left(person: &Person<'_>) -> Value {
    person.get("/api/users/me").await.json()["features"]["interviews"].clone()
}

/// As if so much time had passed for every interview and every reservation.
async fn time_passes(app: &TestApp, interval: &str) {
    let sql = format!(
        "update interviews set started_at = started_at - interval '{interval}', ends_at = ends_at - interval '{interval}',
            finished_at = finished_at - interval '{interval}', created_at = created_at - interval '{interval}';
        update usage set expires_at = expires_at - interval '{interval}', reserved_at = reserved_at - interval '{interval}';
        update token_buckets set filled_at = filled_at - interval '{interval}';
        update voice_budgets set day_started_at = day_started_at - interval '{interval}';"
    );
    app.sql().await.batch_execute(&sql).await.unwrap();
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
