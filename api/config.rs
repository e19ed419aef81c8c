//! `/api/config`: client configuration, which any browser may read.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request, Routes},
    serve,
    server::client_config,
};

pub const ROUTES: Routes<()> = Routes::new("/api/config", &[(Method::GET, "", ())]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    ROUTES.find(&request)?;
    client_config::reply(&app.env)
}
