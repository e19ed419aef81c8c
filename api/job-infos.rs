//! `/api/job-infos`, `/api/job-infos/{id}` and `/api/job-infos/{id}/analyses`: the jobs the caller is preparing for.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{job_infos, resumes},
    http::{Method, Reply, Request},
    serve,
    server::{caller::Caller, idempotency},
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, cache, owner) = (&caller.db(app), &app.cache, &caller.user_id);

    match (request.method(), &request.segments_after("/api/job-infos")?[..]) {
        (&Method::GET, []) => Reply::ok(&job_infos::list(db, cache, owner, request.page()?).await?),
        (&Method::POST, []) => {
            let new = request.json().await?;
            let create = |db| async move {
                let job = job_infos::create(&db, &app.clerk, owner, new).await?;
                Ok(Reply::created(&format!("/api/job-infos/{}", job.id), &job)?.etag(job.version))
            };
            idempotency::once(app, &request, owner, create).await
        }
        (&Method::GET, [id]) => {
            let job = job_infos::get(db, owner, id.parse()?).await?;
            Ok(Reply::ok(&job)?.etag(job.version))
        }
        (&Method::PATCH, [id]) => {
            let changes = request.json().await?;
            let job = job_infos::update(db, owner, id.parse()?, request.expected_version(), changes).await?;
            Ok(Reply::ok(&job)?.etag(job.version))
        }
        (&Method::DELETE, [id]) => {
            job_infos::delete(db, owner, id.parse()?, request.expected_version()).await?;
            Ok(Reply::no_content())
        }
        (&Method::GET, [id, analyses]) if analyses == "analyses" => {
            Reply::ok(&resumes::list(db, owner, id.parse()?, request.page()?).await?)
        }
        (_, []) => Err(request.method_not_allowed("GET, HEAD, POST, OPTIONS")),
        (_, [_]) => Err(request.method_not_allowed("GET, HEAD, PATCH, DELETE, OPTIONS")),
        (_, [_, analyses]) if analyses == "analyses" => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
