//! `/api/users/me`: the caller, their plan and what they used of it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::accounts::users,
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, cache, clerk) = (&caller.db(app), &app.cache, &app.clerk);

    match (request.method(), &request.segments_after("/api/users/me")?[..]) {
        (&Method::GET, []) => Reply::ok(&users::me(db, cache, clerk, &caller.user_id, &caller.plan).await?),
        (_, []) => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
