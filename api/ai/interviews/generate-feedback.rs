//! `/api/ai/interviews/generate-feedback`: streams feedback on a whole interview and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    ai_stream::Listener,
    http::{Method, Reply, Request},
    interview_feedback, protect, serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = protect::caller(app, &request).await?;
    let (allowance, emotions) = (caller.allowance(app), app.env.interviews.emotion_analysis);

    match (request.method(), &request.below("/api/ai/interviews/generate-feedback")?[..]) {
        (&Method::POST, []) => {
            // No look at the budget: what is there already is replayed for nothing.
            let wanted = request.json_or(interview_feedback::REFUSAL).await?;
            let (hume, listener) = (app.hume.as_ref(), Listener::of(&request)?);
            interview_feedback::generate(&caller.db(app), &app.gemini, hume, allowance, emotions, wanted, listener)
                .await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
