//! Migrations: the files of `migrations/`, embedded, and applied once to each database.
//!
//! A file whose name ends in `__concurrent` holds one statement that Postgres refuses inside a transaction, such as
//! `create index concurrently` (without `if not exists`, which would be content with the remains of a failed build).
//! Every other file is one transaction together with its line of the history.

mod error;

use std::time::Duration;

pub use refinery_core::Migration;
use refinery_core::{Runner, Target};
use tokio_postgres::Client;

use error::BoxError;
pub use error::{Error, Result};

/// The name and the text of each file, as build.rs found them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// What every migrator of a database locks first: "darasa" in ASCII.
const LOCK: i64 = 0x6461_7261_7361;
const LOCK_POLLS: u32 = 240;
const LOCK_POLL: Duration = Duration::from_millis(250);

/// How many counters do not say what their receipts say: none, whatever happened. Drills, chaos and tests ask it.
pub const UNSOUND_COUNTERS: &str = "
    with receipts as (
        select user_id, kind, count(*) filter (where state = 'settled') as used,
            count(*) filter (where state = 'reserved') as reserved
        from usage group by user_id, kind
    )
    select count(*) from receipts full join usage_counters as counters using (user_id, kind)
    where coalesce(receipts.used, 0) <> coalesce(counters.used, 0)
        or coalesce(receipts.reserved, 0) <> coalesce(counters.reserved, 0)";

/// What a run did, and the version the schema has now (0 for an empty set).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationReport {
    pub applied: Vec<String>,
    pub version: i32,
}

/// The files of `migrations/` in the order of their versions.
pub fn embedded() -> Vec<Migration> {
    let read = |(name, sql): &(&str, &str)| Migration::unapplied(name, sql).expect("V, a number, __ and a name");
    let mut set: Vec<_> = FILES.iter().map(read).collect();
    set.sort();
    set
}

/// Brings a database to the newest version of the set; does nothing when it is there already.
pub async fn migrate(db: &mut Client, set: &[Migration]) -> Result<MigrationReport> {
    lock(db).await?;
    let applied = apply_pending(db, set).await;
    // The lock would go with the session, but the session is the caller's and may live on; so may its settings.
    let release = format!("select pg_advisory_unlock({LOCK}); reset lock_timeout");
    let released = db.batch_execute(&release).await;

    let applied = applied?;
    released?;
    Ok(MigrationReport { applied, version: set.iter().map(Migration::version).max().unwrap_or(0) })
}

/// The migrations that a database still lacks. Changes nothing; fails when its history is not a beginning of the set.
pub async fn pending(db: &mut Client, set: &[Migration]) -> Result<Vec<Migration>> {
    let applied = history(db).await?;
    if let Some(past) = applied.iter().find(|past| !set.contains(past)) {
        let known = set.iter().any(|known| known.version() == past.version());
        let why = if known { Error::Changed } else { Error::Unknown };
        return Err(why(past.to_string()));
    }

    let newest = applied.last().map(Migration::version);
    let mut pending = set.to_vec();
    pending.retain(|migration| !applied.contains(migration));
    pending.sort();
    match pending.first() {
        Some(first) if Some(first.version()) < newest => Err(Error::Late(first.to_string())),
        _ => Ok(pending),
    }
}

/// Polls instead of waiting in Postgres: a statement that waits holds a snapshot, and `create index concurrently`
/// in the other migration would wait for that snapshot for ever.
async fn lock(db: &Client) -> Result<()> {
    let query = "select pg_try_advisory_lock($1)";
    for poll in 0..LOCK_POLLS {
        if db.query_one(query, &[&LOCK]).await?.get(0) {
            return Ok(());
        }
        if poll % 20 == 0 {
            tracing::info!("waiting for another migration");
        }
        tokio::time::sleep(LOCK_POLL).await;
    }
    Err(Error::Busy)
}

async fn apply_pending(db: &mut Client, set: &[Migration]) -> Result<Vec<String>> {
    let pending = pending(db, set).await?;
    for migration in &pending {
        tracing::info!(%migration, "applying");
        let done = if migration.name().ends_with("__concurrent") {
            apply_concurrent(db, set, migration).await
        } else {
            apply(db, set, migration).await
        };
        done.map_err(|source| Error::Failed { migration: migration.to_string(), source })?;
    }
    Ok(pending.iter().map(Migration::to_string).collect())
}

async fn apply(db: &mut Client, set: &[Migration], next: &Migration) -> Result<(), BoxError> {
    // A migration that waits for a lock makes every query behind it wait too, so it gives up soon.
    db.batch_execute("set lock_timeout = '3s'").await?;
    let runner = Runner::new(set).set_target(Target::Version(next.version()));
    runner.run_async(db).await?;
    Ok(())
}

async fn apply_concurrent(db: &mut Client, set: &[Migration], next: &Migration) -> Result<(), BoxError> {
    // It waits for older transactions while nobody waits for it.
    db.batch_execute("set lock_timeout = '60s'").await?;
    // As a prepared statement, for Postgres lets that hold one command only.
    db.execute(next.sql().unwrap_or_default(), &[]).await?;

    // Only the history is written here: the statement above was the migration.
    let runner = Runner::new(set).set_target(Target::FakeVersion(next.version()));
    runner.run_async(db).await?;
    Ok(())
}

async fn history(db: &mut Client) -> Result<Vec<Migration>> {
    let query = "select to_regclass('refinery_schema_history') is not null";
    if db.query_one(query, &[]).await?.get(0) {
        return Ok(Runner::new(&[]).get_applied_migrations_async(db).await?);
    }
    Ok(Vec::new())
}
