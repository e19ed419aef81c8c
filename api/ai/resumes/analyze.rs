//! `/api/ai/resumes/analyze`: streams the judgement of a résumé against a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        generation::ai_sdk_stream::StreamOptions,
        resumes::{self, FORM_LIMITS, NewResume, REFUSAL, TOO_LARGE},
    },
    http::{Method, Reply, Request},
    serve,
    server::caller::Caller,
};

fn main() -> ExitCode {
    // A Word file is read in a child of this very executable.
    if darasa_documents::is_child() { darasa_documents::child() } else { serve(handle) }
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;

    match (request.method(), &request.segments_after("/api/ai/resumes/analyze")?[..]) {
        (&Method::POST, []) => {
            let form = caller.read_within_budget(app, request.form(&FORM_LIMITS, REFUSAL, TOO_LARGE)).await?;
            let resume = NewResume::from_form(form, request.query("regenerate").as_deref() == Some("true"))?;
            let (allowance, listener) = (caller.allowance(app), StreamOptions::from_request(&request)?);
            resumes::analyze(&caller.db(app), &app.gemini, &app.word_reader, allowance, resume, listener).await
        }
        (_, []) => Err(request.method_not_allowed("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
