//! Several statements that happen together or not at all.

use std::{ops::Deref, sync::Arc};

use deadpool::managed::Object;
use tokio::sync::Mutex;
use tokio_postgres::Row;

use super::{Db, Intent, Param, Source, Watch, connection::Connector, tell, told};
use crate::error::{Error, Result};

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
        let mut connection = self.checkout(Intent::Write).await?;
        if let Err(error) = connection.execute("begin").await {
            drop(Object::take(connection));
            return Err(told(&error));
        }
        let open = Open(Arc::new(Mutex::new(Some(connection))));
        let db = Self { source: Source::Transaction(open.clone()), prepares: false, watch: None };
        Ok(Transaction { db, open, watch: self.watch.clone() })
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
        let ended = connection.execute(how).await;
        if ended.is_err() {
            drop(Object::take(connection));
        }
        ended.map_err(|error| told(&error))
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
        connection.query(sql, params, false).await.map_err(|error| told(&error))
    }
}

fn is_over() -> Error {
    Error::internal("the transaction is over")
}
