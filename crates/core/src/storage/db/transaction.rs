//! Transaction: several statements that happen together or not at all.

use std::{ops::Deref, sync::Arc};

use deadpool::managed::Object;
use tokio::sync::Mutex;
use tokio_postgres::Row;

use super::{
    AfterWrite, Db, Intent, Param, QUERY_LIMIT, Source,
    pool::Exclusive,
    query_error::{QueryError, within},
    run_hook,
};
use crate::base::{
    error::{Error, Result},
    trace::{self, Part},
};

/// A `Db` of one connection, so that whatever can be done with the pool can be done in a transaction too. Nothing in it
/// is repeated, and what is not committed has not happened.
pub struct Transaction {
    db: Db,
    connection: PinnedConnection,
    after_write: Option<AfterWrite>,
}

/// The connection, until the transaction has ended.
#[derive(Clone)]
pub(super) struct PinnedConnection(Arc<Mutex<Option<Exclusive>>>);

impl Db {
    pub async fn begin(&self) -> Result<Transaction> {
        self.primary.admit(Intent::Write).inspect_err(|_| trace::note(trace::Trace::note_read_only))?;
        let begun = async {
            match self.begun().await {
                // Nothing has begun, so the next connection may be asked.
                Err(error) if error.ends_connection() => self.begun().await,
                begun => begun,
            }
        };
        // That it begins says nothing of whether it takes writes.
        let connection = self.primary.heard(Intent::Read, QUERY_LIMIT, trace::measure(Part::Db, begun).await)?;
        let connection = PinnedConnection(Arc::new(Mutex::new(Some(connection))));
        let source = Source::Transaction(connection.clone());
        let db = Self { source, prepares: false, after_write: None, falls_back: false, ..self.clone() };
        Ok(Transaction { db, connection, after_write: self.after_write.clone() })
    }

    async fn begun(&self) -> Result<Exclusive, QueryError> {
        let connection = self.pool()?.checkout().await?;
        match within(QUERY_LIMIT, connection.execute("begin")).await {
            Ok(()) => Ok(connection),
            Err(error) => {
                drop(Object::take(connection));
                Err(error)
            }
        }
    }
}

impl Transaction {
    pub async fn commit(self) -> Result<()> {
        let hook = self.after_write.clone();
        let committed = self.end("commit").await;
        run_hook(hook.as_ref()).await;
        committed
    }

    /// The same as letting go of it, but for the connection, which lives on.
    pub async fn rollback(self) -> Result<()> {
        self.end("rollback").await
    }

    async fn end(self, how: &'static str) -> Result<()> {
        let connection = self.connection.0.lock().await.take().ok_or_else(is_over)?;
        let ended = trace::measure(Part::Db, within(QUERY_LIMIT, connection.execute(how))).await;
        if ended.is_err() {
            drop(Object::take(connection));
        }
        ended.map_err(Error::from)
    }
}

impl Deref for Transaction {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Transaction {
    /// A connection in the middle of something is not for the pool; the server rolls back when it is gone.
    fn drop(&mut self) {
        if let Ok(mut open) = self.connection.0.try_lock() {
            drop(open.take().map(Object::take));
        }
    }
}

impl PinnedConnection {
    /// Always unnamed: in here a statement that was prepared earlier and is no longer known could not be repeated.
    pub(super) async fn query(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>, QueryError> {
        let mut open = self.0.lock().await;
        let connection = open.as_ref().ok_or_else(|| QueryError::Refused(is_over()))?;
        let answer = within(QUERY_LIMIT, connection.query(sql, params, false)).await;
        if answer.as_ref().is_err_and(QueryError::ends_connection) {
            // What was begun on it is over, and there is nothing to roll back.
            drop(open.take().map(Object::take));
        }
        answer
    }
}

fn is_over() -> Error {
    Error::internal("the transaction is over")
}
