//! `/api/config`: client configuration, which any browser may read.
//! `/api/arcjet`: a probe of the protection, which shows its decision about a request.
//! `/api/calendar/{token}.ics`: the calendar feed of a study plan, for whoever has its address.
//! `/api/cron/daily`: the daily purge, for the platform's scheduler.
//! `/.well-known/oauth-protected-resource`: where a program gets a token for `/api/mcp`.
//! `/api/receipts/{token}`: the receipt of an erasure; `/.well-known/darasa-receipts.json`: the keys that sign them.
//! `/api/shares/{token}`: a shared report of an interview, for whoever has the link to it.
//!
//! Nobody signs in to these. They are one function, for Hobby takes twelve, and lead here by rewrites.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::questions::calendar,
    http::{Method, Reply, Request, Routes},
    serve,
    server::{client_config, mcp, own_erasure, protection_probe, purge, shared_report},
};

#[derive(Clone, Copy)]
pub enum Route {
    Arcjet,
    Calendar,
    Config,
    Daily,
    ProtectedResource,
    Receipt,
    ReceiptKeys,
    Share,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "",
    &[
        (Method::GET, "/api/arcjet", Route::Arcjet),
        (Method::GET, "/api/calendar/{token}", Route::Calendar),
        (Method::GET, "/api/config", Route::Config),
        (Method::GET, "/api/cron/daily", Route::Daily),
        (Method::GET, "/api/receipts/{token}", Route::Receipt),
        (Method::GET, "/api/shares/{token}", Route::Share),
        (Method::GET, "/.well-known/darasa-receipts.json", Route::ReceiptKeys),
        (Method::GET, "/.well-known/oauth-protected-resource", Route::ProtectedResource),
        (Method::GET, "/.well-known/oauth-protected-resource/api/mcp", Route::ProtectedResource),
    ],
);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let matched = ROUTES.find(&request)?;

    match matched.route {
        Route::Arcjet => protection_probe::probe(app, &request).await,
        Route::Calendar => {
            let feed = calendar::feed(&app.db, matched.param("token"), &request.origin()).await?;
            Ok(Reply::own_text(calendar::CONTENT_TYPE, feed))
        }
        Route::Config => client_config::reply(&app.env),
        Route::Daily => Box::pin(purge::reply(app, request.bearer())).await,
        Route::ProtectedResource => mcp::metadata::reply(app, &request),
        Route::Receipt => own_erasure::receipt(app, &request, matched.param("token")).await,
        Route::ReceiptKeys => own_erasure::keys(app),
        Route::Share => shared_report::reply(app, &request, matched.param("token")).await,
    }
}
