//! Purge: the daily job that ends what has had its time, of people who never come again too. What somebody still uses
//! is purged on the way of their own writes.

use std::{pin::Pin, time::Duration};

use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use crate::{
    base::{
        digest,
        error::{Error, Result},
        telemetry,
    },
    domain::{
        accounts::{api_keys, clerk_events, receipts},
        own_data::erasure::{self, Processors},
    },
    http::Reply,
    protection::local::rate_limit,
    server::{app::App, idempotency},
    storage::db::{Db, purge::Purged},
};

/// All tasks together; the function has thirty seconds.
const LIMIT: Duration = Duration::from_secs(20);
/// So long a statement may take, so that the last one ends within the function's time, too.
const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

/// What was deleted, or given back, by task.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PurgeReport {
    /// Idempotency keys older than a day.
    idempotency_keys: u64,
    /// Ids of Clerk's events older than thirty days.
    webhook_events: u64,
    /// Rate limits whose time is over.
    rate_limits: u64,
    /// Uses reserved for what was never made, an hour past their time: given back.
    reservations: u64,
    /// Erasures that had not come to their end: they have now.
    erasures: u64,
    /// Receipts of erasures, ninety days after those.
    erasure_receipts: u64,
    /// API keys that expired more than thirty days ago.
    api_keys: u64,
    /// The time ended before the work: the next run goes on.
    more: bool,
    /// Tasks that failed; the log says why.
    failed: Vec<&'static str>,
}

type Batch<'a> = Pin<Box<dyn Future<Output = Result<Purged>> + Send + 'a>>;

struct Task {
    name: &'static str,
    /// One batch.
    run: for<'a> fn(&'a Db, &'a Processors, Instant) -> Batch<'a>,
    count: for<'r> fn(&'r mut PurgeReport) -> &'r mut u64,
}

const TASKS: [Task; 7] = [
    Task {
        name: "idempotencyKeys",
        run: |db, _, _| Box::pin(idempotency::purge(db)),
        count: |report| &mut report.idempotency_keys,
    },
    Task {
        name: "webhookEvents",
        run: |db, _, _| Box::pin(clerk_events::purge(db)),
        count: |report| &mut report.webhook_events,
    },
    Task {
        name: "rateLimits",
        run: |db, _, _| Box::pin(rate_limit::purge(db)),
        count: |report| &mut report.rate_limits,
    },
    Task {
        name: "reservations",
        run: |db, _, end| Box::pin(receipts::release_lapsed(db, end)),
        count: |report| &mut report.reservations,
    },
    Task {
        name: "erasures",
        run: |db, processors, end| Box::pin(erasure::resume(db, processors, end)),
        count: |report| &mut report.erasures,
    },
    Task {
        name: "erasureReceipts",
        run: |db, _, _| Box::pin(erasure::purge(db)),
        count: |report| &mut report.erasure_receipts,
    },
    Task { name: "apiKeys", run: |db, _, _| Box::pin(api_keys::purge(db)), count: |report| &mut report.api_keys },
];

/// For whoever shows the secret. Without one in the environment nobody can, and there is no such route.
pub async fn reply(app: &App, shown: Option<&str>) -> Result<Reply> {
    let secret = app.env.cron_secret.as_ref().ok_or(Error::NoSuchRoute)?;
    if !shown.is_some_and(|shown| digest::is_secret(secret, shown)) {
        return Err(Error::NotLoggedIn { token_given: shown.is_some() });
    }
    let report = run(&app.db.within(STATEMENT_LIMIT), &app.processors(), Instant::now() + LIMIT).await;
    tracing::info!(
        idempotency_keys = report.idempotency_keys,
        webhook_events = report.webhook_events,
        rate_limits = report.rate_limits,
        reservations = report.reservations,
        erasures = report.erasures,
        erasure_receipts = report.erasure_receipts,
        api_keys = report.api_keys,
        more = report.more,
        failed = report.failed.join(" "),
        "purged"
    );
    let mut reply = Reply::no_store(&report)?;
    if !report.failed.is_empty() {
        reply.status = StatusCode::INTERNAL_SERVER_ERROR;
    }
    Ok(reply)
}

/// A batch of each task in turn, oldest rows first, so that none waits for ever behind another; a task is over when a
/// batch was not full.
pub async fn run(db: &Db, processors: &Processors, end: Instant) -> PurgeReport {
    let (mut report, mut open) = (PurgeReport::default(), Vec::from_iter(&TASKS));
    while !open.is_empty() {
        let mut unfinished = Vec::with_capacity(open.len());
        for task in open {
            if Instant::now() >= end {
                report.more = true;
                return report;
            }
            match (task.run)(db, processors, end).await {
                Ok(purged) => {
                    *(task.count)(&mut report) += purged.rows;
                    if purged.is_full {
                        unfinished.push(task);
                    }
                }
                Err(error) => {
                    telemetry::fault("purge", "a task of the purge failed", error.cause().unwrap_or(task.name));
                    report.failed.push(task.name);
                }
            }
        }
        open = unfinished;
    }
    report
}
