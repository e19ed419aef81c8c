//! `/api/arcjet`: what protection makes of whoever asks.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), &request.below("/api/arcjet")?[..]) {
        (&Method::GET, []) => caller::probe(app, &request).await,
        (_, []) => Err(request.only("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
