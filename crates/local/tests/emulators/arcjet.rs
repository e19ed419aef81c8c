//! Arcjet emulator for these tests: its clock stands still until it is moved, and a site asks it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use darasa_local::emulators::arcjet::{ArcjetSettings, Encoding, Rpc};
use darasa_local::emulators::{ArcjetEmulator, Clock};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::captures::client;

pub const SERVICE: &str = "/proto.decide.v1alpha1.DecideService";
/// A whole day, so that windows by the clock begin here.
const BEGIN: i64 = 1_795_392_000_000;

pub struct Arcjet {
    pub emulator: ArcjetEmulator,
    pub client: Client,
    clock: Arc<AtomicI64>,
}

impl Arcjet {
    pub async fn start() -> Self {
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let told = clock.clone();
        let tell = move || Timestamp::from_millisecond(told.load(Ordering::Relaxed)).unwrap();
        let settings = ArcjetSettings { clock: Clock::new(tell), ..ArcjetSettings::default() };
        Self { emulator: ArcjetEmulator::start_with(settings).await.unwrap(), client: client(), clock }
    }

    /// Seconds since the beginning.
    pub fn at(&self, seconds: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a test")]
        self.clock.store(BEGIN + (seconds * 1_000.0) as i64, Ordering::Relaxed);
    }

    pub fn ask(&self, client: &Client, rpc: Rpc, encoding: Encoding, body: &Value) -> RequestBuilder {
        let body = encoding.write_request(rpc, body).unwrap();
        let request = client.post(format!("{}{SERVICE}/{rpc:?}", self.emulator.url())).body(body);
        let request = request.header("content-type", encoding_type(encoding)).header("connect-protocol-version", "1");
        request.bearer_auth(self.emulator.key())
    }

    /// The decision, asked for in this encoding.
    pub async fn decide_in(&self, encoding: Encoding, body: &Value) -> Value {
        let reply = self.ask(&self.client, Rpc::Decide, encoding, body).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK);
        assert_eq!(reply.headers()["content-type"], encoding_type(encoding));
        let reply = reply.bytes().await.unwrap();
        encoding.read_response(Rpc::Decide, &reply).unwrap()["decision"].take()
    }

    pub async fn decide(&self, body: &Value) -> Value {
        self.decide_in(Encoding::Json, body).await
    }

    /// The decision on a browser's visit that has to pass these rules.
    pub async fn visit(&self, rules: Value) -> Value {
        self.decide(&json!({"details": details(), "rules": rules})).await
    }
}

pub fn encoding_type(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Proto => "application/proto",
    }
}

/// A browser's visit.
pub fn details() -> Value {
    json!({
        "ip": "8.8.4.4",
        "method": "GET",
        "protocol": "https:",
        "host": "ex.test",
        "path": "/api/hello",
        "headers": {"host": "ex.test", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"},
    })
}

/// The conclusion and the only result's reason of its kind.
pub fn told(decision: &Value) -> (&str, &Value) {
    (decision["conclusion"].as_str().unwrap(), &decision["ruleResults"][0]["reason"])
}
