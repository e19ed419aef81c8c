//! `/api/ai/questions/*`: streams one new question for a job, or feedback on an answer, and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::questions::{self, answers},
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

#[derive(Clone, Copy)]
pub enum Route {
    Question,
    Feedback,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/ai/questions",
    &[(Method::POST, "/generate-feedback", Route::Feedback), (Method::POST, "/generate-question", Route::Question)],
)
.open_to_keys(|route| match route {
    Route::Question | Route::Feedback => &[KeyScope::Practice],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, models, allowance) = (caller.db(app), &app.models, caller.allowance(app));
    let options = || stream_options::from_request(app, &request);

    match ROUTES.find(&request)?.route {
        Route::Question => {
            let reading = async { both(request.json_or_message(questions::REFUSAL).await, options()) };
            let (new, options) = caller.budget_before_errors(app, reading).await?;
            questions::generate(&db, models, allowance, new, options).await
        }
        Route::Feedback => {
            let reading = async { both(request.json_or_message(answers::REFUSAL).await, options()) };
            let (answer, options) = caller.budget_before_errors(app, reading).await?;
            answers::generate_feedback(&db, models, allowance, answer, options).await
        }
    }
}
