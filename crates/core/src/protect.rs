//! Who is it and may they: the first beat of every handler behind a sign-in.

use crate::{app::App, error::Result, http::Request, plans::Plan, telemetry, users::UserId};

/// Whoever sends this request.
#[derive(Debug, Clone)]
pub struct Caller {
    pub user_id: UserId,
    pub plan: Plan,
}

pub async fn caller(app: &App, request: &Request) -> Result<Caller> {
    let session = app.auth.session(request).await?;
    request.note_user(telemetry::hashed(session.user_id.as_str()));
    Ok(Caller { user_id: session.user_id.clone(), plan: session.plan })
}
