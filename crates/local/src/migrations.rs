//! The schema's story: the files of `migrations/`, embedded and told to each database once.
//!
//! A file whose name ends in `__concurrent` holds one statement that Postgres refuses inside a transaction, such as
//! `create index concurrently` (without `if not exists`, which would be content with the remains of a failed build).
//! Every other file is one transaction together with its line of the history.

use std::fmt;
use std::time::Duration;

pub use refinery::Migration;
use refinery::{Runner, Target};
use reqwest::Url;
use tokio_postgres::Client;

mod files {
    refinery::embed_migrations!("../../migrations");
}

/// What every migrator of a database locks first: "darasa" in ASCII.
const LOCK: i64 = 0x6461_7261_7361;
const LOCK_POLLS: u32 = 240;
const LOCK_POLL: Duration = Duration::from_millis(250);

/// What a run did, and the version the schema has now (0 for an empty set).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub applied: Vec<String>,
    pub version: i32,
}

/// The files of `migrations/` in the order of their versions.
pub fn embedded() -> Vec<Migration> {
    let mut set = files::migrations::runner().get_migrations().clone();
    set.sort();
    set
}

/// Brings a database to the newest version of the set; does nothing when it is there already.
pub async fn migrate(db: &mut Client, set: &[Migration]) -> Result<Report> {
    lock(db).await?;
    let applied = apply_pending(db, set).await;
    // The lock would go with the session, but the session is the caller's and may live on; so may its settings.
    let released = db.batch_execute(&format!("select pg_advisory_unlock({LOCK}); reset lock_timeout")).await;

    let applied = applied?;
    released?;
    Ok(Report { applied, version: set.iter().map(Migration::version).max().unwrap_or(0) })
}

/// The migrations that a database still lacks. Changes nothing; fails when its history is not a beginning of the set.
pub async fn pending(db: &mut Client, set: &[Migration]) -> Result<Vec<Migration>> {
    let applied = history(db).await?;
    if let Some(stranger) = applied.iter().find(|past| !set.contains(past)) {
        let known = set.iter().any(|migration| migration.version() == stranger.version());
        return Err(if known { Error::Changed(stranger.to_string()) } else { Error::Unknown(stranger.to_string()) });
    }

    let newest = applied.last().map(Migration::version);
    let mut pending: Vec<_> = set.iter().filter(|migration| !applied.contains(migration)).cloned().collect();
    pending.sort();
    match pending.first() {
        Some(first) if Some(first.version()) < newest => Err(Error::Late(first.to_string())),
        _ => Ok(pending),
    }
}

/// A connection for migrations, without TLS: it must not go through a pooler.
pub async fn connect(url: &str) -> Result<Client> {
    refuse_pooled(url)?;
    Ok(crate::postgres::connect(url).await?)
}

/// Neon's pooler hands each transaction to another session, so that a lock held by a session protects nothing.
pub fn refuse_pooled(url: &str) -> Result<()> {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let pooled = host.as_deref().unwrap_or(url).contains("-pooler");
    if pooled { Err(Error::Pooled) } else { Ok(()) }
}

/// Polls instead of waiting in Postgres: a statement that waits holds a snapshot, and `create index concurrently`
/// in the other migration would wait for that snapshot for ever.
async fn lock(db: &Client) -> Result<()> {
    for poll in 0..LOCK_POLLS {
        if db.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await?.get(0) {
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

async fn apply(db: &mut Client, set: &[Migration], migration: &Migration) -> std::result::Result<(), BoxError> {
    // A migration that waits for a lock makes every query behind it wait too, so it gives up soon.
    db.batch_execute("set lock_timeout = '3s'").await?;
    Runner::new(set).set_target(Target::Version(migration.version())).run_async(db).await?;
    Ok(())
}

async fn apply_concurrent(
    db: &mut Client,
    set: &[Migration],
    migration: &Migration,
) -> std::result::Result<(), BoxError> {
    // It waits for older transactions while nobody waits for it.
    db.batch_execute("set lock_timeout = '60s'").await?;
    // As a prepared statement, for Postgres lets that hold one command only.
    db.execute(migration.sql().unwrap_or_default(), &[]).await?;

    // Only the history is written here: the statement above was the migration.
    Runner::new(set).set_target(Target::FakeVersion(migration.version())).run_async(db).await?;
    Ok(())
}

async fn history(db: &mut Client) -> Result<Vec<Migration>> {
    let exists = db.query_one("select to_regclass('refinery_schema_history') is not null", &[]).await?.get(0);
    if exists { Ok(Runner::new(&[]).get_applied_migrations_async(db).await?) } else { Ok(Vec::new()) }
}

pub type Result<T> = std::result::Result<T, Error>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a database could not be migrated, in sentences for whoever runs the command.
#[derive(Debug)]
pub enum Error {
    Pooled,
    Busy,
    Changed(String),
    Unknown(String),
    Late(String),
    Failed { migration: String, source: BoxError },
    Refinery(refinery::Error),
    Postgres(tokio_postgres::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Pooled => f.write_str(
                "migrations need a direct connection, and this host is a pooler: \
                 set DATABASE_URL_UNPOOLED to the same URL without \"-pooler\"",
            ),
            Error::Busy => f.write_str("another migration has been running for a minute: try again when it is done"),
            Error::Changed(name) => {
                write!(f, "{name} was changed after it had been applied: put it back and write a new migration")
            }
            Error::Unknown(name) => {
                write!(f, "the database has {name}, which this build does not know: use a newer one")
            }
            Error::Late(name) => write!(f, "{name} comes before a migration already applied: give it a higher number"),
            Error::Failed { migration, source } => {
                write!(f, "{migration} failed: {}", reason(source.as_ref()))
            }
            Error::Refinery(error) => f.write_str(&reason(error)),
            Error::Postgres(error) => f.write_str(&reason(error)),
        }
    }
}

/// The innermost error: those around what Postgres said only say "db error".
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), reason)
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Failed { source, .. } => Some(source.as_ref()),
            Error::Refinery(source) => Some(source),
            Error::Postgres(source) => Some(source),
            _ => None,
        }
    }
}

impl From<refinery::Error> for Error {
    fn from(error: refinery::Error) -> Self {
        Error::Refinery(error)
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Error::Postgres(error)
    }
}
