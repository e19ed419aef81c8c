//! `/api/ai/questions/generate-question`: streams one new question for a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    ai_stream::Listener,
    http::{Method, Reply, Request},
    protect, questions, serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = protect::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/questions/generate-question")?[..]) {
        (&Method::POST, []) => {
            let wanted = protect::within_budget(app, &caller, request.json_or(questions::REFUSAL)).await?;
            let listener = Listener::of(&request)?;
            questions::generate(&caller.db(app), &app.gemini, caller.allowance(app), wanted, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
