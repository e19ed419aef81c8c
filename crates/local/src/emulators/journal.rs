//! Journal of an emulator: the requests it received, and whether the client stayed for the reply.

use std::{fmt, time::Instant};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Version};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;
use tokio::sync::watch;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Received {
    pub version: Version,
    pub method: Method,
    pub path: String,
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    /// The body as JSON, null when it is not JSON.
    pub body: Value,
    pub at: Instant,
    /// Whether the client went away before it had the whole reply.
    pub aborted: bool,
}

impl Received {
    /// The header's text, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a query parameter, as it stands in the URL.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.as_deref()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    pub(crate) async fn read(request: Request<Incoming>) -> Result<Self, ConnectionCut> {
        let at = Instant::now();
        let (head, body) = request.into_parts();
        let bytes = body.collect().await.map_err(|_| ConnectionCut)?.to_bytes();

        Ok(Self {
            version: head.version,
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            bytes,
            at,
            aborted: false,
        })
    }
}

/// What was received, for whoever asks or waits.
#[derive(Clone, Default)]
pub(crate) struct Journal(watch::Sender<Vec<Received>>);

impl Journal {
    pub(crate) fn note(&self, received: Received) -> PendingReply {
        let mut entry = 0;
        self.0.send_modify(|entries| {
            entry = entries.len();
            entries.push(received);
        });

        PendingReply { journal: self.clone(), entry, over: false }
    }

    pub(crate) fn entries(&self) -> Vec<Received> {
        self.0.borrow().clone()
    }

    pub(crate) fn count(&self, counts: impl Fn(&Received) -> bool) -> usize {
        self.0.borrow().iter().filter(|entry| counts(entry)).count()
    }

    pub(crate) async fn until(&self, enough: usize, counts: impl Fn(&Received) -> bool) {
        let count = |entries: &Vec<Received>| entries.iter().filter(|entry| counts(entry)).count();
        // The journal holds its own sender, so the channel cannot close while this waits.
        let _ = self.0.subscribe().wait_for(|entries| count(entries) >= enough).await;
    }
}

/// One request being answered. Dropped before it is over, the client must have gone away.
pub(crate) struct PendingReply {
    journal: Journal,
    entry: usize,
    over: bool,
}

impl PendingReply {
    pub(crate) fn over(mut self) {
        self.over = true;
    }
}

impl Drop for PendingReply {
    fn drop(&mut self) {
        if !self.over {
            self.journal.0.send_modify(|entries| entries[self.entry].aborted = true);
        }
    }
}

/// The connection ends here and now.
#[derive(Debug)]
pub(crate) struct ConnectionCut;

impl fmt::Display for ConnectionCut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the emulator broke the connection, as it was told to")
    }
}

impl std::error::Error for ConnectionCut {}
