//! Development server: all functions and the files of `public/` on one port, in one process.

mod pattern;
mod sessions;
mod site;
mod vercel_json;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use darasa_core::{
    App, Error,
    http::{Routes, WaitUntil, request::Body},
    server::middleware::{self, Completion, Invocation, ResponseBody, ResponsePolicy},
};
use http::{Response, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, Either, Empty};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};
use tower_http::services::fs::ServeFileSystemResponseBody;

use darasa_functions::Function;
pub use sessions::Sessions;
pub use site::{Site, Target};

/// How long requests in flight may take after a stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// A running server. It shuts down gracefully: requests in flight are finished.
pub struct Server {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Server {
    /// The functions alone, and no origin that the settings do not name.
    pub fn start(app: &'static App, listener: TcpListener) -> io::Result<Self> {
        Self::start_with(app, listener, Site::functions(), None)
    }

    /// With a front end: the site's pages, and those that another server on this machine serves. With an emulated
    /// Clerk its pages may sign people in.
    pub fn start_with(
        app: &'static App,
        listener: TcpListener,
        site: &'static Site,
        sessions: Option<Sessions>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let policy = ResponsePolicy::new(app);
        let policy = Arc::new(if site.has_pages() { policy.allowing_loopback() } else { policy });
        let mounted = Mounted { app, site, sessions, policy };
        let running = tokio::spawn(accept(mounted, listener, stopped));
        Ok(Self { address, stop, running })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests and waits for those under way.
    pub async fn stop(self) {
        self.stop.send(true).ok();
        timeout(SHUTDOWN_GRACE, self.running).await.ok();
    }
}

/// All functions, the files beside them, and the policy before them.
#[derive(Clone)]
struct Mounted {
    app: &'static App,
    site: &'static Site,
    sessions: Option<Sessions>,
    policy: Arc<ResponsePolicy>,
}

async fn accept(mounted: Mounted, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    let (wait_until, completion) = Completion::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection(mounted.clone(), stream, peer, wait_until.clone(), stopped.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
            _ = stopped.changed() => break,
        }
    }
    drop((listener, wait_until));
    completion.closed().await;
}

async fn connection(
    mounted: Mounted,
    stream: TcpStream,
    peer: SocketAddr,
    wait_until: WaitUntil,
    mut stopped: watch::Receiver<bool>,
) {
    // Chunks of a stream are small; each has to leave at once.
    stream.set_nodelay(true).ok();
    let service = service_fn(|request| {
        let (mounted, wait_until) = (mounted.clone(), wait_until.clone());
        async move { Ok::<_, std::convert::Infallible>(answer(mounted, request, peer, wait_until).await) }
    });
    let connection =
        http1::Builder::new().half_close(true).timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // A client who disconnects, or a stream that we break, is an error here that needs no handling.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    connection.await.ok();
}

async fn answer(
    mounted: Mounted,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    wait_until: WaitUntil,
) -> Response<Answer> {
    let (site, path) = (mounted.site, request.uri().path().to_owned());
    if let Some(sessions) = mounted.sessions.clone().filter(|_| Sessions::answers(&path)) {
        let invocation = invocation(request.into_parts(), peer, wait_until);
        let reply = middleware::run(&mounted.policy, Sessions::allow, invocation, |request| sessions.handle(request));
        return site.add_headers(&path, reply.await.map(Either::Left));
    }
    let function = match site.target(&path) {
        Target::File(file) => {
            return site.serve(&file, request).await.map(|body| Either::Right(Either::Left(body)));
        }
        Target::Redirect(location) => return redirect(&location, request.uri().query()),
        Target::Function(function) => Some(function),
        Target::Nothing => None,
    };
    let reply = call(mounted, function, request.into_parts(), peer, wait_until).await;
    site.add_headers(&path, reply.map(Either::Left))
}

type Answer = Either<ResponseBody, Either<ServeFileSystemResponseBody, Empty<Bytes>>>;

fn redirect(path: &str, query: Option<&str>) -> Response<Answer> {
    let location = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut reply = Response::new(Either::Right(Either::Right(Empty::new())));
    *reply.status_mut() = StatusCode::PERMANENT_REDIRECT;
    // It was a valid path before its slash went.
    if let Ok(location) = location.try_into() {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

/// A path without a function is answered as one without a route.
async fn call(
    Mounted { app, policy, .. }: Mounted,
    function: Option<&'static Function>,
    request: (Parts, Incoming),
    peer: SocketAddr,
    wait_until: WaitUntil,
) -> Response<ResponseBody> {
    let allow = |path: &str| function.map_or_else(|| Routes::<()>::NONE.allow(path), |function| (function.allow)(path));
    middleware::run(&policy, allow, invocation(request, peer, wait_until), |request| async move {
        match function {
            Some(function) => (function.handler)(app, request).await,
            None => Err(Error::NoSuchRoute),
        }
    })
    .await
}

fn invocation((head, body): (Parts, Incoming), peer: SocketAddr, wait_until: WaitUntil) -> Invocation {
    let forwarded = head.headers.get("x-real-ip").and_then(|ip| ip.to_str().ok()?.parse().ok());
    // Only a proxy on this machine may say for whom it speaks.
    let client_ip = forwarded.filter(|_| peer.ip().is_loopback()).unwrap_or(peer.ip());
    Invocation { head, body: Body::new(body.map_err(Into::into)), client_ip: Some(client_ip), wait_until }
}
