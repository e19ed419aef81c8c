//! Whether what we depend on is there: database, schema, cache. Looked at again after half a minute, however often it is
//! asked for, so that strangers cannot keep a database awake; at once for a monitor of ours.

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

const KEPT: Duration = Duration::from_secs(30);
const LIMIT: Duration = Duration::from_secs(3);
const RETRY_AFTER: &str = "5";

/// The last look. Whoever comes while one is being taken waits for that one.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(SystemTime, Report)>>);

#[derive(Debug, Clone, Copy, Serialize)]
struct Report {
    status: Overall,
    database: Check,
    cache: Check,
    migrations: Check,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Overall {
    Ok,
    /// Slower than it could be.
    Degraded,
    Down,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    status: Status,
    /// None: nothing was asked.
    latency_ms: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
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
    /// How things are, or how they were up to half a minute ago.
    pub async fn reply(&self, db: &Db, redis: Option<&Redis>, clock: &Clock, fresh: bool) -> Result<Reply> {
        let mut last = self.0.lock().await;
        let kept = last.filter(|(at, _)| !fresh && clock().duration_since(*at).is_ok_and(|age| age <= KEPT));
        let (_, report) = match kept {
            Some(kept) => kept,
            None => *last.insert((clock(), Report::make(db, redis).await)),
        };
        drop(last);
        let mut reply = Reply::public(&report, "no-store")?;
        if report.status == Overall::Down {
            reply.status = StatusCode::SERVICE_UNAVAILABLE;
            reply = reply.with(header::RETRY_AFTER, RETRY_AFTER);
        }
        Ok(reply)
    }
}

/// Whether somebody showed our token. Hashes are compared, and in constant time, so that nothing can be guessed letter by
/// letter.
pub fn is_monitor(token: Option<&SecretString>, shown: Option<&str>) -> bool {
    let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
    token.zip(shown).is_some_and(|(token, shown)| {
        verify_slices_are_equal(hash(token.expose_secret()).as_ref(), hash(shown).as_ref()).is_ok()
    })
}

impl Report {
    async fn make(db: &Db, redis: Option<&Redis>) -> Self {
        let ((database, migrations), cache) = tokio::join!(look(db), Check::of_cache(redis));
        let status = match (database.status, migrations.status, cache.status) {
            (Status::Ok, Status::Ok, Status::Ok | Status::Off) => Overall::Ok,
            (Status::Ok, Status::Ok, _) => Overall::Degraded,
            _ => Overall::Down,
        };
        Self { status, database, cache, migrations }
    }
}

/// The database, and what has been done to it.
async fn look(db: &Db) -> (Check, Check) {
    const VERSION: &str = "select coalesce(max(version), 0)::int4 as version from refinery_schema_history";

    let pool = db.clone();
    let database = Check::of(async move { pool.read("select 1", &[]).await.map(|_| Status::Ok) }).await;
    if database.status != Status::Ok {
        return (database, Check { status: Status::Unknown, latency_ms: None });
    }
    let pool = db.clone();
    let migrations = Check::of(async move {
        let rows = pool.read(VERSION, &[]).await?;
        match rows.first().map(|row| row.get::<_, i32>("version")) {
            // Newer is fine: a rollback moves code, not data.
            Some(SCHEMA_VERSION..) => Ok(Status::Ok),
            _ => Ok(Status::Behind),
        }
    });
    (database, migrations.await)
}

impl Check {
    /// What is late is left to end by itself: only so a pool learns that a connection of its is silent.
    async fn of(question: impl Future<Output = Result<Status>> + Send + 'static) -> Self {
        let asked = Instant::now();
        let status = match timeout(LIMIT, trace::spawn(question)).await {
            Ok(Ok(Ok(status))) => status,
            Ok(Ok(Err(error))) => {
                tracing::warn!(cause = error.cause(), "not ready");
                // It is there and does not know what was asked for: nobody has migrated it.
                if matches!(error, Error::Unavailable { .. }) { Status::Down } else { Status::Behind }
            }
            Ok(Err(_)) | Err(_) => Status::Down,
        };
        Self { status, latency_ms: Some(milliseconds(asked.elapsed())) }
    }

    async fn of_cache(redis: Option<&Redis>) -> Self {
        let Some(redis) = redis.cloned() else { return Self { status: Status::Off, latency_ms: None } };
        Self::of(async move {
            redis.command(&[b"PING"]).await.map(|_| Status::Ok).map_err(|away| Error::unavailable(away, 0))
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
