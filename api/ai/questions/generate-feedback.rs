//! `/api/ai/questions/generate-feedback`: streams feedback on an answer and stores both.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    ai_stream::Listener,
    answers,
    http::{Method, Reply, Request},
    protect, serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = protect::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/questions/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            let answer = protect::within_budget(app, &caller, request.json_or(answers::REFUSAL)).await?;
            let listener = Listener::of(&request)?;
            answers::generate_feedback(&caller.db(app), &app.gemini, caller.allowance(app), answer, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
