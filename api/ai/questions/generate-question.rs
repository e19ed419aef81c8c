//! `/api/ai/questions/generate-question`: streams one new question for a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::StreamOptions, questions},
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;

    match (request.method(), &request.segments_after("/api/ai/questions/generate-question")?[..]) {
        (&Method::POST, []) => {
            let reading = async {
                Ok((request.json_or_message(questions::REFUSAL).await?, StreamOptions::from_request(&request)?))
            };
            let (wanted, listener) = caller.budget_before_errors(app, reading).await?;
            questions::generate(&caller.db(app), &app.gemini, caller.allowance(app), wanted, listener).await
        }
        (_, []) => Err(request.method_not_allowed("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
