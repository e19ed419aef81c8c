//! Table digest: rows, bytes, SHA-256 of the bytes in their order, and a sum of the rows that knows no order.
//!
//! A restored table lies in another order than the archived one, so only the row sum can compare the two.

use aws_lc_rs::digest::{Context, SHA256, digest};
use darasa_core::base::digest::hex;
use serde::{Deserialize, Serialize};

/// What `checksums.json` says of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableSums {
    pub rows: u64,
    pub bytes: u64,
    pub chunks: u32,
    pub sha256: String,
    pub row_sum: String,
}

/// The SHA-256 of each line with its LF, as a little-endian number of 256 bits, summed modulo 2^256.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowSum([u64; 4]);

impl RowSum {
    pub fn add(&mut self, line: &[u8]) {
        let digest = digest(&SHA256, line);
        let mut carry = false;
        for (word, bytes) in self.0.iter_mut().zip(digest.as_ref().chunks_exact(8)) {
            let addend = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            let (sum, over) = word.overflowing_add(addend);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, over || over_again);
        }
    }

    /// Most significant digit first.
    pub fn to_hex(self) -> String {
        self.0.iter().rev().map(|word| format!("{word:016x}")).collect()
    }
}

/// Counts a table while its rows pass.
pub struct TableDigest {
    rows: u64,
    bytes: u64,
    chunks: u32,
    whole: Context,
    row_sum: RowSum,
}

impl Default for TableDigest {
    fn default() -> Self {
        Self { rows: 0, bytes: 0, chunks: 0, whole: Context::new(&SHA256), row_sum: RowSum::default() }
    }
}

impl TableDigest {
    /// One member, or as many rows as came at once: whole lines, each with its LF.
    pub fn add_rows(&mut self, lines: &[u8]) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            self.row_sum.add(line);
            self.rows += 1;
        }
        self.whole.update(lines);
        self.bytes += lines.len() as u64;
    }

    pub fn end_chunk(&mut self) {
        self.chunks += 1;
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn finish(self) -> TableSums {
        let Self { rows, bytes, chunks, whole, row_sum } = self;
        TableSums { rows, bytes, chunks, sha256: hex(whole.finish()), row_sum: row_sum.to_hex() }
    }
}

#[cfg(test)]
mod tests {
    use darasa_core::base::digest::sha256_hex;

    use super::*;

    #[test]
    fn the_sum_of_one_row_is_its_digest_read_backwards() {
        let mut sum = RowSum::default();
        sum.add(b"abc\n");
        let digest = sha256_hex("abc\n");
        let bytes: Vec<_> = digest.as_bytes().chunks(2).rev().flatten().copied().collect();
        assert_eq!(sum.to_hex(), String::from_utf8(bytes).unwrap());
    }

    #[test]
    fn the_sum_knows_no_order_but_how_often_a_row_occurs() {
        let sum = |rows: &[&[u8]]| {
            let mut sum = RowSum::default();
            rows.iter().for_each(|row| sum.add(row));
            sum
        };
        assert_eq!(sum(&[b"a\n", b"b\n", b"c\n"]), sum(&[b"c\n", b"a\n", b"b\n"]));
        assert_ne!(sum(&[b"a\n", b"b\n"]), sum(&[b"a\n", b"b\n", b"b\n"]));
        assert_ne!(sum(&[b"a\n"]), sum(&[b"a"]));
    }

    #[test]
    fn the_sum_carries_from_word_to_word_and_is_lost_at_the_end_of_the_last() {
        let mut sum = RowSum([u64::MAX; 4]);
        sum.add(b"x\n");
        let mut less_one = RowSum::default();
        less_one.add(b"x\n");
        // Minus one, modulo 2^256.
        let mut words = less_one.0;
        for word in &mut words {
            let (less, borrow) = word.overflowing_sub(1);
            *word = less;
            if !borrow {
                break;
            }
        }
        assert_eq!(sum.0, words);
    }
}
