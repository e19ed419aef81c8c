//! Vercel's runtime, with graceful shutdown: the only file that names `vercel_runtime`.

use std::{sync::Arc, time::Duration};

use http_body_util::BodyExt;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{OwnedRwLockReadGuard, RwLock},
    time::sleep,
};
use vercel_runtime::{AppState, service_fn};

use crate::{
    http::request::Body,
    server::{
        middleware::{Completion, Invocation, ResponseBody},
        tcp_nodelay::TcpNodelay,
    },
};

/// Each invocation holds a read lock; the write lock is free when none is left.
type InFlight = Arc<RwLock<()>>;

/// The time that the runtime needs to report the last invocation's end to the host.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(20);

/// Takes requests until the host stops this process.
pub(super) async fn run<C, F>(call: C) -> Result<(), vercel_runtime::Error>
where
    C: Fn(Invocation) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = http::Response<ResponseBody>> + Send + 'static,
{
    let in_flight = InFlight::default();
    let shutdown = in_flight.clone();
    let nodelay = TcpNodelay::default();
    let service = move |request: vercel_runtime::Request, state: AppState| {
        let _cloned_with_each_connection = &nodelay;
        let (call, invocation) = (call.clone(), in_flight.clone().try_read_owned().ok());
        async move { Ok::<_, vercel_runtime::Error>(invoke(call, request, state, invocation).await) }
    };
    until_stopped(vercel_runtime::run(service_fn(service)), shutdown).await
}

/// Graceful shutdown. The runtime listens for SIGTERM only from a moment after its first connection, and on a busy
/// machine a request is in flight by then, which the signal would kill. So we listen from the start; usually the
/// runtime sees it too.
async fn until_stopped(
    running: impl Future<Output = Result<(), vercel_runtime::Error>>,
    in_flight: InFlight,
) -> Result<(), vercel_runtime::Error> {
    let mut stop = signal(SignalKind::terminate())?;
    let stopped = async {
        stop.recv().await;
        let _none = in_flight.write().await;
        sleep(SHUTDOWN_GRACE).await;
    };
    tokio::select! {
        done = running => done,
        () = stopped => Ok(()),
    }
}

/// One invocation. The host learns of its end when nothing keeps it open any more.
async fn invoke<C, F>(
    call: C,
    request: vercel_runtime::Request,
    state: AppState,
    invocation: Option<OwnedRwLockReadGuard<()>>,
) -> http::Response<vercel_runtime::ResponseBody>
where
    C: Fn(Invocation) -> F,
    F: Future<Output = http::Response<ResponseBody>>,
{
    let (wait_until, completion) = Completion::new();
    state.wait_until(async {
        completion.closed().await;
        drop(invocation);
    });
    let (head, body) = request.into_parts();
    // The host calls over loopback, so its header with the client's address can be trusted.
    let client_ip = head.headers.get("x-real-ip").and_then(|ip| ip.to_str().ok()?.parse().ok());
    let body = Body::new(body.map_err(Into::into));
    let response = call(Invocation { head, body, client_ip, wait_until }).await;
    response.map(|body| vercel_runtime::ResponseBody(body.boxed()))
}
