//! `/api/ai/questions/generate-question`: streams one new question for a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::questions,
    http::{Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

pub const ROUTES: Routes<()> = Routes::new("/api/ai/questions/generate-question", &[(Method::POST, "", ())]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    ROUTES.find(&request)?;

    let reading =
        async { both(request.json_or_message(questions::REFUSAL).await, stream_options::from_request(app, &request)) };
    let (new, options) = caller.budget_before_errors(app, reading).await?;

    questions::generate(&caller.db(app), &app.models, caller.allowance(app), new, options).await
}
