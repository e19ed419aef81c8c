//! `/api/config`: client configuration, which any browser may read.
//! `/api/arcjet`: a probe of the protection, which shows its decision about a request.
//! `/api/calendar/{token}.ics`: the calendar feed of a study plan, for whoever has its address.
//! `/api/cron/daily`: the daily purge, for the platform's scheduler.
//!
//! Nobody signs in to these. They are one function, for Hobby takes twelve, and lead here by rewrites.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::questions::calendar,
    http::{Method, Reply, Request, Routes},
    serve,
    server::{client_config, protection_probe, purge},
};

#[derive(Clone, Copy)]
pub enum Route {
    Arcjet,
    Calendar,
    Config,
    Daily,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api",
    &[
        (Method::GET, "/arcjet", Route::Arcjet),
        (Method::GET, "/calendar/{token}", Route::Calendar),
        (Method::GET, "/config", Route::Config),
        (Method::GET, "/cron/daily", Route::Daily),
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
        Route::Daily => Box::pin(purge::reply(&app.db, app.env.cron_secret.as_ref(), request.bearer())).await,
    }
}
