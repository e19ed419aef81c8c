//! Purge of a table: rows that have had their time, a bounded number a statement.

use tokio_postgres::Row;

/// Rows, or people, of one statement.
pub const BATCH: i64 = 1_000;

/// What one batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    pub rows: u64,
    /// There may be more.
    pub is_full: bool,
}

impl Purged {
    /// Of a statement that deleted at most `BATCH` rows and returned each.
    pub fn new(rows: &[Row]) -> Self {
        Self { rows: rows.len() as u64, is_full: rows.len() as i64 >= BATCH }
    }
}

/// A statement that deletes the oldest rows of a table that are over, `$1` at most, and returns a row for each. They
/// are found once and reached by where they lie: joined by their key, Postgres read the whole table. What somebody
/// else deletes at this moment is theirs.
macro_rules! purging {
    ($table:literal, $is_over:expr, $oldest:literal) => {
        concat!(
            "delete from ",
            $table,
            " where ctid = any(array(
                select ctid from ",
            $table,
            " where ",
            $is_over,
            " order by ",
            $oldest,
            " limit $1 for update skip locked
            )) returning 1"
        )
    };
}
pub(crate) use purging;
