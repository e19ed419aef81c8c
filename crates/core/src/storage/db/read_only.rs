//! Read-only mode: what is known of the primary, and the replica that reads are answered by while it is away.
//!
//! Only a database that has a replica is left alone after it could not be reached; without one there is nothing else to
//! ask. One that takes no writes is found out by a write, and then asked again by one caller at a time.

use std::{sync::Arc, time::Duration};

use tokio_postgres::Row;

use super::{
    Db, Intent, Param, Source,
    query_error::{QueryError, RETRY_AFTER, SILENCE, read_only},
};
use crate::base::{
    circuit_breaker::{CircuitBreaker, Passage},
    clock::Clock,
    error::{Error, Result},
    task::boxed,
    trace,
};

/// How long a primary is left alone before one caller asks whether it is back: short, for results that are paid for
/// wait to be stored.
const REST: Duration = Duration::from_secs(1);
/// How long the others wait for what that caller finds out: to connect and to be answered.
const LEASE: Duration = SILENCE.saturating_mul(2);

/// What is known of a server.
pub(super) struct Primary {
    away: CircuitBreaker,
    read_only: CircuitBreaker,
    /// Whether it is left alone after it could not be reached.
    guarded: bool,
    clock: Clock,
}

impl Primary {
    pub(super) fn new(guarded: bool, clock: Clock) -> Arc<Self> {
        let breaker = || CircuitBreaker::new(1, REST);
        Arc::new(Self { away: breaker(), read_only: breaker(), guarded, clock })
    }

    pub(super) fn is_here(&self) -> bool {
        self.away.is_closed()
    }

    /// Whether a statement may be sent. Whoever may not changes nothing and waits for nothing.
    pub(super) fn admit(&self, intent: Intent) -> Result<()> {
        let now = (self.clock)();
        let is_write = intent == Intent::Write;
        if is_write && self.read_only.is_open(now) {
            return Err(read_only("it took no writes a moment ago"));
        }
        if self.away.pass(now, LEASE) == Passage::Open {
            return Err(read_only("the primary was away a moment ago"));
        }
        if is_write {
            // Nobody else finds out at the same time.
            self.read_only.pass(now, LEASE);
        }
        Ok(())
    }

    /// Whether the caller is to find out how it is now.
    fn is_due(&self) -> bool {
        let now = (self.clock)();
        [&self.away, &self.read_only].map(|breaker| breaker.pass(now, LEASE)).contains(&Passage::Probe)
    }

    /// What an answer says of the server, and the error for the client. What was not sent has changed nothing.
    pub(super) fn heard<T>(&self, intent: Intent, limit: Duration, answer: Result<T, QueryError>) -> Result<T> {
        let now = (self.clock)();
        let away = answer.as_ref().is_err_and(|error| error.is_away(limit));
        if away && self.guarded && self.away.failed(now) {
            tracing::warn!(database.away = true, "a server of the database does not answer and is left alone");
        }
        let refuses_writes = answer.as_ref().is_err_and(QueryError::is_read_only);
        if refuses_writes && self.read_only.failed(now) {
            tracing::warn!(database.read_only = true, "the database takes no writes");
        }
        // An error of the statement's own is an answer too.
        if !away && matches!(answer, Ok(_) | Err(QueryError::Postgres(_))) {
            self.answered(intent == Intent::Write && !refuses_writes);
        }
        let error = match answer {
            Ok(done) => return Ok(done),
            Err(QueryError::NotSent(error)) if self.guarded => read_only(error.cause().unwrap_or("it is away")),
            Err(error) => error.into(),
        };
        if matches!(error, Error::ReadOnly { .. }) {
            trace::note(trace::Trace::note_read_only);
        }
        Err(error)
    }

    fn answered(&self, takes_writes: bool) {
        let (is_back, is_writable) = (self.away.succeeded(), takes_writes && self.read_only.succeeded());
        if is_back || is_writable {
            tracing::info!(database.away = false, takes_writes, "the database answers again");
        }
    }
}

impl Db {
    /// The same database for a request that changes nothing: while the primary is away, its replica answers. What
    /// decides about a write is never read there, for a replica may be behind. Without one a statement has its full
    /// time.
    pub fn or_replica(&self) -> Self {
        Self { falls_back: self.replica.is_some(), ..self.clone() }
    }

    /// Whether the database is known to take no writes. While it is, somebody looks now and then, beside the request.
    pub fn is_read_only(&self) -> bool {
        let known = !self.primary.away.is_closed() || !self.primary.read_only.is_closed();
        if known && self.primary.is_due() {
            let db = self.clone();
            tokio::spawn(boxed(async move { drop(db.takes_writes().await) }));
        }
        known
    }

    /// Asks the primary whether it takes writes, also while it is left alone.
    pub async fn takes_writes(&self) -> Result<bool> {
        const MODE: &str = "select current_setting('transaction_read_only') = 'off' as writable";
        let now = (self.primary.clock)();
        let rows = self.primary.heard(Intent::Read, self.limit, self.ask(Intent::Read, MODE, &[]).await)?;
        let writable = rows.first().is_some_and(|row| row.get("writable"));
        if writable {
            self.primary.answered(true);
            return Ok(true);
        }
        if self.primary.read_only.failed(now) {
            tracing::warn!(database.read_only = true, "the database takes no writes");
        }
        // A session may keep what the database was when it began, so the next look is on a new one.
        if let Source::Pool(pool) = &self.source {
            pool.clear();
        }
        Ok(false)
    }

    /// The replica alone, if there is one.
    pub fn replica(&self) -> Option<&Self> {
        self.replica.as_deref()
    }

    /// By the primary, or, where it is away, by the replica: no reading waits for a primary that is known to be away.
    pub(super) async fn read_somewhere(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        let Some(replica) = &self.replica else {
            return Box::pin(self.ask_primary(Intent::Read, sql, params)).await;
        };
        let is_known = self.is_read_only();
        if is_known {
            trace::note(trace::Trace::note_read_only);
        }
        if !is_known || self.primary.is_here() {
            let answer = self.ask(Intent::Read, sql, params).await;
            let is_busy = matches!(answer, Err(QueryError::Refused(_)));
            let elsewhere = is_busy || answer.as_ref().is_err_and(|error| error.is_away(self.limit));
            let answer = self.primary.heard(Intent::Read, self.limit, answer);
            if !elsewhere {
                return answer;
            }
            trace::note(trace::Trace::note_read_only);
        }
        let answer = Box::pin(replica.ask_primary(Intent::Read, sql, params)).await;
        answer.map_err(|error| match error {
            Error::ReadOnly { cause, .. } => Error::unavailable(cause, RETRY_AFTER),
            other => other,
        })
    }

    pub(super) async fn ask_primary(
        &self,
        intent: Intent,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Vec<Row>> {
        self.primary.admit(intent).inspect_err(|_| trace::note(trace::Trace::note_read_only))?;
        self.primary.heard(intent, self.limit, self.ask(intent, sql, params).await)
    }
}
