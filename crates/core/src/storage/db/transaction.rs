//! Several statements that happen together or not at all.

use std::{ops::Deref, sync::Arc};

use deadpool::managed::Object;
use tokio::sync::Mutex;
use tokio_postgres::Row;

use super::{
    Db, Param, QUERY_LIMIT, Source, Watch,
    connection::Connector,
    failure::{Failure, within},
    tell,
};
use crate::base::{
    error::{Error, Result},
    trace::{self, Part},
};

/// A `Db` of one connection, so that whatever can be done with the pool can be done in a transaction too. Nothing in it
/// is repeated, and what is not committed has not happened.
pub struct Transaction {
    db: Db,
    open: Open,
    watch: Option<Watch>,
}

/// The connection, until the transaction has ended.
#[derive(Clone)]
pub(super) struct Open(Arc<Mutex<Option<Object<Connector>>>>);

impl Db {
    pub async fn begin(&self) -> Result<Transaction> {
        let begun = async {
            match self.begun().await {
                // Nothing has begun, so the next connection may be asked.
                Err(failure) if failure.ends_connection() => self.begun().await,
                begun => begun,
            }
        };
        let connection = trace::measure(Part::Db, begun).await?;
        let open = Open(Arc::new(Mutex::new(Some(connection))));
        let source = Source::Transaction(open.clone());
        let db = Self { source, prepares: false, watch: None, limit: self.limit };
        Ok(Transaction { db, open, watch: self.watch.clone() })
    }

    async fn begun(&self) -> Result<Object<Connector>, Failure> {
        let mut connection = self.checkout(true).await.map_err(Failure::Unsent)?;
        match within(QUERY_LIMIT, connection.execute("begin")).await {
            Ok(()) => Ok(connection),
            Err(failure) => {
                drop(Object::take(connection));
                Err(failure)
            }
        }
    }
}

impl Transaction {
    pub async fn commit(self) -> Result<()> {
        let watch = self.watch.clone();
        let committed = self.end("commit").await;
        tell(watch.as_ref()).await;
        committed
    }

    /// The same as letting go of it, but for the connection, which lives on.
    pub async fn rollback(self) -> Result<()> {
        self.end("rollback").await
    }

    async fn end(self, how: &'static str) -> Result<()> {
        let mut connection = self.open.0.lock().await.take().ok_or_else(is_over)?;
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
        if let Ok(mut open) = self.open.0.try_lock() {
            drop(open.take().map(Object::take));
        }
    }
}

impl Open {
    /// Always unnamed: in here a statement that was prepared earlier and is no longer known could not be repeated.
    pub(super) async fn query(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        let mut open = self.0.lock().await;
        let connection = open.as_mut().ok_or_else(is_over)?;
        let answer = within(QUERY_LIMIT, connection.query(sql, params, false)).await;
        if answer.as_ref().is_err_and(Failure::ends_connection) {
            // What was begun on it is over, and there is nothing to roll back.
            drop(open.take().map(Object::take));
        }
        Ok(answer?)
    }
}

fn is_over() -> Error {
    Error::internal("the transaction is over")
}
