//! Sentry emulator, as far as it takes envelopes: accepted with the project's key, and read as strictly as Sentry reads
//! them.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use super::Fault;
use super::journal::ConnectionCut;
use super::journal::Received;
use super::playback::Playback;
use super::server::{Reply, Server};

const PROJECT: &str = "4506";
const KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// A project with Sentry; it stops when dropped.
pub struct SentryEmulator {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    events: Vec<Value>,
    faults: VecDeque<Fault>,
}

impl SentryEmulator {
    pub async fn start() -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let project = state.clone();
        let server = Server::start(0, move |received| {
            let project = project.clone();
            async move { answer(&project, &received).await }
        });
        Ok(Self { server: server.await?, state })
    }

    /// What whoever is to tell of errors here has in `SENTRY_DSN`.
    pub fn dsn(&self) -> String {
        format!("{}/{PROJECT}", self.server.url().replace("http://", &format!("http://{KEY}@")))
    }

    /// The next so many requests go wrong in this way, after those already asked for.
    pub fn fail_next(&self, requests: usize, fault: Fault) {
        lock(&self.state).faults.extend(std::iter::repeat_n(fault, requests));
    }

    /// The events that were taken.
    pub fn events(&self) -> Vec<Value> {
        lock(&self.state).events.clone()
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    pub async fn until_received(&self, requests: usize) {
        self.server.until(requests, |_| true).await;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A panic elsewhere leaves a state that is still good.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(state: &Mutex<State>, received: &Received) -> Reply {
    let fault = lock(state).faults.pop_front();
    match fault {
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Ok(reply(status, &json!({ "detail": "An internal error occurred" })))
        }
        Some(Fault::RateLimited(seconds)) => {
            let mut refusal =
                reply(StatusCode::TOO_MANY_REQUESTS, &json!({ "detail": "Creation of this event was denied" }));
            refusal.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(refusal)
        }
        Some(Fault::Garbage) => Ok(whole(StatusCode::OK, "<html>502 Bad Gateway</html>".into())),
        Some(Fault::Raw(bytes)) => Ok(whole(StatusCode::OK, bytes)),
        Some(Fault::Drop) => Err(ConnectionCut),
        Some(Fault::Hang) => pending().await,
        Some(Fault::Delay(time)) => {
            sleep(time).await;
            Ok(take(state, received))
        }
        None => Ok(take(state, received)),
    }
}

fn take(state: &Mutex<State>, received: &Received) -> Response<Playback> {
    if (&received.method, received.path.as_str()) != (&Method::POST, format!("/api/{PROJECT}/envelope/").as_str()) {
        return reply(StatusCode::NOT_FOUND, &json!({ "detail": "The requested resource does not exist" }));
    }
    if !is_admitted(received.header("x-sentry-auth").unwrap_or_default()) {
        return reply(StatusCode::FORBIDDEN, &json!({ "detail": "event submission rejected with_reason: ProjectId" }));
    }
    match events(&received.bytes) {
        Some(events) => {
            let id = events.first().map(|event| event["event_id"].clone()).unwrap_or_default();
            lock(state).events.extend(events);
            reply(StatusCode::OK, &json!({ "id": id }))
        }
        None => reply(StatusCode::BAD_REQUEST, &json!({ "detail": "invalid event envelope" })),
    }
}

/// `Sentry sentry_version=7, sentry_key=…, sentry_client=…`, in any order.
fn is_admitted(header: &str) -> bool {
    let pairs = header.strip_prefix("Sentry ").unwrap_or_default().split(',');
    let pairs: Vec<_> = pairs.filter_map(|pair| pair.trim().split_once('=')).collect();
    pairs.contains(&("sentry_key", KEY)) && pairs.contains(&("sentry_version", "7"))
}

/// Lines: the envelope's header, then of each item its header with the length, and so many bytes. None: it is no
/// envelope, or not of one event as it should be.
fn events(envelope: &Bytes) -> Option<Vec<Value>> {
    let (header, mut rest) = line(envelope)?;
    let mut events = Vec::new();
    while !rest.is_empty() {
        let (item, after) = line(rest)?;
        let length = item["length"].as_u64()? as usize;
        let (payload, after) = after.split_at_checked(length)?;
        rest = after.strip_prefix(b"\n").unwrap_or(after);
        let event: Value = serde_json::from_slice(payload).ok()?;
        let is_this_event = item["type"] == "event" && id(&event) == id(&header) && id(&event).is_some();
        events.push(event.is_object().then_some(event).filter(|_| is_this_event)?);
    }
    Some(events).filter(|events| events.len() == 1)
}

/// With dashes or without them.
fn id(value: &Value) -> Option<Uuid> {
    value["event_id"].as_str()?.parse().ok()
}

fn line(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((serde_json::from_slice(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

fn reply(status: StatusCode, value: &Value) -> Response<Playback> {
    let mut reply = whole(status, value.to_string().into());
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

fn whole(status: StatusCode, body: Bytes) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(body));
    *reply.status_mut() = status;
    reply
}
