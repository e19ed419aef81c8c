//! `/api/users/me`: the caller, their plan and what they used of it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::accounts::users,
    http::{Method, Reply, Request, Routes},
    serve,
    server::caller::Caller,
};

pub const ROUTES: Routes<()> = Routes::new("/api/users/me", &[(Method::GET, "", ())]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    ROUTES.find(&request)?;

    Reply::ok(&users::me(&caller.db(app), &app.cache, &app.clerk, &caller.user_id, &caller.plan).await?)
}
