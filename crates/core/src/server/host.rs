//! Host: a function's process from its start to its end, on whichever platform runs it. Which one that is, its
//! environment says.

use std::{io, num::NonZero, process::ExitCode, sync::Arc, thread};

use tokio::runtime::{Builder, Runtime};

use crate::{
    base::{
        clock,
        env::{self, Env},
        error::{Error, Result},
        telemetry,
    },
    http::{Reply, Request, Routes, request::BoxError},
    providers::model::Pace,
    server::{
        app::App,
        health,
        middleware::{self, Invocation, ResponseBody, ResponsePolicy},
        vercel,
    },
};

/// An instance has one CPU, or two where a project pays for them.
const MOST_WORKERS: usize = 2;

/// Runs a function until its host stops it. With an invalid environment it still replies: every route but health with
/// `misconfigured`, and the log says what is wrong.
pub fn serve<R, H, F>(routes: Routes<R>, handle: H) -> ExitCode
where
    R: Copy + Send + Sync + 'static,
    H: Fn(&'static App, Request) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Reply>> + Send + 'static,
{
    serve_mounted(move |path| routes.allow(path), handle)
}

/// The same for several functions in one process: `allow` gives the methods of a path.
pub fn serve_mounted<A, H, F>(allow: A, handle: H) -> ExitCode
where
    A: Fn(&str) -> String + Copy + Send + Sync + 'static,
    H: Fn(&'static App, Request) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Reply>> + Send + 'static,
{
    let (deployment, logging) = env::deployment_and_logging();
    telemetry::init(&logging);
    let runtime = match runtime(thread::available_parallelism().map_or(MOST_WORKERS, NonZero::get)) {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    // It lives as long as the process, so that handlers may borrow it in tasks of their own.
    let app: Option<&'static App> = app().map(|app| &*Box::leak(Box::new(app)));
    let policy: &'static ResponsePolicy =
        Box::leak(Box::new(app.map_or_else(|| ResponsePolicy::bare(clock::system()), ResponsePolicy::new)));
    let deployment = Arc::new(deployment);
    let call = move |invocation: Invocation| {
        let deployment = deployment.clone();
        let answer = move |request: Request| async move {
            match app {
                // In a box of its own: all that waits for it has room for it, and is moved more than once.
                Some(app) => Box::pin(handle(app, request)).await,
                None if request.path() == "/api/health" => health::reply(&deployment),
                None => Err(Error::Misconfigured),
            }
        };
        middleware::run(policy, allow, invocation, answer)
    };
    match runtime.block_on(run(call)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
}

/// On one CPU a second worker only takes turns with the first.
fn runtime(cpus: usize) -> io::Result<Runtime> {
    let mut builder = match cpus {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(cpus.min(MOST_WORKERS)).enable_all().build()
}

async fn run<C, F>(call: C) -> Result<(), BoxError>
where
    C: Fn(Invocation) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = http::Response<ResponseBody>> + Send + 'static,
{
    #[cfg(feature = "lambda")]
    if let Some(host) = env::lambda_host() {
        return super::lambda::run(host, call).await;
    }
    vercel::run(call).await
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

#[cfg(test)]
mod tests {
    use tokio::runtime::RuntimeFlavor;

    use super::*;

    #[test]
    fn one_cpu_has_one_thread_and_more_have_two_workers() {
        for (cpus, flavor, workers) in [
            (1, RuntimeFlavor::CurrentThread, 1),
            (2, RuntimeFlavor::MultiThread, 2),
            (8, RuntimeFlavor::MultiThread, 2),
        ] {
            let runtime = runtime(cpus).unwrap();
            assert_eq!(runtime.handle().runtime_flavor(), flavor, "{cpus}");
            assert_eq!(runtime.metrics().num_workers(), workers, "{cpus}");
        }
    }
}
