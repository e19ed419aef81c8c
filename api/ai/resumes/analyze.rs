//! `/api/ai/resumes/analyze`: streams the judgement of a résumé against a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        generation::ai_sdk_stream::Listener,
        resumes::{self, FORM_LIMITS, NewResume, REFUSAL, TOO_LARGE},
    },
    http::{Method, Reply, Request},
    serve,
    server::caller,
};

fn main() -> ExitCode {
    // A Word file is read in a child of this very executable.
    if darasa_documents::is_child() { darasa_documents::child() } else { serve(handle) }
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = caller::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/resumes/analyze")?[..]) {
        (&Method::POST, []) => {
            let form = caller::within_budget(app, &caller, request.form(&FORM_LIMITS, REFUSAL, TOO_LARGE)).await?;
            let resume = NewResume::from_form(form, request.query("regenerate").as_deref() == Some("true"))?;
            let (allowance, listener) = (caller.allowance(app), Listener::of(&request)?);
            resumes::analyze(&caller.db(app), &app.gemini, &app.extractor, allowance, resume, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
