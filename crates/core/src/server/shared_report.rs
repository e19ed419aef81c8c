//! Shared report: whoever has a link reads an interview's report, without an account, and as a view of the link.

use std::time::Duration;

use http::HeaderName;

use super::{app::App, visit};
use crate::{
    base::error::Result,
    domain::interviews::{shared_report, shares::ShareId},
    http::{Reply, Request},
};

/// So long the count of a view may hold a connection.
const COUNT_LIMIT: Duration = Duration::from_secs(5);
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

pub async fn reply(app: &App, request: &Request, token: &str) -> Result<Reply> {
    visit::check_token_reader(app, request, "shares").await?;
    if app.db.is_read_only() {
        request.trace().note_read_only();
    }
    let (id, report) = shared_report::read(&app.db.or_replica(), token).await?;
    if !request.is_head() {
        count_view(app, request, id);
    }
    Ok(Reply::no_store(&report)?.with(X_ROBOTS_TAG, "noindex"))
}

/// Behind the reply: nobody waits for it. Where nothing can be written, what is read is read all the same.
fn count_view(app: &App, request: &Request, id: ShareId) {
    if app.db.is_read_only() {
        return;
    }
    let db = app.db.within(COUNT_LIMIT);
    request.after_reply(async move {
        if let Err(error) = shared_report::count_view(&db, id).await {
            tracing::info!(cause = error.cause(), "a view of a shared report was not counted");
        }
    });
}
