//! `/api/health`: health check, that this deployment lives and which one it is, without asking anything else.
//! `/api/ready`: readiness, whether what it depends on can be reached.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request, Routes},
    serve,
    server::{health, readiness},
};

#[derive(Clone, Copy)]
pub enum Route {
    Health,
    Ready,
}

pub const ROUTES: Routes<Route> =
    Routes::new("/api", &[(Method::GET, "/health", Route::Health), (Method::GET, "/ready", Route::Ready)]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match ROUTES.find(&request)?.route {
        Route::Health => health::reply(&app.env.deployment),
        Route::Ready => {
            let is_monitor = readiness::is_monitor(app.env.ready_token.as_ref(), request.bearer());
            Box::pin(app.readiness.reply(&app.db, app.redis.as_ref(), &app.clock, is_monitor)).await
        }
    }
}
