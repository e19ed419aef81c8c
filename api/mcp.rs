//! `/api/mcp`: Model Context Protocol (MCP): an assistant runs a practice session by tools, with an API key or an
//! access token.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::mcp,
};

#[derive(Clone, Copy)]
pub enum Route {
    Message,
}

/// Each tool asks for its own scope; with neither there is nothing to do here.
pub const ROUTES: Routes<Route> = Routes::new("/api/mcp", &[(Method::POST, "", Route::Message)])
    .open_to_keys(|Route::Message| &[KeyScope::Read, KeyScope::Practice]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &'static App, request: Request) -> Result<Reply> {
    if mcp::is_foreign(app, &request) {
        return mcp::refuse_foreign(&request);
    }
    match ROUTES.find(&request)?.route {
        Route::Message => mcp::reply(app, &request, &ROUTES).await,
    }
}
