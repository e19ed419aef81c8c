//! Migration history: which migrations a database or an archive has, and whether they are a beginning of ours.

use darasa_migrations::Migration;
use tokio_postgres::Client;

use crate::{archive::MigrationEntry, error::Result};

const EXISTS: &str = "select to_regclass('public.refinery_schema_history') is not null";
const HISTORY: &str = "select version, name::text, checksum::text from public.refinery_schema_history order by version";

/// How a history relates to the migrations that this darasa has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is a beginning of ours, up to this version; 0 for an empty one.
    Known(i32),
    /// This one is newer than ours.
    Newer { version: i32, ours: i32 },
    /// This one is not the one that we have under its number, or one of ours is missing before it.
    Different { version: i32 },
}

/// In a snapshot, without the lock and the table that a migrator makes. Empty where there was never a migration.
pub async fn migrations_of(db: &Client) -> Result<Vec<MigrationEntry>> {
    if !db.query_one(EXISTS, &[]).await?.get::<_, bool>(0) {
        return Ok(Vec::new());
    }
    let entry =
        |row: &tokio_postgres::Row| MigrationEntry { version: row.get(0), name: row.get(1), checksum: row.get(2) };
    Ok(db.query(HISTORY, &[]).await?.iter().map(entry).collect())
}

pub fn compare(history: &[MigrationEntry], set: &[Migration]) -> Outcome {
    let ours = set.last().map_or(0, Migration::version);
    if let Some(newer) = history.iter().map(|entry| entry.version).filter(|version| *version > ours).max() {
        return Outcome::Newer { version: newer, ours };
    }
    let is_ours = |(entry, known): (&MigrationEntry, &Migration)| {
        entry.version == known.version() && entry.name == known.name() && entry.checksum == known.checksum().to_string()
    };
    match history.iter().zip(set).find(|pair| !is_ours(*pair)) {
        Some((entry, _)) => Outcome::Different { version: entry.version },
        None => Outcome::Known(history.last().map_or(0, |entry| entry.version)),
    }
}

/// Our migrations up to a version.
pub fn cut_off(set: &[Migration], version: i32) -> Vec<Migration> {
    set.iter().filter(|migration| migration.version() <= version).cloned().collect()
}
