//! Little-endian numbers of a file, which may end anywhere.

/// A little-endian number of so many bytes, at most four.
pub(super) fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(BYTES)?)?;
    Some(digits.iter().rev().fold(0, |number, digit| number << 8 | usize::from(*digit)))
}

/// So many bytes from there.
pub(super) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}
