//! `/api/questions?jobInfoId=` and `/api/questions/{id}`: the questions asked for a job, with the caller's answers.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::questions,
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;
    let (db, cache, owner) = (&caller.db(app), &app.cache, &caller.user_id);

    match (request.method(), &request.below("/api/questions")?[..]) {
        (&Method::GET, []) => {
            let (job, page) = (request.required_query("jobInfoId")?, request.page()?);
            Reply::ok(&questions::list(db, cache, owner, job.parse()?, page).await?)
        }
        (&Method::GET, [id]) => Reply::ok(&questions::get(db, owner, id).await?),
        (_, [] | [_]) => Err(request.only("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
