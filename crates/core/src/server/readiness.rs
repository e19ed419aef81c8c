//! Readiness: whether database, schema and cache can be reached. A report is reused for half a minute, however often it
//! is asked for, so that strangers cannot keep a database awake; a monitor of ours gets a fresh one.

use std::time::{Duration, SystemTime};

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest};
use http::{StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{
    base::{
        clock::Clock,
        error::{Error, Result},
        trace,
    },
    http::Reply,
    storage::{
        db::{Db, SCHEMA_VERSION},
        redis::Redis,
    },
};

const REUSED_FOR: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = Duration::from_secs(3);
const RETRY_AFTER: &str = "5";

/// The last report. A request that comes while one is being made waits for that one.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(SystemTime, ReadinessReport)>>);

#[derive(Debug, Clone, Copy, Serialize)]
struct ReadinessReport {
    status: ReadinessStatus,
    database: DependencyCheck,
    cache: DependencyCheck,
    migrations: DependencyCheck,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum ReadinessStatus {
    Ok,
    /// Slower than it could be.
    Degraded,
    Down,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct DependencyCheck {
    status: DependencyStatus,
    /// None: no query was made.
    latency_ms: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum DependencyStatus {
    Ok,
    Down,
    /// The schema is older than this code.
    Behind,
    /// Its database is down.
    Unknown,
    /// None is set.
    Off,
}

impl Readiness {
    /// The report, or the last one if it is recent enough and `fresh` is not asked for.
    pub async fn reply(&self, db: &Db, redis: Option<&Redis>, clock: &Clock, fresh: bool) -> Result<Reply> {
        let mut last = self.0.lock().await;
        let recent = last.filter(|(at, _)| !fresh && clock().duration_since(*at).is_ok_and(|age| age <= REUSED_FOR));
        let (_, report) = match recent {
            Some(recent) => recent,
            None => *last.insert((clock(), ReadinessReport::make(db, redis).await)),
        };
        drop(last);
        let mut reply = Reply::public(&report, "no-store")?;
        if report.status == ReadinessStatus::Down {
            reply.status = StatusCode::SERVICE_UNAVAILABLE;
            reply = reply.with(header::RETRY_AFTER, RETRY_AFTER);
        }
        Ok(reply)
    }
}

/// Whether a request shows our monitor's token. Hashes are compared, and in constant time, so that nothing can be
/// guessed letter by letter.
pub fn is_monitor(token: Option<&SecretString>, shown: Option<&str>) -> bool {
    let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
    token.zip(shown).is_some_and(|(token, shown)| {
        verify_slices_are_equal(hash(token.expose_secret()).as_ref(), hash(shown).as_ref()).is_ok()
    })
}

impl ReadinessReport {
    async fn make(db: &Db, redis: Option<&Redis>) -> Self {
        let ((database, migrations), cache) = tokio::join!(check_database(db), DependencyCheck::of_cache(redis));
        let status = match (database.status, migrations.status, cache.status) {
            (DependencyStatus::Ok, DependencyStatus::Ok, DependencyStatus::Ok | DependencyStatus::Off) => {
                ReadinessStatus::Ok
            }
            (DependencyStatus::Ok, DependencyStatus::Ok, _) => ReadinessStatus::Degraded,
            _ => ReadinessStatus::Down,
        };
        Self { status, database, cache, migrations }
    }
}

/// The database and its migrations.
async fn check_database(db: &Db) -> (DependencyCheck, DependencyCheck) {
    const VERSION: &str = "select coalesce(max(version), 0)::int4 as version from refinery_schema_history";

    let pool = db.clone();
    let database =
        DependencyCheck::run(async move { pool.read("select 1", &[]).await.map(|_| DependencyStatus::Ok) }).await;
    if database.status != DependencyStatus::Ok {
        return (database, DependencyCheck { status: DependencyStatus::Unknown, latency_ms: None });
    }
    let pool = db.clone();
    let migrations = DependencyCheck::run(async move {
        let rows = pool.read(VERSION, &[]).await?;
        match rows.first().map(|row| row.get::<_, i32>("version")) {
            // Newer is fine: a rollback moves code, not data.
            Some(SCHEMA_VERSION..) => Ok(DependencyStatus::Ok),
            _ => Ok(DependencyStatus::Behind),
        }
    });
    (database, migrations.await)
}

impl DependencyCheck {
    /// A check that times out goes on by itself: only so the pool learns that one of its connections is silent.
    async fn run(query: impl Future<Output = Result<DependencyStatus>> + Send + 'static) -> Self {
        let started = Instant::now();
        let status = match timeout(TIMEOUT, trace::spawn(query)).await {
            Ok(Ok(Ok(status))) => status,
            Ok(Ok(Err(error))) => {
                tracing::warn!(cause = error.cause(), "not ready");
                // It answers and does not know the table: it has not been migrated.
                if matches!(error, Error::Unavailable { .. }) {
                    DependencyStatus::Down
                } else {
                    DependencyStatus::Behind
                }
            }
            Ok(Err(_)) | Err(_) => DependencyStatus::Down,
        };
        Self { status, latency_ms: Some(milliseconds(started.elapsed())) }
    }

    async fn of_cache(redis: Option<&Redis>) -> Self {
        let Some(redis) = redis.cloned() else { return Self { status: DependencyStatus::Off, latency_ms: None } };
        Self::run(async move {
            redis.command(&[b"PING"]).await.map(|_| DependencyStatus::Ok).map_err(|away| Error::unavailable(away, 0))
        })
        .await
    }
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
