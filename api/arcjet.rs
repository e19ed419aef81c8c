//! `/api/arcjet`: what protection makes of whoever asks.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request},
    serve,
    server::protection_probe,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), &request.segments_after("/api/arcjet")?[..]) {
        (&Method::GET, []) => protection_probe::probe(app, &request).await,
        (_, []) => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
