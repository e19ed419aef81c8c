//! Cache, and cache invalidation by version: what people read again and again, in Redis for a minute at most, and never
//! needed: every failure is a miss.
//!
//! All entries of a user bear their version, which is a random text. A read takes the version before it asks Postgres,
//! and what it caches bears that one; a write puts a new one in its place after the commit and before the reply. So
//! what a slow read fetched before a write is cached under a version that nobody asks for any more.

mod entries;

use std::{sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    base::{
        circuit_breaker::CircuitBreaker,
        clock::Clock,
        env::Env,
        error::{Error, Result},
        json::JsonText,
        trace,
    },
    storage::{
        db::Db,
        redis::{Redis, RedisError},
    },
};
use entries::{CacheEntries, Lookup};

/// How long an entry lives, and so how long it may be wrong when a write could not invalidate it.
pub const TTL: Duration = Duration::from_secs(60);
/// How long Redis is not asked after it failed, so that one that is silent does not cost everybody their patience.
const REST: Duration = Duration::from_secs(1);
/// Failures come in crowds; one is logged that often.
const REPORT_EVERY: Duration = Duration::from_secs(30);

/// Cheap to clone. Without a Redis it does nothing.
#[derive(Clone)]
pub struct Cache(Option<Arc<Inner>>);

struct Inner {
    redis: Redis,
    /// A preview may have the same Redis and the same users, but has a database of its own.
    database: String,
    /// What was cached by other code may have another shape.
    release: String,
    clock: Clock,
    breaker: CircuitBreaker,
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
            breaker: CircuitBreaker::new(1, REST).reporting_every(REPORT_EVERY),
        };
        Self(redis.map(inner).map(Arc::new))
    }

    /// One that keeps nothing.
    pub const fn none() -> Self {
        Self(None)
    }

    /// A user's entry by its name, or else what `fetch` returns, which is cached unless it is an error.
    pub async fn get_or_fetch(
        &self,
        owner: &str,
        name: &str,
        fetch: impl Future<Output = Result<JsonText>>,
    ) -> Result<JsonText> {
        let Some(inner) = &self.0 else { return fetch.await };
        let entries = CacheEntries::new(inner, owner);
        let version = match inner.ask(entries.get(name)).await {
            Some(Lookup::Hit(value)) => return Ok(value),
            Some(Lookup::Miss { version }) => Some(version),
            None => None,
        };
        let value = fetch.await?;
        // A replica may be behind the write that made this version.
        let is_current = !trace::current().is_some_and(|trace| trace.is_read_only());
        if let Some(version) = version.filter(|_| is_current) {
            inner.ask(entries.put(name, &version, &value)).await;
        }
        Ok(value)
    }

    /// The same for a value that is worked with.
    pub async fn value<T: Serialize + DeserializeOwned>(
        &self,
        owner: &str,
        name: &str,
        fetch: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if self.0.is_none() {
            return fetch.await;
        }
        let json = async { JsonText::new(&fetch.await?) };
        serde_json::from_str(self.get_or_fetch(owner, name, json).await?.as_str()).map_err(Error::unreadable)
    }

    /// A database that invalidates a user's entries after each write and each commit, also after one that failed and
    /// may have happened all the same.
    pub fn invalidating(&self, db: &Db, owner: &str) -> Db {
        if self.0.is_none() {
            return db.clone();
        }
        let (cache, owner) = (self.clone(), Arc::<str>::from(owner));
        db.after_write(Arc::new(move || {
            let (cache, owner) = (cache.clone(), owner.clone());
            Box::pin(async move {
                // It is in the log; what is cached now is wrong for a minute at most.
                cache.invalidate(&owner).await.ok();
            })
        }))
    }

    /// Invalidates all entries of a user. Never skipped, also while the circuit is open; an error says that it is not
    /// known whether they are.
    pub async fn invalidate(&self, owner: &str) -> Result<(), RedisError> {
        match &self.0 {
            Some(inner) => inner.note(CacheEntries::new(inner, owner).invalidate().await),
            None => Ok(()),
        }
    }
}

impl Inner {
    /// None while Redis is not available.
    async fn ask<T>(&self, question: impl Future<Output = Result<T, RedisError>>) -> Option<T> {
        if self.breaker.is_open((self.clock)()) {
            return None;
        }
        self.note(question.await).ok()
    }

    fn note<T>(&self, answer: Result<T, RedisError>) -> Result<T, RedisError> {
        match &answer {
            Ok(_) => drop(self.breaker.succeeded()),
            Err(cause) if self.breaker.failed((self.clock)()) => tracing::warn!(%cause, "cache.degraded"),
            Err(_) => {}
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{
            Mutex, PoisonError,
            atomic::{AtomicU64, Ordering},
        },
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
    async fn a_redis_that_fails_is_a_miss_and_is_logged_twice_a_minute() {
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
                let list = cache.get_or_fetch("ada", "list", async { JsonText::new(&second) }).await.unwrap();
                assert_eq!(list.as_str(), second.to_string());
                assert!(cache.invalidate("ada").await.is_err());
            }
        }

        let log = String::from_utf8(log.bytes().clone()).unwrap();
        assert_eq!(log.matches("cache.degraded").count(), 3, "{log}");
        assert!(!log.contains("hunter2") && !log.contains("ada"), "{log}");
    }
}
