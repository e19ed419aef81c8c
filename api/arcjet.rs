//! `/api/arcjet`: a probe of the protection, which shows its decision about a request.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request, Routes},
    serve,
    server::protection_probe,
};

pub const ROUTES: Routes<()> = Routes::new("/api/arcjet", &[(Method::GET, "", ())]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    ROUTES.find(&request)?;
    protection_probe::probe(app, &request).await
}
