//! `/api/questions?jobInfoId=`: the questions asked for one of the caller's jobs.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    http::{Method, Reply, Request},
    protect, questions, serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = protect::caller(app, &request).await?;

    match (request.method(), &request.below("/api/questions")?[..]) {
        (&Method::GET, []) => {
            let (job, page) = (request.required_query("jobInfoId")?, request.page()?);
            Reply::ok(&questions::list(&app.db, &caller.user_id, job.parse()?, page).await?)
        }
        (_, []) => Err(request.only("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
