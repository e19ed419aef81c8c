//! `/api/ai/questions/generate-feedback`: streams feedback on an answer and stores both.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::StreamOptions, questions::answers},
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;

    match (request.method(), &request.segments_after("/api/ai/questions/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            let reading = async {
                Ok((request.json_or_message(answers::REFUSAL).await?, StreamOptions::from_request(&request)?))
            };
            let (answer, listener) = caller.budget_before_errors(app, reading).await?;
            answers::generate_feedback(&caller.db(app), &app.gemini, caller.allowance(app), answer, listener).await
        }
        (_, []) => Err(request.method_not_allowed("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
