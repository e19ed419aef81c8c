//! `/api/ai/interviews/generate-feedback`: streams feedback on a whole interview and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::StreamOptions, interviews::feedback},
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (allowance, emotions) = (caller.allowance(app), app.env.interviews.emotion_analysis);

    match (request.method(), &request.segments_after("/api/ai/interviews/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            let reading = async {
                Ok((request.json_or_message(feedback::REFUSAL).await?, StreamOptions::from_request(&request)?))
            };
            let (wanted, listener) = caller.budget_before_errors(app, reading).await?;
            let (db, hume) = (caller.db(app), app.hume.as_ref());
            feedback::generate(&db, &app.gemini, hume, allowance, emotions, wanted, listener).await
        }
        (_, []) => Err(request.method_not_allowed("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
