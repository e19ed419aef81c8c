//! Compound file (OLE2): streams cut into sectors, each of which names the next. Only the streams of the root are read.
//! A chain that is longer than the file is a cycle.

use super::sectors::{Sectors, chain, numbers};
use crate::{
    little_endian::{number, slice},
    names::is_stream,
    word::{Read, damaged},
};

const ENTRY: usize = 128;
const SHORT_SECTOR: usize = 64;

pub(super) struct Compound<'a> {
    sectors: Sectors<'a>,
    directory: Vec<u8>,
    /// Streams shorter than this live in the root's own, in short sectors.
    shortest: usize,
    short: Vec<u8>,
    short_next: Vec<usize>,
}

impl<'a> Compound<'a> {
    pub fn open(bytes: &'a [u8]) -> Read<Self> {
        let field = |at| number::<4>(bytes, at).ok_or_else(|| damaged("it ends in its header"));
        let sectors = Sectors::of(bytes)?;
        let directory = sectors.chained(field(48)?, usize::MAX)?;
        let root = DirectoryEntry::read(&directory, 0).ok_or_else(|| damaged("it has no root"))?;
        let short = sectors.chained(root.start, root.size)?;
        let short_next = numbers(&sectors.chained(field(60)?, usize::MAX)?);
        Ok(Self { sectors, directory, shortest: field(56)?, short, short_next })
    }

    pub fn holds(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// A stream of the root, if there is one of that name.
    pub fn stream(&self, name: &str) -> Read<Option<Vec<u8>>> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        let stream = match entry.size < self.shortest {
            true => self.short_chained(entry.start, entry.size)?,
            false => self.sectors.chained(entry.start, entry.size)?,
        };
        match stream.len() < entry.size {
            true => Err(damaged(format!("stream '{name}' is shorter than it says"))),
            false => Ok(Some(stream)),
        }
    }

    /// Entries of a folder are a tree; one that is met twice is not followed again.
    fn entry(&self, name: &str) -> Option<DirectoryEntry> {
        let mut unseen = vec![true; self.directory.len() / ENTRY];
        let mut ahead = vec![DirectoryEntry::read(&self.directory, 0)?.child];
        while let Some(number) = ahead.pop() {
            if unseen.get(number) != Some(&true) {
                continue;
            }
            unseen[number] = false;
            let entry = DirectoryEntry::read(&self.directory, number)?;
            if slice(&self.directory, number * ENTRY, ENTRY).is_some_and(|entry| is_stream(entry, name)) {
                return Some(entry);
            }
            ahead.extend([entry.right, entry.left]);
        }
        None
    }

    fn short_chained(&self, start: usize, size: usize) -> Read<Vec<u8>> {
        let mut stream = Vec::new();
        for sector in chain(&self.short_next, start, size.div_ceil(SHORT_SECTOR))? {
            let rest = self.short.get(sector * SHORT_SECTOR..).unwrap_or_default();
            stream.extend_from_slice(&rest[..rest.len().min(SHORT_SECTOR)]);
        }
        stream.truncate(size);
        Ok(stream)
    }
}

/// An entry of the directory.
struct DirectoryEntry {
    left: usize,
    right: usize,
    child: usize,
    start: usize,
    size: usize,
}

impl DirectoryEntry {
    fn read(directory: &[u8], place: usize) -> Option<Self> {
        let entry = slice(directory, place.checked_mul(ENTRY)?, ENTRY)?;
        Some(Self {
            left: number::<4>(entry, 68)?,
            right: number::<4>(entry, 72)?,
            child: number::<4>(entry, 76)?,
            start: number::<4>(entry, 116)?,
            size: number::<4>(entry, 120)?,
        })
    }
}
