//! Development server: all functions on one port, in one process.

pub mod functions;
pub mod routes;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use darasa_core::{
    App, Error,
    http::{Routes, WaitUntil, request::Body},
    server::middleware::{self, Completion, ResponseBody, ResponsePolicy},
};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// How long requests in flight may take after a stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// A running server. It shuts down gracefully: requests in flight are finished.
pub struct Server {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Server {
    pub fn start(app: &'static App, listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let mounted = Mounted { app, policy: Arc::new(ResponsePolicy::new(app)) };
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

/// All functions and the policy before them.
#[derive(Clone)]
struct Mounted {
    app: &'static App,
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
    Mounted { app, policy }: Mounted,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    wait_until: WaitUntil,
) -> hyper::Response<ResponseBody> {
    let (head, body) = request.into_parts();
    let forwarded = head.headers.get("x-real-ip").and_then(|ip| ip.to_str().ok()?.parse().ok());
    // Only a proxy on this machine may say for whom it speaks.
    let client_ip = forwarded.filter(|_| peer.ip().is_loopback()).unwrap_or(peer.ip());
    let function = routes::function(head.uri.path());
    // A path without a function is as one without a route.
    let allow = |path: &str| function.map_or_else(|| Routes::<()>::NONE.allow(path), |function| (function.allow)(path));
    let body = Body::new(body.map_err(Into::into));
    middleware::run(&policy, allow, head, body, Some(client_ip), wait_until, |request| async move {
        match function {
            Some(function) => (function.handler)(app, request).await,
            None => Err(Error::NoSuchRoute),
        }
    })
    .await
}
