//! Readiness: whether database, schema and cache can be reached. Only a monitor of ours makes a function look;
//! strangers get what it saw last, so that they cannot keep a database awake.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{StatusCode, header};
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Serialize;
use tokio::time::{Instant, timeout};

use crate::{
    base::{
        clock::{Clock, Timestamp},
        digest,
        error::{Error, Result},
        trace,
    },
    http::Reply,
    storage::{
        db::{Db, SCHEMA_VERSION},
        redis::Redis,
    },
};

const TIMEOUT: Duration = Duration::from_secs(3);
const RETRY_AFTER: &str = "5";

/// The last report of this instance.
#[derive(Default)]
pub struct Readiness(Mutex<ReadinessReport>);

/// Of an instance that has not looked yet nothing is known.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessReport {
    status: ReadinessStatus,
    /// None: never.
    checked_at: Option<Timestamp>,
    database: DependencyCheck,
    replica: DependencyCheck,
    cache: DependencyCheck,
    migrations: DependencyCheck,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReadinessStatus {
    Ok,
    /// Slower than it could be.
    Degraded,
    /// What is stored can be read, and nothing can be changed.
    #[serde(rename = "read-only")]
    ReadOnly,
    Down,
    #[default]
    Unknown,
}

#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyCheck {
    status: DependencyStatus,
    /// None: no query was made.
    latency_ms: Option<f64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DependencyStatus {
    Ok,
    /// It answers and takes no writes.
    #[serde(rename = "read-only")]
    ReadOnly,
    Down,
    /// The schema is older than this code.
    Behind,
    /// Its database is down, or nobody has looked.
    #[default]
    Unknown,
    /// None is set.
    Off,
}

impl Readiness {
    /// A new report for a monitor, the last one for everybody else.
    pub async fn reply(&self, db: &Db, redis: Option<&Redis>, clock: &Clock, is_monitor: bool) -> Result<Reply> {
        let report = if is_monitor {
            let report = ReadinessReport { checked_at: Some(now(clock)?), ..ReadinessReport::make(db, redis).await };
            *self.last() = report;
            report
        } else {
            *self.last()
        };
        let mut reply = Reply::public(&report, "no-store")?;
        if report.status == ReadinessStatus::Down {
            reply.status = StatusCode::SERVICE_UNAVAILABLE;
            reply = reply.with(header::RETRY_AFTER, RETRY_AFTER);
        }
        Ok(reply)
    }

    /// A panic elsewhere leaves a report that is still good.
    fn last(&self) -> MutexGuard<'_, ReadinessReport> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a request shows our monitor's token.
pub fn is_monitor(token: Option<&SecretString>, shown: Option<&str>) -> bool {
    token.zip(shown).is_some_and(|(token, shown)| digest::is_secret(token, shown))
}

impl ReadinessReport {
    async fn make(db: &Db, redis: Option<&Redis>) -> Self {
        let (replica, cache) = (DependencyCheck::of_replica(db), DependencyCheck::of_cache(redis));
        let ((database, migrations), replica, cache) = tokio::join!(check_database(db), replica, cache);
        let report = Self { status: ReadinessStatus::Unknown, database, replica, cache, migrations, checked_at: None };
        Self { status: report.summary(), ..report }
    }

    /// Whoever can read what is stored is served, so that is not "down".
    fn summary(&self) -> ReadinessStatus {
        use DependencyStatus as S;
        match (self.database.status, self.migrations.status, self.replica.status, self.cache.status) {
            (S::Ok, S::Ok, S::Ok | S::Off, S::Ok | S::Off) => ReadinessStatus::Ok,
            (S::Ok, S::Ok, _, _) => ReadinessStatus::Degraded,
            (S::ReadOnly, S::Ok, _, _) | (S::Down, S::Ok, S::Ok, _) => ReadinessStatus::ReadOnly,
            _ => ReadinessStatus::Down,
        }
    }
}

/// The database and its migrations.
async fn check_database(db: &Db) -> (DependencyCheck, DependencyCheck) {
    let pool = db.clone();
    let database = DependencyCheck::run(async move {
        Ok(if pool.takes_writes().await? { DependencyStatus::Ok } else { DependencyStatus::ReadOnly })
    });
    let database = database.await;
    if database.status == DependencyStatus::Down && db.replica().is_none() {
        return (database, DependencyCheck { status: DependencyStatus::Unknown, latency_ms: None });
    }
    let pool = db.or_replica();
    (database, DependencyCheck::run(async move { check_migrations(&pool).await }).await)
}

async fn check_migrations(db: &Db) -> Result<DependencyStatus> {
    const VERSION: &str = "select coalesce(max(version), 0)::int4 as version from refinery_schema_history";

    let rows = db.read(VERSION, &[]).await?;
    Ok(match rows.first().map(|row| row.get::<_, i32>("version")) {
        // Newer is fine: a rollback moves code, not data.
        Some(SCHEMA_VERSION..) => DependencyStatus::Ok,
        _ => DependencyStatus::Behind,
    })
}

impl DependencyCheck {
    const OFF: Self = Self { status: DependencyStatus::Off, latency_ms: None };

    /// A check that times out goes on by itself: only so the pool learns that one of its connections is silent.
    async fn run(query: impl Future<Output = Result<DependencyStatus>> + Send + 'static) -> Self {
        let started = Instant::now();
        let status = match timeout(TIMEOUT, trace::spawn(query)).await {
            Ok(Ok(Ok(status))) => status,
            Ok(Ok(Err(error))) => {
                tracing::warn!(cause = error.cause(), "not ready");
                // It answers and does not know the table: it has not been migrated.
                if matches!(error, Error::Unavailable { .. } | Error::ReadOnly { .. }) {
                    DependencyStatus::Down
                } else {
                    DependencyStatus::Behind
                }
            }
            Ok(Err(_)) | Err(_) => DependencyStatus::Down,
        };
        Self { status, latency_ms: Some(milliseconds(started.elapsed())) }
    }

    async fn of_replica(db: &Db) -> Self {
        let Some(replica) = db.replica().cloned() else { return Self::OFF };
        Self::run(async move { check_migrations(&replica).await }).await
    }

    async fn of_cache(redis: Option<&Redis>) -> Self {
        let Some(redis) = redis.cloned() else { return Self::OFF };
        Self::run(async move {
            redis.command(&[b"PING"]).await.map(|_| DependencyStatus::Ok).map_err(|away| Error::unavailable(away, 0))
        })
        .await
    }
}

fn now(clock: &Clock) -> Result<Timestamp> {
    clock().try_into().map(Timestamp).map_err(Error::internal)
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_is_the_token() {
        let token = SecretString::from("a long random text");
        assert!(is_monitor(Some(&token), Some("a long random text")));
        for shown in
            [None, Some(""), Some("a long random tex"), Some("a long random text "), Some("A long random text")]
        {
            assert!(!is_monitor(Some(&token), shown), "{shown:?}");
        }
        assert!(!is_monitor(None, Some("a long random text")));
        assert!(!is_monitor(None, None));
    }
}
