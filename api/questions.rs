//! `/api/questions?jobInfoId=` and `/api/questions/{id}`: the questions asked for a job, with the caller's answers.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::questions,
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, cache, owner) = (&caller.db(app), &app.cache, &caller.user_id);

    match (request.method(), &request.segments_after("/api/questions")?[..]) {
        (&Method::GET, []) => {
            let (job, page) = (request.required_query("jobInfoId")?, request.page()?);
            Reply::ok(&questions::list(db, cache, owner, job.parse()?, page).await?)
        }
        (&Method::GET, [id]) => Reply::ok(&questions::get(db, owner, id.parse()?).await?),
        (_, [] | [_]) => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
