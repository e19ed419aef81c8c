//! `/api/health`: that this deployment lives, and which one it is. Touches nothing, wakes nothing.

use std::process::ExitCode;

use darasa_core::{
    App, Result, health,
    http::{Method, Reply, Request},
    serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), &request.below("/api/health")?[..]) {
        (&Method::GET, []) => health::reply(&app.env.deployment),
        (_, []) => Err(request.only("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
