//! COPY of a table, out and in, as text: one row is one line.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio_postgres::{Client, CopyInSink, CopyOutStream};

use super::quoted;
use crate::{
    archive::Table,
    error::{Error, Result},
};

/// Rows on their way out.
pub struct Rows(Pin<Box<CopyOutStream>>);

impl Rows {
    /// The next row with its LF. The end comes only when Postgres says so; a connection that dies is an error.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        Some(self.0.next().await?.map_err(Error::from))
    }
}

pub async fn copy_out(db: &Client, table: &Table) -> Result<Rows> {
    let copy = format!("copy {} to stdout (format text, encoding 'UTF8')", with_columns(table));
    Ok(Rows(Box::pin(db.copy_out(&copy).await?)))
}

/// Rows on their way in; nothing of them counts until `finish`.
pub struct CopyIn(Pin<Box<CopyInSink<Bytes>>>);

impl CopyIn {
    pub async fn send(&mut self, lines: Bytes) -> Result<()> {
        Ok(self.0.send(lines).await?)
    }

    pub async fn finish(mut self) -> Result<u64> {
        Ok(self.0.as_mut().finish().await?)
    }
}

pub async fn copy_in(db: &Client, table: &Table) -> Result<CopyIn> {
    let copy = format!("copy {} from stdin (format text, encoding 'UTF8')", with_columns(table));
    Ok(CopyIn(Box::pin(db.copy_in(&copy).await?)))
}

/// A table without columns is copied without a list of them.
fn with_columns(table: &Table) -> String {
    let columns: Vec<_> = table.columns.iter().map(|name| quoted(name)).collect();
    let list = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    format!("public.{}{list}", quoted(&table.name))
}
