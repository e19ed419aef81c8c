//! `/api/ai/interviews/generate-feedback`: streams feedback on a whole interview and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{generation::ai_sdk_stream::Listener, interviews::feedback},
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;
    let (allowance, emotions) = (caller.allowance(app), app.env.interviews.emotion_analysis);

    match (request.method(), &request.below("/api/ai/interviews/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            let reading = async { Ok((request.json_or(feedback::REFUSAL).await?, Listener::of(&request)?)) };
            let (wanted, listener) = caller::budget_first(app, &caller, reading).await?;
            let (db, hume) = (caller.db(app), app.hume.as_ref());
            feedback::generate(&db, &app.gemini, hume, allowance, emotions, wanted, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
