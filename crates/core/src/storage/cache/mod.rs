//! What people read again and again, kept in Redis for a minute at most, and never needed: every failure is a miss.
//!
//! All that is kept for somebody bears their version, which is a random text. Whoever reads takes the version before
//! they ask Postgres, and what they keep bears that one; whoever writes puts a new one in its place after the commit
//! and before the reply. So what a slow reader fetched before a write is kept under a version that nobody asks for any
//! more.

mod entries;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    base::{
        clock::Clock,
        env::Env,
        error::{Error, Result},
    },
    storage::{
        db::Db,
        redis::{Redis, RedisFailure},
    },
};
use entries::{CacheEntries, Found};

/// How long anything is kept, and so how long it may be wrong when whoever wrote could not say so.
pub const KEPT: Duration = Duration::from_secs(60);
/// How long Redis is not asked after it failed, so that one that is silent does not cost everybody their patience.
const PAUSE: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_secs(30);

/// Cheap to clone. Without a Redis it does nothing.
#[derive(Clone)]
pub struct Cache(Option<Arc<Inner>>);

struct Inner {
    redis: Redis,
    /// Whose things these are: a preview may have the same Redis and the same people, but has a database of its own.
    database: String,
    /// What was kept by other code may have another shape.
    release: String,
    clock: Clock,
    /// When it last failed, and when that was last said; in milliseconds.
    failed_at: AtomicU64,
    told_at: AtomicU64,
}

impl Cache {
    pub fn new(redis: Option<Redis>, env: &Env, clock: Clock) -> Self {
        let deployment = &env.deployment;
        let release = deployment.id.as_ref().or(deployment.commit.as_ref()).cloned().unwrap_or_default();
        let inner = |redis| Inner {
            redis,
            database: env.database.name(),
            release,
            clock,
            failed_at: AtomicU64::default(),
            told_at: AtomicU64::default(),
        };
        Self(redis.map(inner).map(Arc::new))
    }

    /// What is kept for somebody under a name, as JSON, or else what `fetch` finds. Only good answers are kept.
    pub async fn get_or_fetch<T: Serialize>(
        &self,
        owner: &str,
        name: &str,
        fetch: impl Future<Output = Result<T>>,
    ) -> Result<Box<RawValue>> {
        let Some(inner) = &self.0 else { return json(&fetch.await?) };
        let shelf = CacheEntries::new(inner, owner);
        let version = match inner.ask(shelf.look(name)).await {
            Some(Found::Value(value)) => return Ok(value),
            Some(Found::Nothing { version }) => Some(version),
            None => None,
        };
        let value = json(&fetch.await?)?;
        if let Some(version) = version {
            inner.ask(shelf.keep(name, &version, &value)).await;
        }
        Ok(value)
    }

    /// The same for a value that something else is made of.
    pub async fn value<T: Serialize + DeserializeOwned>(
        &self,
        owner: &str,
        name: &str,
        fetch: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if self.0.is_none() {
            return fetch.await;
        }
        serde_json::from_str(self.get_or_fetch(owner, name, fetch).await?.get()).map_err(Error::unreadable)
    }

    /// The database for whoever writes for somebody: after each write, and after each commit, nothing that was kept for
    /// them is found any more. One that may not have happened counts as well.
    pub fn invalidating(&self, db: &Db, owner: &str) -> Db {
        if self.0.is_none() {
            return db.clone();
        }
        let (cache, owner) = (self.clone(), Arc::<str>::from(owner));
        db.watched(Arc::new(move || {
            let (cache, owner) = (cache.clone(), owner.clone());
            Box::pin(async move {
                // It was said in the log; what is kept now is wrong for a minute at most.
                cache.invalidate(&owner).await.ok();
            })
        }))
    }

    /// Nothing that was kept for somebody is found any more; or it is not known whether that is so. Never skipped.
    pub async fn invalidate(&self, owner: &str) -> Result<(), RedisFailure> {
        match &self.0 {
            Some(inner) => inner.note(CacheEntries::new(inner, owner).renew().await),
            None => Ok(()),
        }
    }
}

impl Inner {
    /// None while Redis is away.
    async fn ask<T>(&self, question: impl Future<Output = Result<T, RedisFailure>>) -> Option<T> {
        let failed = self.failed_at.load(Ordering::Relaxed);
        if failed != 0 && self.now().abs_diff(failed) < PAUSE.as_millis() as u64 {
            return None;
        }
        self.note(question.await).ok()
    }

    /// Failures are said now and then, for they come in crowds.
    fn note<T>(&self, answer: Result<T, RedisFailure>) -> Result<T, RedisFailure> {
        let Err(away) = &answer else {
            self.failed_at.store(0, Ordering::Relaxed);
            return answer;
        };
        let now = self.now();
        self.failed_at.store(now, Ordering::Relaxed);
        let told = self.told_at.load(Ordering::Relaxed);
        let due = told == 0 || now.abs_diff(told) >= QUIET.as_millis() as u64;
        if due && self.told_at.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            tracing::warn!(cause = %away, "cache.degraded");
        }
        answer
    }

    fn now(&self) -> u64 {
        (self.clock)().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |since| since.as_millis() as u64)
    }
}

fn json(value: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Mutex, PoisonError},
    };

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use crate::base::{clock, http_client::HttpClient};

    /// What is logged while a test runs.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.bytes().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    #[tokio::test]
    async fn a_redis_that_is_away_is_a_miss_and_is_told_of_twice_a_minute() {
        let log = Log::default();
        let _logging = tracing::subscriber::set_default(tracing_subscriber::fmt().with_writer(log.clone()).finish());
        // Nobody listens on port 1.
        let pairs = [
            ("DATABASE_URL", "postgres://ada:secret@localhost/darasa"),
            ("CLERK_SECRET_KEY", "sk_test_abc"),
            ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
            ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
            ("GEMINI_API_KEY", "key"),
            ("REDIS_URL", "redis://:hunter2@127.0.0.1:1"),
        ];
        let env = Env::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap();
        let redis = Redis::new(env.redis.as_ref().unwrap(), HttpClient::default());
        let (began, seconds) = (clock::now(), Arc::new(AtomicU64::new(0)));
        let passed = seconds.clone();
        let clock = Arc::new(move || began + Duration::from_secs(passed.load(Ordering::Relaxed)));
        let cache = Cache::new(Some(redis), &env, clock);

        for second in 0..=60 {
            seconds.store(second, Ordering::Relaxed);
            for _ in 0..3 {
                assert_eq!(
                    cache.get_or_fetch("ada", "list", async { Ok(second) }).await.unwrap().get(),
                    second.to_string()
                );
                assert!(cache.invalidate("ada").await.is_err());
            }
        }

        let log = String::from_utf8(log.bytes().clone()).unwrap();
        assert_eq!(log.matches("cache.degraded").count(), 3, "{log}");
        assert!(!log.contains("hunter2") && !log.contains("ada"), "{log}");
    }
}
