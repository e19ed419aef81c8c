//! Backups: archives of the whole database, encrypted, written to object stores, read back and rehearsed.
//!
//! `archive` is the format alone: it knows neither a database nor a store. `storage` and `database` are the two ends;
//! the verbs `export`, `restore`, `drill` and `backups` lead from one to the other; `tombstones` from one database to
//! another.

pub mod archive;
pub mod backups;
pub mod database;
pub mod drill;
pub mod error;
pub mod export;
pub mod heartbeat;
pub mod identity;
pub mod progress;
pub mod restore;
pub mod storage;
pub mod tombstones;

pub use error::{Error, Result};
