//! ZIP writer: entries that are stored as they are, of sizes that are known when they end (bit 3), with names in UTF-8
//! (bit 11). It makes the bytes around the content and keeps nothing of that.

use jiff::civil::DateTime;

use crate::base::{
    crc32::crc32,
    error::{Error, Result},
};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// 2.0, the first that knows folders.
const VERSION: u16 = 20;
const FLAGS: u16 = 1 << 3 | 1 << 11;

pub struct ZipWriter {
    /// Date and time of all entries, as MS-DOS has them.
    at: [u16; 2],
    written: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: &'static str,
    offset: u32,
    size: u64,
    crc: u32,
}

impl ZipWriter {
    pub fn new(at: DateTime) -> Self {
        let field = |number: i16, shift: u32| (number as u16) << shift;
        let time = field(at.hour().into(), 11) | field(at.minute().into(), 5) | field((at.second() / 2).into(), 0);
        let date = field((at.year() - 1980).clamp(0, 127), 9) | field(at.month().into(), 5) | field(at.day().into(), 0);
        Self { at: [time, date], written: 0, entries: Vec::new() }
    }

    /// What stands before an entry's content.
    pub fn begin(&mut self, name: &'static str) -> Result<Vec<u8>> {
        let offset = small(self.written)?;
        self.entries.push(Entry { name, offset, size: 0, crc: 0 });
        let mut header = Vec::from(LOCAL.to_le_bytes());
        self.describe(&mut header, [0; 3], name);
        header.extend([0; 2]);
        header.extend(name.bytes());
        self.written += header.len() as u64;
        Ok(header)
    }

    /// Counts what is written of the entry that was begun last.
    pub fn note(&mut self, content: &[u8]) {
        if let Some(entry) = self.entries.last_mut() {
            entry.crc = crc32(entry.crc, content);
            entry.size += content.len() as u64;
            self.written += content.len() as u64;
        }
    }

    /// What stands behind it.
    pub fn end(&mut self) -> Result<Vec<u8>> {
        let Some(entry) = self.entries.last() else { return Err(Error::internal("an entry that nobody began")) };
        let size = small(entry.size)?;
        let descriptor = [DESCRIPTOR, entry.crc, size, size].map(u32::to_le_bytes).concat();
        self.written += descriptor.len() as u64;
        Ok(descriptor)
    }

    /// The directory of all entries, with which the file ends.
    pub fn finish(self) -> Result<Vec<u8>> {
        let (start, count) = (small(self.written)?, self.entries.len() as u16);
        let mut directory = Vec::new();
        for entry in &self.entries {
            let size = small(entry.size)?;
            directory.extend(CENTRAL.to_le_bytes());
            directory.extend(VERSION.to_le_bytes());
            self.describe(&mut directory, [entry.crc, size, size], entry.name);
            // No extra field, no comment, first disk, no attributes.
            directory.extend([0; 12]);
            directory.extend(entry.offset.to_le_bytes());
            directory.extend(entry.name.bytes());
        }
        let length = small(directory.len() as u64)?;
        directory.extend(END.to_le_bytes());
        directory.extend([0; 4]);
        directory.extend([count, count].map(u16::to_le_bytes).concat());
        directory.extend([length, start].map(u32::to_le_bytes).concat());
        directory.extend([0; 2]);
        Ok(directory)
    }

    /// The fields that both headers have: version, flags, method (stored), time, sum and sizes, length of the name.
    fn describe(&self, header: &mut Vec<u8>, sums: [u32; 3], name: &str) {
        header.extend([VERSION, FLAGS, 0, self.at[0], self.at[1]].map(u16::to_le_bytes).concat());
        header.extend(sums.map(u32::to_le_bytes).concat());
        header.extend((name.len() as u16).to_le_bytes());
    }
}

/// Larger ones would need ZIP64, and no person's data come near that.
fn small(number: u64) -> Result<u32> {
    u32::try_from(number).map_err(|_| Error::internal("an export of more than 4 GiB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_an_error_and_no_wrong_file() {
        let mut zip = ZipWriter::new("2026-11-28T15:10:54".parse().unwrap());
        zip.begin("a").unwrap();
        zip.entries[0].size = u64::from(u32::MAX);
        assert!(zip.end().is_ok());
        zip.entries[0].size += 1;
        assert!(zip.end().is_err());
        zip.written = u64::from(u32::MAX) + 1;
        assert!(zip.begin("b").is_err());
        assert!(zip.finish().is_err());
    }
}
