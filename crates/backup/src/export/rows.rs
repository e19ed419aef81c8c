//! Export rows: every table of the snapshot, read into members, and the end, which says that it was whole.

use bytes::BytesMut;
use tokio::sync::mpsc;
use tokio_postgres::Client;

use crate::{
    archive::{Checksums, MEMBER_LIMIT, Manifest, Piece, Table, TableDigest, TableSums},
    database,
    error::{Error, Result},
    progress::Progress,
};

/// Why no more is read.
pub enum Stopped {
    Database(Error),
    WriterGone,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// Every table, and then the end, which is said only after the database has agreed that the snapshot was whole.
pub async fn read(
    db: &Client,
    manifest: &Manifest,
    pieces: mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<Checksums, Stopped> {
    let mut checksums = Checksums::default();
    for table in &manifest.tables {
        let sums = read_table(db, table, &pieces, progress).await?;
        checksums.tables.insert(table.name.clone(), sums);
    }
    db.batch_execute("commit").await.map_err(Error::from)?;
    pieces.send(Piece::End(checksums.clone())).await.map_err(|_| Stopped::WriterGone)?;
    Ok(checksums)
}

async fn read_table(
    db: &Client,
    table: &Table,
    pieces: &mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<TableSums, Stopped> {
    let mut rows = database::copy_out(db, table).await.map_err(|error| error.during(&table.name))?;
    let mut members = Members { table, pieces, lines: BytesMut::new(), number: 0, digest: TableDigest::default() };
    while let Some(row) = rows.next().await {
        let row = row.map_err(|error| error.during(&table.name))?;
        progress.add(row.len() as u64);
        if members.lines.len() + row.len() > MEMBER_LIMIT {
            members.flush().await?;
        }
        members.lines.extend_from_slice(&row);
    }
    members.flush().await?;
    Ok(members.digest.finish())
}

/// Collects rows into members.
struct Members<'a> {
    table: &'a Table,
    pieces: &'a mpsc::Sender<Piece>,
    lines: BytesMut,
    number: u32,
    digest: TableDigest,
}

impl Members<'_> {
    async fn flush(&mut self) -> Result<(), Stopped> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let lines = self.lines.split().freeze();
        self.digest.add_rows(&lines);
        self.digest.end_chunk();
        let piece = Piece::Rows { table: self.table.name.clone(), number: self.number, lines };
        self.pieces.send(piece).await.map_err(|_| Stopped::WriterGone)?;
        self.number += 1;
        Ok(())
    }
}
