//! Zip directory, which stands before the record at the end of the file. File type and contents are read by the same
//! entries, so that no two readings of one file can differ.

use std::iter;

use super::little_endian::number;

const END: usize = 22;
const LONGEST_COMMENT: usize = 65_535;

/// An entry of the directory, as the file tells it.
pub(super) struct ZipEntry<'a> {
    pub name: &'a [u8],
    pub encrypted: bool,
    pub method: usize,
    pub packed: usize,
    pub size: usize,
    /// Where the entry's own header begins, with its bytes behind it.
    pub header: usize,
}

/// The record at the end of a zip.
fn end(bytes: &[u8]) -> Option<&[u8]> {
    let tail = &bytes[bytes.len().saturating_sub(END + LONGEST_COMMENT)..];
    tail.windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| &tail[at..])
}

/// How many entries there are to be; none when the record is cut.
pub(super) fn count(bytes: &[u8]) -> Option<usize> {
    let end = end(bytes)?;
    let count = number::<2>(end, 10)?;
    (end.len() >= END + number::<2>(end, 20)?).then_some(count)
}

pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = ZipEntry<'_>> {
    let directory = end(bytes).and_then(|end| bytes.get(number::<4>(end, 16)?..));
    let mut rest = directory.unwrap_or_default();
    iter::from_fn(move || {
        let entry = rest.starts_with(b"PK\x01\x02").then_some(rest)?;
        let (name, extra, comment) = (number::<2>(entry, 28)?, number::<2>(entry, 30)?, number::<2>(entry, 32)?);
        rest = entry.get(46 + name + extra + comment..)?;
        Some(ZipEntry {
            name: entry.get(46..46 + name)?,
            encrypted: number::<2>(entry, 8)? & 1 == 1,
            method: number::<2>(entry, 10)?,
            packed: number::<4>(entry, 20)?,
            size: number::<4>(entry, 24)?,
            header: number::<4>(entry, 42)?,
        })
    })
}
