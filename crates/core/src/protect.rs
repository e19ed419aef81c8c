//! Who is it and may they: the first beat of every handler behind a sign-in.

use futures_util::future::join;

use crate::{
    app::App,
    db::Db,
    error::Result,
    http::Request,
    plans::Plan,
    telemetry,
    usage::{self, Allowance},
    users::UserId,
};

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

/// Reads a request for a generation while its caller's budget is looked at.
pub async fn within_budget<T>(app: &App, caller: &Caller, reading: impl Future<Output = Result<T>>) -> Result<T> {
    within(usage::within_budget(&app.db, &caller.user_id, app.env.ai), reading).await
}

/// Reads a request while a limit is looked at. An exhausted limit is told before anything that is wrong with the request.
pub async fn within<T>(limit: impl Future<Output = Result<()>>, reading: impl Future<Output = Result<T>>) -> Result<T> {
    let (limit, read) = join(limit, reading).await;
    limit.and(read)
}

impl Caller {
    /// The database for what they read and write: a cache hears of their writes.
    pub fn db(&self, app: &App) -> Db {
        app.cache.watching(&app.db, self.user_id.as_str())
    }

    pub fn allowance(&self, app: &App) -> Allowance<'_> {
        Allowance { owner: &self.user_id, plan: &self.plan, budget: app.env.ai }
    }
}
