//! Archive writer: tar, zstd and age around the pieces that come over a channel, on a thread that may block.

use std::io::{self, Write};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use darasa_core::base::digest::hex;
use tokio::sync::mpsc::Receiver;

use super::{
    ArchiveFile, CHECKSUMS, COMPRESSION_LEVEL, Checksums, MANIFEST, Manifest, Recipients,
    header::{self, BLOCK},
    member,
};
use crate::error::{Error, Result, io_reason};

/// What goes into an archive after its manifest.
pub enum Piece {
    /// The next member of a table.
    Rows { table: String, number: u32, lines: Bytes },
    /// All tables are through. Only this ends an archive: a channel that closes without it was cut off.
    End(Checksums),
}

/// Where the ciphertext goes.
pub trait Ciphertext: Write {
    /// The archive is whole; until this is called it must not become visible.
    fn finish(self, file: &ArchiveFile) -> Result<()>;
}

/// Returns after the last byte is handed over.
pub fn write<C: Ciphertext>(
    manifest: &Manifest,
    recipients: &Recipients,
    mut pieces: Receiver<Piece>,
    sink: C,
) -> Result<ArchiveFile> {
    let sealed = recipients.encryptor()?.wrap_output(Counted::new(sink)).map_err(broken)?;
    let mut zstd = zstd::Encoder::new(sealed, COMPRESSION_LEVEL).map_err(broken)?;
    zstd.include_checksum(true).map_err(broken)?;
    append(&mut zstd, MANIFEST, &json(manifest)?)?;
    let checksums = loop {
        match pieces.blocking_recv() {
            Some(Piece::Rows { table, number, lines }) => append(&mut zstd, &member(&table, number), &lines)?,
            Some(Piece::End(checksums)) => break checksums,
            None => return Err(Error::failed("the export was cut off")),
        }
    };
    append(&mut zstd, CHECKSUMS, &json(&checksums)?)?;
    zstd.write_all(&[0; 2 * BLOCK]).map_err(broken)?;
    let sealed = zstd.finish().map_err(broken)?;
    sealed.finish().map_err(broken)?.finish()
}

fn append(tar: &mut impl Write, name: &str, data: &[u8]) -> Result<()> {
    let size = data.len() as u64;
    let header =
        header::header(name, size).ok_or_else(|| Error::failed(format!("{name}: a name too long for an archive")))?;
    tar.write_all(&header).map_err(broken)?;
    tar.write_all(data).map_err(broken)?;
    tar.write_all(&[0; BLOCK][..header::padding(size)]).map_err(broken)
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(|error| Error::failed(format!("writing JSON: {error}")))
}

fn broken(error: io::Error) -> Error {
    Error::failed(format!("writing the archive: {}", io_reason(&error)))
}

/// Size and hash of what passes.
struct Counted<C> {
    inner: C,
    bytes: u64,
    hash: Context,
}

impl<C: Ciphertext> Counted<C> {
    fn new(inner: C) -> Self {
        Self { inner, bytes: 0, hash: Context::new(&SHA256) }
    }

    fn finish(self) -> Result<ArchiveFile> {
        let file = ArchiveFile { bytes: self.bytes, sha256: hex(self.hash.finish()) };
        self.inner.finish(&file)?;
        Ok(file)
    }
}

impl<C: Ciphertext> Write for Counted<C> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
