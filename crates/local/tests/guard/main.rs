//! Our own guard in front of a real Postgres and a real Redis: exact counts, many visits at once, several instances,
//! and a store that goes away and comes back.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod away;
mod counts;
#[path = "../api/logs.rs"]
mod logs;
mod rows;
mod strikes;
mod sums;
mod support;
