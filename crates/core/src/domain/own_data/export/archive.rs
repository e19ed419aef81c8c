//! Archive of an export, on its way to a client who may be slow: so much is waited for, no more is kept.

use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use jiff::civil::DateTime;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::zip::ZipWriter;
use crate::{
    base::{
        digest::hex,
        error::{Error, Result},
    },
    http::reply::Broken,
};

/// Bytes that are sent together.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait for the client.
const WAITING: usize = 4;

/// A file of the archive, as the manifest lists it.
#[derive(Debug, Serialize)]
pub struct FileFacts {
    pub name: &'static str,
    /// Of people's things; a text for people has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    bytes: u64,
    sha256: String,
}

pub struct Archive {
    zip: ZipWriter,
    pieces: mpsc::UnboundedSender<Result<Bytes, Broken>>,
    room: Arc<Semaphore>,
    buffer: Vec<u8>,
    current: Option<Current>,
}

struct Current {
    name: &'static str,
    sum: Context,
    bytes: u64,
}

/// Bytes that take up room until they are written to the client.
struct Piece {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Archive {
    pub fn new(at: DateTime, pieces: mpsc::UnboundedSender<Result<Bytes, Broken>>) -> Self {
        let (zip, room) = (ZipWriter::new(at), Arc::new(Semaphore::new(WAITING)));
        Self { zip, pieces, room, buffer: Vec::with_capacity(PIECE), current: None }
    }

    pub async fn begin(&mut self, name: &'static str) -> Result<()> {
        let header = self.zip.begin(name)?;
        self.current = Some(Current { name, sum: Context::new(&SHA256), bytes: 0 });
        self.push(&header).await
    }

    /// Content of the file that was begun.
    pub async fn write(&mut self, content: &str) -> Result<()> {
        for piece in content.as_bytes().chunks(PIECE) {
            self.zip.note(piece);
            if let Some(current) = &mut self.current {
                current.sum.update(piece);
                current.bytes += piece.len() as u64;
            }
            self.push(piece).await?;
        }
        Ok(())
    }

    pub async fn end(&mut self, rows: Option<u64>) -> Result<FileFacts> {
        let descriptor = self.zip.end()?;
        self.push(&descriptor).await?;
        let Current { name, sum, bytes } = self.current.take().ok_or_else(|| Error::internal("no file was begun"))?;
        Ok(FileFacts { name, rows, bytes, sha256: hex(sum.finish()) })
    }

    /// Only so it is a whole one.
    pub async fn finish(mut self) -> Result<()> {
        let zip = std::mem::replace(&mut self.zip, ZipWriter::new(DateTime::default()));
        self.push(&zip.finish()?).await?;
        self.flush().await
    }

    async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE { self.flush().await } else { Ok(()) }
    }

    /// Waits until the client has taken one of the pieces before. Whoever left takes none, and nothing more is read
    /// for them.
    async fn flush(&mut self) -> Result<()> {
        let room = self.room.clone().acquire_owned().await.map_err(Error::internal)?;
        let bytes = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        let piece = Bytes::from_owner(Piece { bytes, _room: room });
        self.pieces.send(Ok(piece)).map_err(|_| Error::BodyCut)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const MEGABYTE: usize = 1 << 20;

    #[tokio::test]
    async fn a_client_who_takes_nothing_is_waited_for_and_one_who_left_ends_it() {
        let (pieces, mut body) = mpsc::unbounded_channel();
        let mut archive = Archive::new("2026-11-28T15:10:54".parse().unwrap(), pieces);
        let writing = tokio::spawn(async move {
            archive.begin("big").await?;
            for _ in 0..100 {
                archive.write(&"x".repeat(MEGABYTE)).await?;
            }
            archive.end(None).await
        });
        let moment = Duration::from_millis(50);
        tokio::time::sleep(moment).await;
        assert_eq!(body.len(), WAITING, "no more than that is kept");

        let mut taken = Vec::new();
        for _ in 0..40 {
            let piece = timeout(Duration::from_secs(10), body.recv()).await.unwrap().unwrap().unwrap();
            assert!(piece.len() < 2 * PIECE, "{}", piece.len());
            taken.push(piece);
            // What was handed over and is not written yet takes up room, too.
            if taken.len() == WAITING {
                tokio::time::sleep(moment).await;
                assert_eq!(body.len(), 0);
                taken.clear();
            }
        }
        assert!(!writing.is_finished());
        drop((taken, body));
        assert!(matches!(writing.await.unwrap(), Err(Error::BodyCut)), "nothing more is read for them");
    }
}
