//! The way to Arcjet: Connect's unary calls in JSON, one attempt each.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{
    reply::{Decision, Reply},
    wire::{Decide, Report},
};
use crate::{
    clock::Clock,
    env,
    error::{Result, place},
    http::Hold,
    providers::{Http, body},
    trace,
};

/// As the SDKs have it, with the connection in it. Nothing is tried twice: somebody waits.
const LIMIT: Duration = Duration::from_secs(2);
const LIMIT_MILLISECONDS: &str = "2000";
/// A frozen instance outlives its sockets, and the one attempt must not meet a dead one.
const IDLE_LIMIT: Duration = Duration::from_secs(5);
const REPLY_LIMIT: usize = 1 << 18;
/// What somebody else says stands in our log, so there is an end to it.
const LONGEST_CAUSE: usize = 200;
const SERVICE: &str = "/proto.decide.v1alpha1.DecideService";

pub struct Line {
    key: SecretString,
    base_url: String,
    connections: Mutex<Connections>,
    clock: Clock,
}

struct Connections {
    http: Http,
    last_used: SystemTime,
}

impl Line {
    pub fn new(settings: &env::Arcjet, clock: Clock) -> Self {
        let connections = Mutex::new(Connections { http: Http::default(), last_used: clock() });
        Self { key: settings.key.clone(), base_url: settings.base_url.clone(), connections, clock }
    }

    /// The decision, or why there is none: neither with our key in it, should somebody echo it, nor without end.
    pub async fn ask(&self, request: &Decide<'_>) -> Result<Decision, String> {
        let plain = |cause: String| cause.replace(self.key.expose_secret(), "…").chars().take(LONGEST_CAUSE).collect();
        self.answer(request).await.map_err(plain)
    }

    async fn answer(&self, request: &Decide<'_>) -> Result<Decision, String> {
        let call = self.call("Decide", request).map_err(|error| error.cause().unwrap_or_default().to_owned())?;
        let response = call.send().await.map_err(|error| told(&error))?;
        if response.status() != StatusCode::OK {
            return Err(refusal(response).await);
        }
        let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(|value| value.starts_with("application/json")) {
            return Err("[internal] a reply that is no JSON".to_owned());
        }
        let bytes = body(response, REPLY_LIMIT).await?;
        let reply: Reply = serde_json::from_slice(&bytes)
            .map_err(|error| format!("[internal] a reply that is not as documented: {}", place(&error)))?;
        reply.decision().map_err(|odd| format!("[internal] {odd}"))
    }

    /// Nobody waits for it, and nobody is told when it fails.
    pub fn report(&self, report: &Report<'_>, hold: &Hold) {
        let Ok(call) = self.call("Report", report) else { return };
        let hold = hold.clone();
        trace::spawn(async move {
            // Read to its end, so that the connection can be used again.
            let sent = async { call.send().await?.bytes().await };
            if let Err(error) = sent.await {
                tracing::debug!(cause = told(&error), "a decision was not reported to Arcjet");
            }
            drop(hold);
        });
    }

    fn call(&self, procedure: &str, message: &impl Serialize) -> Result<RequestBuilder> {
        let request = self.http().request(Method::POST, &format!("{}{SERVICE}/{procedure}", self.base_url))?;
        let request = request.bearer_auth(self.key.expose_secret()).header("connect-protocol-version", "1");
        Ok(request.header("connect-timeout-ms", LIMIT_MILLISECONDS).timeout(LIMIT).json(message))
    }

    /// By the wall clock, for another one need not advance while an instance is frozen: connections that nobody used for
    /// long are left behind with the client that has them.
    fn http(&self) -> Http {
        let now = (self.clock)();
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(connections.last_used).map_or(true, |idle| idle > IDLE_LIMIT) {
            connections.http = Http::default();
        }
        connections.last_used = now;
        connections.http.clone()
    }
}

/// How Connect tells an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: Option<String>,
    message: String,
}

async fn refusal(response: Response) -> String {
    let status = response.status().as_u16();
    let bytes = body(response, REPLY_LIMIT).await.unwrap_or_default();
    match serde_json::from_slice(&bytes) {
        Ok(Refusal { code: Some(code), message }) => format!("[{code}] {message}"),
        _ => format!("[unknown] HTTP {status}"),
    }
}

fn told(error: &reqwest::Error) -> String {
    match error {
        error if error.is_timeout() => format!("[deadline_exceeded] no answer within {} s", LIMIT.as_secs()),
        error if error.is_connect() => "[unavailable] it cannot be reached".to_owned(),
        _ => "[unavailable] the connection broke".to_owned(),
    }
}
