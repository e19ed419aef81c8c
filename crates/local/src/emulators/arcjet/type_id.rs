//! TypeIDs such as `req_01jx…`: a kind, and a time and randomness in 26 letters.

use aws_lc_rs::rand;
use jiff::Timestamp;
use uuid::Builder;

/// Crockford's letters: none that could be taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

pub(crate) fn new(kind: &str, now: Timestamp) -> String {
    let mut random = [0; 10];
    rand::fill(&mut random).expect("the system has randomness");
    let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let bits = Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid().as_u128();
    let letter = |place: u32| char::from(LETTERS[usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default()]);
    format!("{kind}_{}", (0..26).rev().map(letter).collect::<String>())
}
