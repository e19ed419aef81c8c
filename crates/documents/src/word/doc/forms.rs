//! Form fields of the older kind: what is chosen in a list or a box, in the stream of pictures (FFData, [MS-DOC] 2.9.78
//! and 2.9.158).

use crate::{
    little_endian::{number, slice},
    word::field::FormEntry,
};

const LIST_OR_BOX: u8 = 3;
const BOX: u8 = 1;
const LIST: u8 = 2;
/// Nothing was chosen, so that the default is.
const UNCHOSEN: usize = 25;
/// What Word allows of entries, and of the letters of one.
const MOST_ENTRIES: usize = 25;
const LONGEST_ENTRY: usize = 255;

/// What the record there holds; none where it holds no list or box, or is cut.
pub(super) fn entry(data: &[u8], at: usize) -> Option<FormEntry> {
    let (length, head) = (number::<4>(data, at)?, number::<2>(data, at.checked_add(4)?)?);
    let record = slice(data, at, length)?.get(head..)?;
    let bits = number::<2>(record, 4)?;
    let (kind, chosen) = (bits as u8 & LIST_OR_BOX, bits >> 2 & 0x1f);
    if kind != BOX && kind != LIST {
        return None;
    }
    let mut rest = after_text(record.get(10..)?)?;
    let default = number::<2>(rest, 0)?;
    let chosen = if chosen == UNCHOSEN { default } else { chosen };
    if kind == BOX {
        return Some(FormEntry::Checked(chosen != 0));
    }
    // How it is formatted, two texts of help and two macros stand between.
    rest = rest.get(2..)?;
    for _ in 0..5 {
        rest = after_text(rest)?;
    }
    entries(rest, chosen).map(FormEntry::Chosen)
}

/// Behind a text with its length before it and a zero behind.
fn after_text(record: &[u8]) -> Option<&[u8]> {
    record.get(2 + 2 * number::<2>(record, 0)? + 2..)
}

/// One entry of a list of texts that are not ended by zeros.
fn entries(list: &[u8], which: usize) -> Option<String> {
    let count = number::<2>(list, 2).filter(|_| number::<2>(list, 0) == Some(0xffff))?;
    let mut rest = list.get(6..)?;
    for entry in 0..count.min(MOST_ENTRIES) {
        let letters = slice(rest, 2, 2 * number::<2>(rest, 0).filter(|length| *length <= LONGEST_ENTRY)?)?;
        if entry == which {
            let units: Vec<u16> = letters.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            return Some(String::from_utf16_lossy(&units));
        }
        rest = rest.get(2 + letters.len()..)?;
    }
    None
}
