//! API key authentication: whose key a request shows, asked of the database each time, and what is noted beside it.

use std::{sync::Arc, time::Duration};

use super::{
    app::App,
    auth::Session,
    visit::{self, Visitor},
};
use crate::{
    base::{
        api_key::{self, ApiKey},
        error::{Error, Result},
        trace::{self, Part},
    },
    domain::accounts::{
        api_keys::{self, ApiKeyId, KeyHolder},
        seen_plan,
    },
    http::Request,
    protection::decision::{By, Rule},
};

/// How many keys an address may have looked up. Anybody can make up a key with a good checksum, and each costs a query.
const LOOKUPS: Rule = Rule::SlidingWindow { policy: "lookups", by: By::Address, max: 600, interval_seconds: 60 };
/// So long what is noted beside a request may hold a connection.
const NOTE_LIMIT: Duration = Duration::from_secs(5);

/// What a request shows as its key. Only the header has one: cookies are sent by pages of others too, and addresses are
/// kept everywhere.
pub fn shown(request: &Request) -> Option<&str> {
    request.bearer().filter(|token| api_key::is_meant(token))
}

/// Whose it is, or 401. A key whose checksum is wrong costs no query. Only the primary is asked, for a replica may not
/// have heard that a key was deleted.
pub async fn holder(app: &App, request: &Request, shown: &str) -> Result<KeyHolder> {
    let refused = || Error::NotLoggedIn { token_given: true };
    let sha256 = ApiKey::kept_of(shown).ok_or_else(refused)?;
    // In this instance, so that it costs nothing; the protection is asked later, with the owner's name.
    if !app.protection.is_off() {
        visit::check_here(app, request, Visitor::default(), LOOKUPS).await?;
    }
    let found = trace::measure(Part::Auth, api_keys::find(&app.db, &sha256)).await;
    let holder = found.map_err(unavailable)?.ok_or_else(refused)?;
    request.trace().note_api_key(holder.id.0);
    Ok(holder)
}

/// While nobody can say whose a key is, it opens nothing, also not what others may read in read-only mode.
fn unavailable(error: Error) -> Error {
    match error {
        Error::ReadOnly { cause, retry_after } => Error::Unavailable { cause, retry_after },
        other => other,
    }
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
