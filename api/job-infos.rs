//! `/api/job-infos`, `/api/job-infos/{id}` and what is below it: the jobs the caller is preparing for, the résumés that
//! were judged against them, and the plan of each.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        job_infos::{self, JobFields},
        questions::study_plan::{self, DAYS, USUAL_DAYS},
        resumes,
    },
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, idempotency},
};

#[derive(Clone, Copy)]
pub enum Route {
    List,
    Create,
    Get,
    Update,
    Delete,
    Analyses,
    Analysis,
    DeleteAnalysis,
    Plan,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/job-infos",
    &[
        (Method::GET, "", Route::List),
        (Method::POST, "", Route::Create),
        (Method::GET, "/{id}", Route::Get),
        (Method::PATCH, "/{id}", Route::Update),
        (Method::DELETE, "/{id}", Route::Delete),
        (Method::GET, "/{id}/analyses", Route::Analyses),
        (Method::GET, "/{id}/analyses/{analysisId}", Route::Analysis),
        (Method::DELETE, "/{id}/analyses/{analysisId}", Route::DeleteAnalysis),
        (Method::GET, "/{id}/plan", Route::Plan),
    ],
)
.open_to_keys(|route| match route {
    Route::List | Route::Get | Route::Analyses | Route::Analysis | Route::Plan => &[KeyScope::Read],
    Route::Create | Route::Update => &[KeyScope::Practice],
    Route::Delete | Route::DeleteAnalysis => &[],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let matched = ROUTES.find(&request)?;
    let id = matched.param("id");

    match matched.route {
        Route::List => {
            let asked = request.read_query(|query| (query.one_of("fields", JobFields::WORDS), query.page()));
            let (fields, page) = asked?;
            let fields = fields.unwrap_or(JobFields::All);
            Ok(Reply::written(job_infos::list(db, &app.cache, owner, fields, page).await?))
        }
        Route::Create => {
            let new = request.json().await?;
            let create = |db, new| async move {
                let job = job_infos::create(&db, &app.clerk, owner, new).await?;
                Ok(Reply::created(&format!("/api/job-infos/{}", job.id), &job)?.etag(job.version))
            };
            Box::pin(idempotency::run(app, &request, owner, async { Ok(new) }, create)).await
        }
        Route::Get => {
            let job = job_infos::get(db, owner, id.parse()?).await?;
            Ok(Reply::ok(&job)?.etag(job.version))
        }
        Route::Update => {
            let changes = request.json().await?;
            let job = job_infos::update(db, owner, id.parse()?, request.expected_version(), changes).await?;
            Ok(Reply::ok(&job)?.etag(job.version))
        }
        Route::Delete => {
            job_infos::delete(db, owner, id.parse()?, request.expected_version()).await?;
            Ok(Reply::no_content())
        }
        Route::Analyses => {
            let page = request.page()?;
            Reply::ok(&resumes::list(db, owner, id.parse()?, page).await?)
        }
        Route::Analysis => {
            let analysis = matched.param("analysisId").parse()?;
            Reply::ok(&resumes::get(db, owner, id.parse()?, analysis).await?)
        }
        Route::DeleteAnalysis => {
            let analysis = matched.param("analysisId").parse()?;
            resumes::delete(db, owner, id.parse()?, analysis).await?;
            Ok(Reply::no_content())
        }
        Route::Plan => {
            let days = request.read_query(|query| query.number("days", DAYS, USUAL_DAYS))?;
            Reply::ok(&study_plan::get(db, owner, id.parse()?, days as usize).await?)
        }
    }
}
