//! `/api/users/me`: the caller, their plan and what they used of it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::accounts::users,
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;
    let (db, cache, clerk) = (&caller.db(app), &app.cache, &app.clerk);

    match (request.method(), &request.below("/api/users/me")?[..]) {
        (&Method::GET, []) => Reply::ok(&users::me(db, cache, clerk, &caller.user_id, &caller.plan).await?),
        (_, []) => Err(request.only("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
