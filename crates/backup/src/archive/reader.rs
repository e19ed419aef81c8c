//! Archive reader: verifies every byte against the JSON beside it while it hands the rows on.
//!
//! Nothing of an archive is trusted: each member has to be the next one that may come, within its limits, and what is
//! read is never more than the JSON says. Whoever takes rows learns only at the end whether all of them were good.

use std::{
    cell::Cell,
    fs::File,
    io::{BufReader, Read, Seek},
    rc::Rc,
};

use aws_lc_rs::digest::{Context, SHA256};
use darasa_core::base::digest::hex;

use super::{
    ArchiveFile, Sidecar,
    decoder::{AGE, Positioned, damaged, open, unreadable},
    members::{Members, Part},
};
use crate::{
    error::{Error, Result, thousands},
    identity::Identity,
    progress::Progress,
};

/// An archive in a file that nobody replaces while it is open, and the JSON that describes it.
pub struct Archive {
    file: File,
    pub sidecar: Sidecar,
}

impl Archive {
    pub fn new(file: File, sidecar: Sidecar) -> Self {
        Self { file, sidecar }
    }

    /// All of it, once; `take` gets every row.
    pub fn read(
        &mut self,
        identity: &Identity,
        progress: &Progress,
        mut take: impl FnMut(Part<'_>) -> Result<()>,
    ) -> Result<()> {
        let intact = self.is_intact()?;
        self.file.rewind().map_err(unreadable)?;
        let position = Rc::new(Cell::new(0));
        let counted = Positioned { inner: &self.file, position: position.clone(), progress };
        match open(BufReader::with_capacity(1 << 20, counted), identity, &self.sidecar, intact, &position)
            .and_then(|opened| Members::new(opened, &self.sidecar, &position).read(&mut take))
        {
            // What was damaged on its way is told as that, wherever it was noticed.
            Ok(()) if !intact => Err(Error::archive("damaged: its SHA-256 is not the one in its JSON")),
            Err(Error::Archive(_)) if !intact && self.is_age()? => Err(damaged(position.get())),
            other => other,
        }
    }

    /// Whether size and SHA-256 are those of the JSON; another size is an error at once.
    fn is_intact(&mut self) -> Result<bool> {
        let ArchiveFile { bytes, sha256 } = &self.sidecar.archive;
        let size = self.file.metadata().map_err(unreadable)?.len();
        if size < *bytes {
            return Err(Error::archive(format!("cut off: {} of {} bytes", thousands(size), thousands(*bytes))));
        }
        if size > *bytes {
            let (size, bytes) = (thousands(size), thousands(*bytes));
            return Err(Error::archive(format!("longer than it was written: {size} instead of {bytes} bytes")));
        }
        let (mut hash, mut buffer) = (Context::new(&SHA256), vec![0; 1 << 20]);
        self.file.rewind().map_err(unreadable)?;
        loop {
            match self.file.read(&mut buffer).map_err(unreadable)? {
                0 => return Ok(hex(hash.finish()) == *sha256),
                read => hash.update(&buffer[..read]),
            }
        }
    }

    fn is_age(&mut self) -> Result<bool> {
        let mut magic = [0; AGE.len()];
        self.file.rewind().map_err(unreadable)?;
        Ok(self.file.read_exact(&mut magic).is_ok() && magic == *AGE)
    }
}
