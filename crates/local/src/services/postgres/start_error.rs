//! Start errors of Postgres: why a private server could not be started, in sentences for whoever sits at the laptop.

use std::path::{Path, PathBuf};
use std::{error, fmt, fs, io};

use crate::services::location::LocationError;

#[derive(Debug)]
pub enum StartError {
    NotFound(LocationError),
    /// An existing data folder, and no programs that can read it.
    OtherVersion {
        data: PathBuf,
        major: u32,
        found: Option<String>,
    },
    NoPgBouncer,
    NotAUrl,
    NoRandomness,
    NoSlot,
    Taken {
        owner: Option<u32>,
    },
    Failed {
        program: PathBuf,
        log: PathBuf,
        end_of_log: String,
    },
    ModelRequest(tokio_postgres::Error),
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

impl StartError {
    pub(super) fn failed(program: &Path, log: &Path) -> Self {
        let text = fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let end_of_log = lines[lines.len().saturating_sub(5)..].join("\n");
        StartError::Failed { program: program.to_owned(), log: log.to_owned(), end_of_log }
    }

    /// For `map_err`: what was being done to which path.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| StartError::Io { doing, path: path.to_owned(), source }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::NotFound(error) => error.fmt(f),
            StartError::OtherVersion { data, major, found } => {
                let found =
                    found.as_ref().map_or("no such version is here".to_owned(), |found| format!("not by {found}"));
                write!(
                    f,
                    "the data in {data} were made by Postgres {major}, {found}: install Postgres {major}, or set \
                     DARASA_POSTGRES_BIN to its folder of programs, or remove {data} to begin empty",
                    data = data.display()
                )
            }
            StartError::NoPgBouncer => f.write_str("PgBouncer is not installed: run `apt-get install pgbouncer`"),
            StartError::NotAUrl => {
                f.write_str("the database must be given as a URL, postgres://user:password@host/name")
            }
            StartError::NoRandomness => f.write_str("this machine gave no randomness for a password"),
            StartError::NoSlot => f.write_str("too many test runs are under way in this clone: wait for one to end"),
            StartError::Taken { owner } => {
                f.write_str("another `darasa dev` runs in this clone")?;
                if let Some(process) = owner {
                    write!(f, " (process {process})")?;
                }
                f.write_str(": stop it first, or set DATABASE_URL to another server")
            }
            StartError::Failed { program, log, end_of_log } => {
                let (program, log) = (program.display(), log.display());
                write!(f, "{program} failed; its log is {log} and ends with:\n{end_of_log}")
            }
            StartError::ModelRequest(error) => write!(f, "a server could not be asked: {error}"),
            StartError::Io { doing, path, source } => write!(f, "{doing} {} failed: {source}", path.display()),
        }
    }
}

impl error::Error for StartError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            StartError::Io { source, .. } => Some(source),
            StartError::ModelRequest(error) => Some(error),
            StartError::NotFound(error) => Some(error),
            _ => None,
        }
    }
}
