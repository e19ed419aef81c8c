//! Archive decoder: age and zstd around the members, which say where an archive is damaged and whose fault it was.

use std::{
    cell::Cell,
    io::{self, BufReader, Read},
    rc::Rc,
};

use age::{DecryptError, Decryptor, stream::StreamReader};

use super::{Sidecar, WINDOW_LOG_LIMIT};
use crate::{
    error::{Error, Result, io_reason, thousands},
    identity::Identity,
    progress::Progress,
};

/// What a file begins with that age made.
pub const AGE: &[u8] = b"age-encryption.org/v1\n";
pub const FOREIGN: &str = "an age file, but not an export of darasa";

pub type Opened<R> = zstd::Decoder<'static, BufReader<Noted<StreamReader<R>>>>;

/// Also whether the encryption, and not what is inside of it, was at fault.
pub fn open<R: io::BufRead>(
    mut file: R,
    identity: &Identity,
    sidecar: &Sidecar,
    intact: bool,
    position: &Cell<u64>,
) -> Result<(Opened<R>, Rc<Cell<bool>>)> {
    if !file.fill_buf().map_err(unreadable)?.starts_with(AGE) {
        return Err(Error::archive("not an age file"));
    }
    let opened = Decryptor::new_buffered(file).and_then(|age| age.decrypt(identity.keys()));
    let opened = opened.map_err(|error| match error {
        DecryptError::NoMatchingKeys if intact => identity.cannot_open(&sidecar.manifest.recipients),
        DecryptError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => unreadable(error),
        _ => damaged(position.get()),
    })?;
    let failed = Rc::new(Cell::new(false));
    let noted = Noted { inner: opened, failed: failed.clone() };
    let mut zstd = zstd::Decoder::new(noted).map_err(|_| Error::archive(FOREIGN))?.single_frame();
    zstd.window_log_max(WINDOW_LOG_LIMIT).map_err(|_| Error::archive(FOREIGN))?;
    Ok((zstd, failed))
}

/// Counts what is read of the file.
pub struct Positioned<'a, R> {
    pub inner: R,
    pub position: Rc<Cell<u64>>,
    pub progress: &'a Progress,
}

impl<R: Read> Read for Positioned<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.position.set(self.position.get() + read as u64);
        self.progress.add(read as u64);
        Ok(read)
    }
}

/// Remembers whether it was this reader that failed.
pub struct Noted<R> {
    inner: R,
    failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for Noted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).inspect_err(|_| self.failed.set(true))
    }
}

pub fn unreadable(error: io::Error) -> Error {
    Error::failed(format!("reading the archive: {}", io_reason(&error)))
}

pub fn damaged(position: u64) -> Error {
    Error::archive(format!("damaged: byte {} or near it does not decrypt", thousands(position)))
}
