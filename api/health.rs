//! `/api/health`: that this deployment lives, and which one it is; touches nothing, wakes nothing. `/api/ready`: whether what
//! it depends on is there.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request},
    serve,
    server::{health, readiness},
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), request.path()) {
        (&Method::GET, "/api/health") => health::reply(&app.env.deployment),
        (&Method::GET, "/api/ready") => {
            let is_monitor = readiness::is_monitor(app.env.ready_token.as_ref(), request.bearer());
            app.readiness.reply(&app.db, app.redis.as_ref(), &app.clock, is_monitor).await
        }
        (_, "/api/health" | "/api/ready") => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
