//! `/api/questions?jobInfoId=`, `/api/questions/{id}`, `/api/questions/{id}/answers` and one of these: the questions
//! asked for a job, with the caller's answers.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::questions::{self, answers},
    http::{Method, Reply, Request, Routes},
    serve,
    server::caller::Caller,
};

#[derive(Clone, Copy)]
pub enum Route {
    List,
    Get,
    Delete,
    Answers,
    DeleteAnswer,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/questions",
    &[
        (Method::GET, "", Route::List),
        (Method::GET, "/{id}", Route::Get),
        (Method::DELETE, "/{id}", Route::Delete),
        (Method::GET, "/{id}/answers", Route::Answers),
        (Method::DELETE, "/{id}/answers/{answerId}", Route::DeleteAnswer),
    ],
);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let matched = ROUTES.find(&request)?;
    let id = matched.param("id");

    match matched.route {
        Route::List => {
            let (job, page) = request.read_query(|query| (query.required("jobInfoId"), query.page()))?;
            Ok(Reply::written(questions::list(db, &app.cache, owner, job.parse()?, page).await?))
        }
        Route::Answers => {
            let page = request.page()?;
            Reply::ok(&answers::list(db, owner, id.parse()?, page).await?)
        }
        Route::Get => Reply::ok(&questions::get(db, owner, id.parse()?).await?),
        Route::Delete => {
            questions::delete(db, owner, id.parse()?).await?;
            Ok(Reply::no_content())
        }
        Route::DeleteAnswer => {
            answers::delete(db, owner, id.parse()?, matched.param("answerId").parse()?).await?;
            Ok(Reply::no_content())
        }
    }
}
