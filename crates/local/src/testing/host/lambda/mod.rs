//! AWS Lambda's host, emulated: a Function URL that people call, and the Runtime API that one instance of a function
//! asks for events. What AWS's own emulator and `cargo lambda` do alike, this does too.

mod function_url;
mod runtime_api;

use std::{
    collections::HashMap,
    io,
    net::TcpListener,
    sync::{
        Arc, Mutex as Lock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::{Mutex, mpsc, oneshot, watch},
    task::AbortHandle,
};

use super::{Heard, Invocation, Message};

pub(super) const SOURCE_IP: &str = "x-emulated-source-ip";

/// It ends with its value.
pub struct LambdaEmulator {
    shared: Arc<Shared>,
    url_port: u16,
    api_port: u16,
    serving: [AbortHandle; 2],
}

/// What became of an event.
#[derive(Debug)]
pub enum Answered {
    Reply(StreamedReply),
    /// The function gave up: `errorType` and `errorMessage`.
    Error(Value),
}

/// A reply whose head is there; the body comes.
#[derive(Debug)]
pub struct StreamedReply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: mpsc::Receiver<Bytes>,
}

struct Shared {
    events: mpsc::UnboundedSender<Waiting>,
    queue: Mutex<mpsc::UnboundedReceiver<Waiting>>,
    /// The event that the function works on, until it asks for the next one.
    current: Lock<Option<Invocation>>,
    asked: Lock<HashMap<String, (Invocation, oneshot::Sender<Answered>)>>,
    /// So many connections are cut when they ask for an event.
    cuts: AtomicUsize,
    heard: watch::Sender<Heard>,
}

/// An event that nobody has fetched yet.
struct Waiting {
    invocation: Invocation,
    payload: Bytes,
    answer: oneshot::Sender<Answered>,
}

impl LambdaEmulator {
    /// The Function URL is at this port; at any, where none is given.
    pub(super) fn start(url_port: Option<u16>, heard: watch::Sender<Heard>) -> io::Result<Self> {
        let (events, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            events,
            queue: Mutex::new(queue),
            current: Lock::default(),
            asked: Lock::default(),
            cuts: AtomicUsize::new(0),
            heard,
        });
        let (url, api) = (listen(url_port.unwrap_or_default())?, listen(0)?);
        let (url_port, api_port) = (url.local_addr()?.port(), api.local_addr()?.port());
        let serving = [
            tokio::spawn(function_url::serve(url, shared.clone())).abort_handle(),
            tokio::spawn(runtime_api::serve(api, shared.clone())).abort_handle(),
        ];
        Ok(Self { shared, url_port, api_port, serving })
    }

    pub(super) fn url_port(&self) -> u16 {
        self.url_port
    }

    pub(super) fn api_port(&self) -> u16 {
        self.api_port
    }

    /// An event as it is, past the Function URL; returns when a head is there, or when the function has given up.
    pub async fn send(&self, invocation: &Invocation, payload: impl Into<Bytes>) -> Answered {
        let answer = self.shared.send(invocation.clone(), payload.into());
        answer.await.expect("the function answers")
    }

    /// The next connections that ask for an event are cut.
    pub fn cut_next(&self, connections: usize) {
        self.shared.cuts.store(connections, Ordering::Relaxed);
    }
}

impl Drop for LambdaEmulator {
    fn drop(&mut self) {
        self.serving.iter().for_each(AbortHandle::abort);
    }
}

impl Shared {
    fn send(&self, invocation: Invocation, payload: Bytes) -> oneshot::Receiver<Answered> {
        let (answer, answered) = oneshot::channel();
        // It is held by this very value, so there is somebody to take it.
        self.events.send(Waiting { invocation, payload, answer }).ok();
        answered
    }

    fn say(&self, kind: &str, payload: Value) {
        let message = Message { at: Instant::now(), kind: kind.to_owned(), payload };
        self.heard.send_modify(|heard| heard.messages.push(message));
    }

    /// The end of an invocation is that the function asks for another.
    fn is_asked(&self) {
        if let Some(invocation) = lock(&self.current).take() {
            self.say_end(&invocation);
        } else if self.heard.borrow().started().is_none() {
            self.say("server-started", json!({}));
        }
    }

    /// Or that it leaves, after its reply.
    fn is_left(&self) {
        let is_replied = |invocation: &mut Invocation| !lock(&self.asked).contains_key(&invocation.id);
        if let Some(invocation) = lock(&self.current).take_if(is_replied) {
            self.say_end(&invocation);
        }
    }

    fn say_end(&self, invocation: &Invocation) {
        self.say("end", json!({ "context": context(invocation), "error": null }));
    }
}

fn context(Invocation { id, request }: &Invocation) -> Value {
    json!({ "invocationId": id, "requestId": request })
}

fn lock<T>(lock: &Lock<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(port: u16) -> io::Result<tokio::net::TcpListener> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}
