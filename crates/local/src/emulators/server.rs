//! A small HTTP/1 server on the loopback that remembers what it was asked. It lives as long as its value.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::playback::{Cut, Playback};

/// What a handler answers; an error breaks the connection without a reply.
pub(crate) type Reply = Result<Response<Playback>, Cut>;

pub(crate) struct Server {
    address: SocketAddr,
    journal: Journal,
    accepting: AbortHandle,
}

impl Server {
    /// Listens on the port, 0 for any free one, and lets the handler answer.
    pub(crate) async fn start<H, F>(port: u16, handle: H) -> io::Result<Self>
    where
        H: Fn(Received) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Reply> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let journal = Journal::default();
        let accepting = tokio::spawn(accept(listener, journal.clone(), handle)).abort_handle();

        Ok(Self { address, journal, accepting })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.journal.0.borrow().clone()
    }

    pub(crate) fn count(&self, counts: impl Fn(&Received) -> bool) -> usize {
        self.journal.0.borrow().iter().filter(|received| counts(received)).count()
    }

    /// Waits until that many of the requests are as asked for.
    pub(crate) async fn until(&self, enough: usize, counts: impl Fn(&Received) -> bool) {
        let count = |entries: &Vec<Received>| entries.iter().filter(|entry| counts(entry)).count();
        // The journal holds its own sender, so the channel cannot close while this waits.
        let _ = self.journal.0.subscribe().wait_for(|entries| count(entries) >= enough).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Received {
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

    async fn read(request: Request<Incoming>) -> Result<Self, Cut> {
        let at = Instant::now();
        let (head, body) = request.into_parts();
        let bytes = body.collect().await.map_err(|_| Cut)?.to_bytes();

        Ok(Self {
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

#[derive(Clone, Default)]
struct Journal(watch::Sender<Vec<Received>>);

impl Journal {
    fn note(&self, received: Received) -> Visit {
        let mut entry = 0;
        self.0.send_modify(|entries| {
            entry = entries.len();
            entries.push(received);
        });

        Visit { journal: self.clone(), entry, over: false }
    }
}

/// One request being answered. Dropped before it is over, the client must have gone away.
pub(crate) struct Visit {
    journal: Journal,
    entry: usize,
    over: bool,
}

impl Visit {
    pub(crate) fn over(mut self) {
        self.over = true;
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if !self.over {
            self.journal.0.send_modify(|entries| entries[self.entry].aborted = true);
        }
    }
}

async fn accept<H, F>(listener: TcpListener, journal: Journal, handle: H)
where
    H: Fn(Received) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    // The connections belong to this set, so aborting this task closes them too.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(converse(stream, journal.clone(), handle.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse<H, F>(stream: TcpStream, journal: Journal, handle: H)
where
    H: Fn(Received) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    // Every write is to leave as its own packet; where that cannot be had, the tests still hold.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(request, &journal, &handle));
    // A broken connection is what some tests ask for, and the journal has already noted it.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer<H, F>(request: Request<Incoming>, journal: &Journal, handle: &H) -> Reply
where
    H: Fn(Received) -> F,
    F: Future<Output = Reply>,
{
    let received = Received::read(request).await?;
    let visit = journal.note(received.clone());

    match handle(received).await {
        Ok(reply) => Ok(reply.map(|body| body.noting(visit))),
        Err(cut) => {
            visit.over();
            Err(cut)
        }
    }
}
