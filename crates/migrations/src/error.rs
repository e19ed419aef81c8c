//! Migration error: why a database could not be migrated, in sentences for whoever runs the command.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
pub enum Error {
    Busy,
    Changed(String),
    Unknown(String),
    Late(String),
    Failed { migration: String, source: BoxError },
    Refinery(refinery_core::Error),
    Postgres(tokio_postgres::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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

impl From<refinery_core::Error> for Error {
    fn from(error: refinery_core::Error) -> Self {
        Error::Refinery(error)
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Error::Postgres(error)
    }
}
