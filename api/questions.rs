//! `/api/questions?jobInfoId=`, `/api/questions/due`, `/api/questions/next`, `/api/questions/{id}` and what is below
//! it: the questions asked for a job, the caller's answers, and which of them come again when.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        practice::cards,
        questions::{
            self, QuestionId, answers,
            due::{self, MOST, USUAL},
            next, self_review,
        },
    },
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, idempotency},
};

#[derive(Clone, Copy)]
pub enum Route {
    List,
    Due,
    Next,
    Get,
    Delete,
    Answers,
    UpdateAnswer,
    Review,
    UpdateCard,
    DeleteAnswer,
}

/// What is no id stands before what is one.
pub const ROUTES: Routes<Route> = Routes::new(
    "/api/questions",
    &[
        (Method::GET, "", Route::List),
        (Method::GET, "/due", Route::Due),
        (Method::GET, "/next", Route::Next),
        (Method::GET, "/{id}", Route::Get),
        (Method::DELETE, "/{id}", Route::Delete),
        (Method::GET, "/{id}/answers", Route::Answers),
        (Method::PATCH, "/{id}/answers/{answerId}", Route::UpdateAnswer),
        (Method::POST, "/{id}/review", Route::Review),
        (Method::PATCH, "/{id}/card", Route::UpdateCard),
        (Method::DELETE, "/{id}/answers/{answerId}", Route::DeleteAnswer),
    ],
)
.open_to_keys(|route| match route {
    Route::List | Route::Due | Route::Next | Route::Get | Route::Answers => &[KeyScope::Read],
    Route::UpdateAnswer | Route::Review | Route::UpdateCard => &[KeyScope::Practice],
    Route::Delete | Route::DeleteAnswer => &[],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let matched = ROUTES.find(&request)?;
    let id = || matched.param("id").parse::<QuestionId>();

    match matched.route {
        Route::List => {
            let (job, page) = request.read_query(|query| (query.required("jobInfoId"), query.page()))?;
            Ok(Reply::written(questions::list(db, &app.cache, owner, job.parse()?, page).await?))
        }
        Route::Due => {
            let asked =
                request.read_query(|query| (query.optional("jobInfoId"), query.number("limit", 1..=MOST, USUAL)));
            let (job, limit) = asked?;
            let job = job.map(|job| job.parse()).transpose()?;
            Reply::ok(&due::list(db, owner, job, limit).await?)
        }
        Route::Next => {
            let job = request.read_query(|query| query.required("jobInfoId"))?;
            Reply::ok(&next::next(db, owner, job.parse()?).await?)
        }
        Route::Get => Reply::ok(&questions::get(db, owner, id()?).await?),
        Route::Answers => {
            let page = request.page()?;
            Reply::ok(&answers::list(db, owner, id()?, page).await?)
        }
        Route::Delete => {
            questions::delete(db, owner, id()?).await?;
            Ok(Reply::no_content())
        }
        Route::DeleteAnswer => {
            answers::delete(db, owner, id()?, matched.param("answerId").parse()?).await?;
            Ok(Reply::no_content())
        }
        Route::UpdateAnswer => {
            let changes = request.json().await?;
            Reply::ok(&answers::update(db, owner, id()?, matched.param("answerId").parse()?, changes).await?)
        }
        Route::Review => {
            let (new, id) = (request.json().await?, id()?);
            let review = |db, new| async move {
                let reviewed = self_review::review(&db, owner, id, &new).await?;
                Reply::created(&format!("/api/questions/{id}"), &reviewed)
            };
            Box::pin(idempotency::run(app, &request, owner, async { Ok(new) }, review)).await
        }
        Route::UpdateCard => {
            let changes = request.json().await?;
            Reply::ok(&cards::update(db, owner, id()?.0, changes).await?)
        }
    }
}
