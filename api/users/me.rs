//! `/api/users/me`: the caller, their plan and what they used of it; gone with all of their data, if they want that.
//! `/api/users/me/export`: all of their data, as a ZIP file.

use std::{process::ExitCode, time::Duration};

use darasa_core::{
    App, Result,
    domain::{accounts::users, own_data::export},
    http::{Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, own_erasure},
};

/// An export breaks before its function is ended; `vercel.json` gives it 300 seconds.
const EXPORT_LIMIT: Duration = Duration::from_secs(280);

#[derive(Clone, Copy)]
pub enum Route {
    Get,
    Erase,
    Export,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/users/me",
    &[(Method::GET, "", Route::Get), (Method::DELETE, "", Route::Erase), (Method::GET, "/export", Route::Export)],
);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let db = &caller.db(app);

    match ROUTES.find(&request)?.route {
        Route::Get => Reply::ok(&users::me(db, &app.cache, &app.clerk, &caller.user_id, &caller.plan).await?),
        Route::Erase => Box::pin(own_erasure::reply(app, &caller, request.json().await?)).await,
        Route::Export => {
            let deadline = request.arrived() + EXPORT_LIMIT;
            export::export(db, &app.clerk, &caller.user_id, deadline, request.wait_until()).await
        }
    }
}
