//! API key authentication: whose key a request shows, asked of the database each time, and what is noted beside it.

use std::{sync::Arc, time::Duration};

use super::{app::App, auth::Session};
use crate::{
    base::{
        api_key::{self, ApiKey},
        error::{Error, Result},
    },
    domain::accounts::{
        api_keys::{self, ApiKeyId, KeyHolder},
        seen_plan,
    },
    http::{Method, Request},
};

/// So long what is noted beside a request may hold a connection.
const NOTE_LIMIT: Duration = Duration::from_secs(5);

/// What a request shows as its key. Only the header has one: cookies are sent by pages of others too, and addresses are
/// kept everywhere.
pub fn shown(request: &Request) -> Option<&str> {
    request.bearer().filter(|token| api_key::is_meant(token))
}

/// Whose it is, or 401. A key that cannot be one costs no query.
pub async fn holder(app: &App, request: &Request, shown: &str) -> Result<KeyHolder> {
    let refused = || Error::NotLoggedIn { token_given: true };
    let sha256 = ApiKey::kept_of(shown).ok_or_else(refused)?;
    // As for all that is read: while the primary is away, the replica says which keys there are.
    let db = if request.method() == Method::GET { app.db.or_replica() } else { app.db.clone() };
    let holder = api_keys::find(&db, &sha256).await?.ok_or_else(refused)?;
    request.trace().note_api_key(holder.id.0);
    Ok(holder)
}

/// Notes the day on which a key was used, behind the reply. What fails is noted with the next use.
pub fn note_use(app: &App, request: &Request, id: ApiKeyId) {
    if app.db.is_read_only() {
        return;
    }
    let db = app.db.within(NOTE_LIMIT);
    request.after_reply(async move {
        if let Err(error) = api_keys::note_use(&db, id).await {
            tracing::info!(cause = error.cause(), "the use of an API key was not noted");
        }
    });
}

/// Keeps what a session says of its plan, for the keys of the same person, behind the reply. What fails is kept by
/// their next token, and so is the plan of somebody whom we have not met yet.
pub fn note_plan(app: &App, request: &Request, session: Arc<Session>) {
    if app.db.is_read_only() {
        return;
    }
    let (db, seen_plans) = (app.db.within(NOTE_LIMIT), app.auth.seen_plans());
    request.after_reply(async move {
        match seen_plan::note(&db, &session.user_id, &session.features, session.issued()).await {
            Ok(is_somebody) if is_somebody => seen_plans.remember(&session),
            Ok(_) => {}
            Err(error) => tracing::info!(cause = error.cause(), "what a session says of its plan was not kept"),
        }
    });
}
