//! `/api/ai/resumes/analyze`: streams the judgement of a résumé against a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    ai_stream::Listener,
    documents,
    http::{Method, Reply, Request},
    protect,
    resumes::{self, FORM_LIMITS, NewResume, REFUSAL, TOO_LARGE},
    serve,
};

fn main() -> ExitCode {
    // A Word file is read in a child of this very executable.
    if documents::is_child() { documents::child() } else { serve(handle) }
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = protect::caller(app, &request).await?;

    match (request.method(), &request.below("/api/ai/resumes/analyze")?[..]) {
        (&Method::POST, []) => {
            let form = protect::within_budget(app, &caller, request.form(&FORM_LIMITS, REFUSAL, TOO_LARGE)).await?;
            let resume = NewResume::from_form(form, request.query("regenerate").as_deref() == Some("true"))?;
            let (allowance, listener) = (caller.allowance(app), Listener::of(&request)?);
            resumes::analyze(&caller.db(app), &app.gemini, &app.extractor, allowance, resume, listener).await
        }
        (_, []) => Err(request.only("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
