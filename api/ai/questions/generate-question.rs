//! `/api/ai/questions/generate-question`: streams one new question for a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::Listener, questions},
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/questions/generate-question")?[..]) {
        (&Method::POST, []) => {
            let reading = async { Ok((request.json_or(questions::REFUSAL).await?, Listener::of(&request)?)) };
            let (wanted, listener) = caller::budget_first(app, &caller, reading).await?;
            questions::generate(&caller.db(app), &app.gemini, caller.allowance(app), wanted, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
