//! `/api/ai/questions/generate-feedback`: streams feedback on an answer and stores both.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::Listener, questions::answers},
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/questions/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            let reading = async { Ok((request.json_or(answers::REFUSAL).await?, Listener::of(&request)?)) };
            let (answer, listener) = caller::budget_first(app, &caller, reading).await?;
            answers::generate_feedback(&caller.db(app), &app.gemini, caller.allowance(app), answer, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
