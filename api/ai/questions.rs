//! `/api/ai/questions/*`: streams one new question for a job, or feedback on an answer, and stores it.
//! `/api/questions/{id}/answers/{answerId}/second-opinion`: has an answer graded once more. A model is asked, so a
//! rewrite leads here.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::questions::{
        new_answer, new_question, question_generation,
        second_opinion::{self, AskedAbout},
    },
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

#[derive(Clone, Copy)]
pub enum Route {
    Question,
    Feedback,
    SecondOpinion,
    AskSecondOpinion,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api",
    &[
        (Method::POST, "/ai/questions/generate-feedback", Route::Feedback),
        (Method::POST, "/ai/questions/generate-question", Route::Question),
        (Method::GET, "/questions/{id}/answers/{answerId}/second-opinion", Route::SecondOpinion),
        (Method::POST, "/questions/{id}/answers/{answerId}/second-opinion", Route::AskSecondOpinion),
    ],
)
.open_to_keys(|route| match route {
    Route::SecondOpinion => &[KeyScope::Read],
    Route::Question | Route::Feedback | Route::AskSecondOpinion => &[KeyScope::Practice],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, models, allowance) = (caller.db(app), &app.models, caller.allowance(app));
    let options = || stream_options::from_request(app, &request);
    let matched = ROUTES.find(&request)?;
    let about =
        || Ok(AskedAbout { question: matched.param("id").parse()?, answer: matched.param("answerId").parse()? });

    match matched.route {
        Route::Question => {
            let reading = async { both(request.json_or_message(new_question::REFUSAL).await, options()) };
            let (new, options) = caller.budget_before_errors(app, reading).await?;
            question_generation::generate(&db, models, allowance, new, options).await
        }
        Route::Feedback => {
            let reading = async { both(request.json_or_message(new_answer::REFUSAL).await, options()) };
            let (answer, options) = caller.budget_before_errors(app, reading).await?;
            new_answer::generate_feedback(&db, models, allowance, answer, options).await
        }
        Route::SecondOpinion => Reply::ok(&second_opinion::get(&db, &caller.user_id, about()?).await?),
        Route::AskSecondOpinion => {
            let reading = async { both(stream_options::unstreamed(app, &request), about()) };
            let (options, about) = caller.budget_before_errors(app, reading).await?;
            Reply::ok(&second_opinion::ask(&db, models, allowance, about, options).await?)
        }
    }
}
