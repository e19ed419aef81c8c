//! `/api/config`: what a browser may know.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request},
    serve,
    server::client_config,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), &request.segments_after("/api/config")?[..]) {
        (&Method::GET, []) => client_config::reply(&app.env),
        (_, []) => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
