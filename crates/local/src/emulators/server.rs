//! HTTP server of an emulator, on the loopback, with a journal. It lives as long as its value. A client that begins
//! with HTTP/2's preface gets HTTP/2, every other HTTP/1.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::upgrade::{self, OnUpgrade, Upgraded};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use super::journal::ConnectionCut;
use super::journal::{Journal, Received};
use super::playback::Playback;

/// What a handler answers; an error breaks the connection without a reply.
pub(crate) type Reply = Result<Response<Playback>, ConnectionCut>;

/// What goes on over a connection after a reply with status 101; it stands in that reply's extensions.
#[derive(Clone)]
pub(crate) struct Talk(Arc<dyn Fn(Socket) -> Talking + Send + Sync>);

type Talking = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A connection that is no longer HTTP's.
pub(crate) type Socket = TokioIo<Upgraded>;

impl Talk {
    pub(crate) fn new<F>(talk: impl Fn(Socket) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |socket| Box::pin(talk(socket))))
    }
}

/// The talk that the connection is to go over to.
type Next = Arc<Mutex<Option<(OnUpgrade, Talk)>>>;

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
        Self::start_with(port, Journal::default(), handle).await
    }

    /// With a journal that the handler may read too.
    pub(crate) async fn start_with<H, F>(port: u16, journal: Journal, handle: H) -> io::Result<Self>
    where
        H: Fn(Received) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Reply> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, journal.clone(), handle)).abort_handle();

        Ok(Self { address, journal, accepting })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.journal.entries()
    }

    pub(crate) fn count(&self, counts: impl Fn(&Received) -> bool) -> usize {
        self.journal.count(counts)
    }

    /// Waits until that many of the requests are as asked for.
    pub(crate) async fn until(&self, enough: usize, counts: impl Fn(&Received) -> bool) {
        self.journal.until(enough, counts).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
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
    let next = Next::default();
    let heard = next.clone();
    let service = service_fn(move |request| answer(request, journal.clone(), handle.clone(), heard.clone()));
    // A broken connection is what some tests ask for, and the journal has already noted it.
    let _ =
        auto::Builder::new(TokioExecutor::new()).serve_connection_with_upgrades(TokioIo::new(stream), service).await;

    let next = next.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((upgrade, Talk(talk))) = next
        && let Ok(socket) = upgrade.await
    {
        talk(TokioIo::new(socket)).await;
    }
}

async fn answer<H, F>(mut request: Request<Incoming>, journal: Journal, handle: H, next: Next) -> Reply
where
    H: Fn(Received) -> F,
    F: Future<Output = Reply>,
{
    let upgrade = upgrade::on(&mut request);
    let received = Received::read(request).await?;
    let visit = journal.note(received.clone());

    match handle(received).await {
        Ok(mut reply) => {
            let talk = reply.extensions_mut().remove::<Talk>();
            *next.lock().unwrap_or_else(PoisonError::into_inner) = talk.map(|talk| (upgrade, talk));
            Ok(reply.map(|body| body.noting(visit)))
        }
        Err(cut) => {
            visit.over();
            Err(cut)
        }
    }
}
