//! `/api/ai/interviews/generate-feedback`: streams feedback on a whole interview and stores it.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::interviews::feedback,
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

pub const ROUTES: Routes<()> = Routes::new("/api/ai/interviews/generate-feedback", &[(Method::POST, "", ())])
    .open_to_keys(|()| &[KeyScope::Practice]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    ROUTES.find(&request)?;

    let reading =
        async { both(request.json_or_message(feedback::REFUSAL).await, stream_options::from_request(app, &request)) };
    let (interview, options) = caller.budget_before_errors(app, reading).await?;

    let (db, hume) = (caller.db(app), app.hume.as_ref());
    let (allowance, emotions) = (caller.allowance(app), app.env.interviews.emotion_analysis);
    feedback::generate(&db, &app.models, hume, allowance, emotions, interview, options).await
}
