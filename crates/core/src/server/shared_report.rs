//! Shared report: whoever has a link reads an interview's report, without an account, and as a view of the link.

use http::HeaderName;

use super::{app::App, caller};
use crate::{
    base::{error::Result, trace},
    domain::interviews::shares,
    http::{Reply, Request},
    protection::decision::{By, Rule},
};

const READERS: [Rule; 1] = [Rule::SlidingWindow { policy: "shares", by: By::Address, max: 30, interval_seconds: 60 }];
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The view is counted after the reply, which nobody waits longer for.
pub async fn reply(app: &App, request: &Request, token: &str) -> Result<Reply> {
    caller::check(app, request, None, &READERS).await?;
    if app.db.is_read_only() {
        request.trace().note_read_only();
    }
    let (id, report) = shares::read(&app.db.or_replica(), token).await?;
    if !request.is_head() {
        let (db, hold) = (app.db.clone(), request.wait_until());
        trace::spawn(async move {
            // Where nothing can be written, what is read is read all the same.
            shares::count_view(&db, id).await.ok();
            drop(hold);
        });
    }
    Ok(Reply::no_store(&report)?.with(X_ROBOTS_TAG, "noindex"))
}
