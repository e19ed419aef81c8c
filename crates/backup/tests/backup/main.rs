//! Backup tests: archives of real databases, restored into real databases, and everything that may be wrong with them.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod drills;
mod exports;
mod forgeries;
mod listing;
mod people;
mod refusals;
mod rows;
mod same_answers;
mod stores;
mod support;
mod tombstones;
