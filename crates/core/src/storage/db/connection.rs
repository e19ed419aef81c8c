//! Database connection: what it has prepared and when it was last used.

use std::{
    collections::HashMap,
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
    prepared: HashMap<(usize, usize), Statement>,
    last_used: SystemTime,
    clock: Clock,
}

impl Connection {
    /// One round trip: the first time a statement is unnamed, with its preparation for the next time in the same
    /// flight; after that it is prepared.
    pub async fn query(&mut self, sql: &'static str, params: &[&dyn Param], prepares: bool) -> Result<Vec<Row>, Error> {
        let values = || params.iter().map(|param| param.value());
        let key = (sql.as_ptr() as usize, sql.len());
        let result = if let Some(statement) = self.prepared.get(&key).filter(|_| prepares) {
            let values: Vec<&(dyn ToSql + Sync)> = values().collect();
            self.client.query(statement, &values).await
        } else {
            let types: Vec<Type> = params.iter().map(|param| param.sql_type()).collect();
            let typed: Vec<_> = values().zip(types.iter().cloned()).collect();
            let rows = self.client.query_typed(sql, &typed);
            if prepares {
                let (rows, statement) = join(rows, self.client.prepare_typed(sql, &types)).await;
                self.prepared.extend(statement.ok().map(|statement| (key, statement)));
                rows
            } else {
                rows.await
            }
        };
        self.answered();
        result
    }

    /// A statement that a transaction begins or ends with.
    pub async fn execute(&mut self, sql: &'static str) -> Result<(), Error> {
        let result = self.client.batch_execute(sql).await;
        self.answered();
        result
    }

    fn answered(&mut self) {
        self.last_used = (self.clock)();
        trace::note(|trace| trace.timings().round_trip());
    }

    /// By the wall clock: a monotonic one need not advance while an instance is frozen. A clock that went backwards
    /// tells nothing, so the socket counts as long idle.
    pub fn idle(&self) -> Duration {
        (self.clock)().duration_since(self.last_used).unwrap_or(Duration::MAX)
    }

    /// As far as can be known without asking the other end.
    pub fn is_usable(&self) -> bool {
        !self.client.is_closed() && self.idle() <= STALE_AFTER
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
        Ok(Connection { client, prepared: HashMap::new(), last_used: (self.clock)(), clock: self.clock.clone() })
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        if connection.is_usable() { Ok(()) } else { Err(RecycleError::message("closed, or idle for too long")) }
    }
}
