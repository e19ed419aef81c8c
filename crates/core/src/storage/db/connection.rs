//! Database connection: what it has prepared and when it was last used.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;
use futures_util::future::join;
use tokio::time::timeout;
use tokio_postgres::{
    Error, Row, Statement,
    types::{ToSql, Type},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Param;
use crate::base::{clock::Clock, trace};

/// Neon suspends and proxies close; a socket idle for longer is not worth the doubt.
const STALE_AFTER: Duration = Duration::from_secs(30);

pub struct Connection {
    client: ClientWrapper,
    /// By address and length of the SQL text, which is a constant of the program.
    prepared: Mutex<HashMap<(usize, usize), Statement>>,
    last_used: Mutex<SystemTime>,
    is_spoiled: AtomicBool,
    clock: Clock,
}

impl Connection {
    /// One round trip: the first time a statement is unnamed, with its preparation for the next time in the same
    /// flight; after that it is prepared.
    pub async fn query(&self, sql: &'static str, params: &[&dyn Param], prepares: bool) -> Result<Vec<Row>, Error> {
        let values = || params.iter().map(|param| param.value());
        let key = (sql.as_ptr() as usize, sql.len());
        let known = if prepares { locked(&self.prepared).get(&key).cloned() } else { None };
        let result = if let Some(statement) = known {
            let values: Vec<&(dyn ToSql + Sync)> = values().collect();
            self.client.query(&statement, &values).await
        } else {
            let types: Vec<Type> = params.iter().map(|param| param.sql_type()).collect();
            let typed: Vec<_> = values().zip(types.iter().cloned()).collect();
            let rows = self.client.query_typed(sql, &typed);
            if prepares {
                let (rows, statement) = join(rows, self.client.prepare_typed(sql, &types)).await;
                locked(&self.prepared).extend(statement.ok().map(|statement| (key, statement)));
                rows
            } else {
                rows.await
            }
        };
        self.answered();
        result
    }

    /// A statement that a transaction begins or ends with.
    pub async fn execute(&self, sql: &'static str) -> Result<(), Error> {
        let result = self.client.batch_execute(sql).await;
        self.answered();
        result
    }

    fn answered(&self) {
        *locked(&self.last_used) = (self.clock)();
        trace::note(|trace| trace.timings().round_trip());
    }

    /// By the wall clock: a monotonic one need not advance while an instance is frozen. A clock that went backwards
    /// tells nothing, so the socket counts as long idle.
    pub fn idle(&self) -> Duration {
        let last_used = *locked(&self.last_used);
        (self.clock)().duration_since(last_used).unwrap_or(Duration::MAX)
    }

    /// As far as can be known without asking the other end.
    pub fn is_usable(&self) -> bool {
        !self.is_spoiled() && !self.client.is_closed() && self.idle() <= STALE_AFTER
    }

    /// Nobody uses it again: nothing, or nothing right, can be heard on it any more.
    pub fn spoil(&self) {
        self.is_spoiled.store(true, Ordering::Relaxed);
    }

    pub fn is_spoiled(&self) -> bool {
        self.is_spoiled.load(Ordering::Relaxed)
    }

    /// Whether the other end still answers: one empty round trip.
    pub async fn answers(&self, limit: Duration) -> bool {
        let answer = timeout(limit, self.client.check_connection()).await;
        trace::note(|trace| trace.timings().round_trip());
        matches!(answer, Ok(Ok(())))
    }
}

/// Makes connections and decides which of them may be used again.
pub struct Connector {
    inner: deadpool_postgres::Manager,
    clock: Clock,
}

impl Connector {
    pub fn new(config: tokio_postgres::Config, tls: rustls::ClientConfig, clock: Clock) -> Self {
        Self { inner: deadpool_postgres::Manager::new(config, MakeRustlsConnect::new(tls)), clock }
    }
}

impl managed::Manager for Connector {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        // In a box, for it is rare and large, and each query would have room for it.
        let client = Box::pin(self.inner.create()).await?;
        trace::note(|trace| trace.timings().connected());
        Ok(Connection {
            client,
            prepared: Mutex::default(),
            last_used: Mutex::new((self.clock)()),
            is_spoiled: AtomicBool::new(false),
            clock: self.clock.clone(),
        })
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        if connection.is_usable() { Ok(()) } else { Err(RecycleError::message("closed, or idle for too long")) }
    }
}

fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
