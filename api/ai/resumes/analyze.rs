//! `/api/ai/resumes/analyze`: streams the judgement of a résumé against a job and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::resumes::{self, FORM_LIMITS, NewResume, REFUSAL, TOO_LARGE, UNKNOWN_REGENERATE},
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

pub const ROUTES: Routes<()> =
    Routes::new("/api/ai/resumes/analyze", &[(Method::POST, "", ())]).open_to_keys(|()| &[KeyScope::Practice]);

fn main() -> ExitCode {
    // A Word file or a PDF is read in a child of this very executable.
    if darasa_documents::is_child() { darasa_documents::child() } else { serve(ROUTES, handle) }
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    ROUTES.find(&request)?;

    let reading = request.form(&FORM_LIMITS, REFUSAL, TOO_LARGE);
    let form = caller.read_within_budget(app, &request, reading).await?;
    let regenerate = request.read_query(|query| query.flag("regenerate"));
    let regenerate = regenerate.map_err(|wrong| wrong.with_sentence(UNKNOWN_REGENERATE));
    let resume = NewResume::from_form(form, regenerate);
    let (resume, options) = both(resume, stream_options::from_request(app, &request))?;

    resumes::analyze(&caller.db(app), &app.models, &app.document_reader, caller.allowance(app), resume, options).await
}
