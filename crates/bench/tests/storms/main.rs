//! Failure tests: sockets that die in every way, a server that is killed, a pool that is full, an instance that was
//! frozen. No request fails that need not, and nothing is written twice.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod chaos;
mod delays;
mod freeze;
mod pool;
mod restarts;
mod sockets;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use darasa_local::{
    services::postgres::{Postgres, Purpose},
    testing::{
        test_app::{Answer, Person, SendRequest, Settings, TestApp},
        time_limits::scaled,
    },
};
use http::Method;
use serde_json::json;

const JOBS: &str = "/api/job-infos";
const GENERATE: &str = "/api/ai/questions/generate-question";

/// One thing of each kind that people do, each of them well received.
async fn a_day_of(person: &Person<'_>, nth: usize) {
    let (keyed, plain) = (format!("Keyed {nth}"), format!("Plain {nth}"));
    let saved = save_keyed(person, &keyed).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let plain = person.post(JOBS, job(&plain)).await;
    assert_eq!(plain.status, 201, "{}", plain.text);
    assert_eq!(person.get(JOBS).await.status, 200);
    let asked = json!({ "prompt": "easy", "jobInfoId": plain.json()["id"] });
    let question = person.post(GENERATE, asked).await;
    assert!(question.text.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{}", question.text);
}

async fn save_keyed(person: &Person<'_>, name: &str) -> Answer {
    let key = format!("\"{}\"", name.replace(' ', "-"));
    let request = person.request(Method::POST, JOBS).header("idempotency-key", key);
    request.json(&job(name)).send_and_read().await
}

fn job(name: &str) -> serde_json::Value {
    json!({ "name": name, "experienceLevel": "senior", "description": "Rust" })
}

/// After so many days of one person: every job once, every question paid once.
async fn all_of_it_happened_once(app: &TestApp, days: i64) {
    assert_eq!(app.count("select count(*) from job_infos").await, 2 * days);
    assert_eq!(app.count("select count(distinct name) from job_infos").await, 2 * days);
    assert_eq!(app.count("select count(*) from questions").await, days);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, days);
    app.ledger_is_sound().await;
}

/// A server of one's own, for whoever wants to kill it, and a database there that forgets nothing.
async fn mortal() -> (Postgres, TestApp) {
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let postgres = Postgres::start(Purpose::Test, checkout).unwrap();
    let database = postgres.fresh_durable_database().await.unwrap();
    let app = TestApp::on(database, Settings::default()).await;
    (postgres, app)
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
struct Hand(Arc<AtomicU64>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_790_000_000_000)))
    }

    fn settings(&self) -> Settings {
        let hand = self.clone();
        let clock = move || UNIX_EPOCH + Duration::from_millis(hand.0.load(Ordering::Relaxed));
        Settings { clock: Arc::new(clock), ..Settings::default() }
    }

    fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }
}
