//! `/api/ai/questions/generate-feedback`: streams feedback on an answer and stores both.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::questions::answers,
    http::{Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

pub const ROUTES: Routes<()> = Routes::new("/api/ai/questions/generate-feedback", &[(Method::POST, "", ())]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    ROUTES.find(&request)?;

    let reading =
        async { both(request.json_or_message(answers::REFUSAL).await, stream_options::from_request(app, &request)) };
    let (answer, options) = caller.budget_before_errors(app, reading).await?;

    answers::generate_feedback(&caller.db(app), &app.models, caller.allowance(app), answer, options).await
}
