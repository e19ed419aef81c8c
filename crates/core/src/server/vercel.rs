//! Vercel's runtime, with graceful shutdown: the only file that names `vercel_runtime`.

use std::{process::ExitCode, sync::Arc, time::Duration};

use http_body_util::BodyExt;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{OwnedRwLockReadGuard, RwLock},
    time::sleep,
};
use vercel_runtime::{AppState, ResponseBody, service_fn};

use crate::{
    base::{
        clock,
        env::{self, Deployment, Env},
        error::{Error, Result},
        telemetry,
    },
    http::{Reply, Request, Routes, request::Body},
    providers::model::Pace,
    server::{
        app::App,
        health,
        middleware::{self, Completion, ResponsePolicy},
        tcp_nodelay::TcpNodelay,
    },
};

/// Each invocation holds a read lock; the write lock is free when none is left.
type InFlight = Arc<RwLock<()>>;

/// The time that the runtime needs to report the last invocation's end to the host.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(20);

/// Runs a function until its host stops it. With an invalid environment it still replies: every route but health with
/// `misconfigured`, and the log says what is wrong.
pub fn serve<R, H, F>(routes: Routes<R>, handle: H) -> ExitCode
where
    R: Copy + Send + Sync,
    H: Fn(&'static App, Request) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Reply>> + Send + 'static,
{
    let (deployment, logging) = env::deployment_and_logging();
    telemetry::init(&logging);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    // It lives as long as the process, so that handlers may borrow it in tasks of their own.
    let app: Option<&'static App> = app().map(|app| &*Box::leak(Box::new(app)));
    let answer = move |request: Request, deployment: Deployment| async move {
        match app {
            Some(app) => handle(app, request).await,
            None if request.path() == "/api/health" => health::reply(&deployment),
            None => Err(Error::Misconfigured),
        }
    };
    let policy: &'static ResponsePolicy =
        Box::leak(Box::new(app.map_or_else(|| ResponsePolicy::bare(clock::system()), ResponsePolicy::new)));
    let in_flight = InFlight::default();
    let shutdown = in_flight.clone();
    let nodelay = TcpNodelay::default();
    let service = move |request: vercel_runtime::Request, state: AppState| {
        let _cloned_with_each_connection = &nodelay;
        let (deployment, invocation) = (deployment.clone(), in_flight.clone().try_read_owned().ok());
        let answer = move |request| answer(request, deployment);
        async move {
            Ok::<_, vercel_runtime::Error>(
                host(policy, |path| routes.allow(path), request, state, invocation, answer).await,
            )
        }
    };
    match runtime.block_on(until_stopped(vercel_runtime::run(service_fn(service)), shutdown)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
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
async fn host<H, F>(
    policy: &ResponsePolicy,
    allow: impl FnOnce(&str) -> String,
    request: vercel_runtime::Request,
    state: AppState,
    invocation: Option<OwnedRwLockReadGuard<()>>,
    handle: H,
) -> http::Response<ResponseBody>
where
    H: FnOnce(Request) -> F,
    F: Future<Output = Result<Reply>> + Send + 'static,
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
    let response = middleware::run(policy, allow, head, body, client_ip, wait_until, handle).await;
    response.map(|body| ResponseBody(body.boxed()))
}

fn app() -> Option<App> {
    let problem = match Env::read().map(|env| App::new(env, clock::system(), Pace::default())) {
        Ok(Ok(app)) => return Some(app),
        Ok(Err(error)) => error.cause().unwrap_or_default().to_owned(),
        Err(problems) => problems.to_string(),
    };
    tracing::error!(problem, "misconfigured");
    None
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    tracing::error!(cause = %error, "the function cannot run");
    ExitCode::FAILURE
}
