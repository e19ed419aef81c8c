//! Backup error: a sentence for whoever runs the command, and the exit code that tells a script what kind it is.

use std::{fmt, io};

use tokio_postgres::error::{DbError, SqlState};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, by who has to act. No sentence holds a secret, a URL's query or a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Network, database, disk; or it was done, and something about it alarms.
    Failed(String),
    /// A setting or an argument.
    Misused(String),
    /// The archive: damaged, foreign, too new.
    Archive(String),
    /// The database that it should go into.
    Target(String),
}

impl Error {
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Misused(_) => 2,
            Self::Archive(_) => 3,
            Self::Target(_) => 4,
        }
    }

    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }

    pub fn misused(text: impl Into<String>) -> Self {
        Self::Misused(text.into())
    }

    pub fn archive(text: impl Into<String>) -> Self {
        Self::Archive(text.into())
    }

    pub fn target(text: impl Into<String>) -> Self {
        Self::Target(text.into())
    }

    /// The same kind of error, with what was being done before its sentence.
    pub fn during(self, what: impl fmt::Display) -> Self {
        let say = |text: String| format!("{what}: {text}");
        match self {
            Self::Failed(text) => Self::Failed(say(text)),
            Self::Misused(text) => Self::Misused(say(text)),
            Self::Archive(text) => Self::Archive(say(text)),
            Self::Target(text) => Self::Target(say(text)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Failed(text) | Self::Misused(text) | Self::Archive(text) | Self::Target(text)) = self;
        formatter.write_str(text)
    }
}

impl std::error::Error for Error {}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Failed(match error.as_db_error() {
            Some(error) => said_by_postgres(error),
            None if error.is_closed() => "the connection to the database was lost".to_owned(),
            None => format!("the connection to the database was lost: {}", innermost(&error)),
        })
    }
}

impl From<darasa_core::Error> for Error {
    fn from(error: darasa_core::Error) -> Self {
        Self::Failed(error.cause().map_or_else(|| format!("{error:?}"), str::to_owned))
    }
}

impl From<darasa_migrations::Error> for Error {
    fn from(error: darasa_migrations::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Errors about values quote them, and a value is somebody's.
fn said_by_postgres(error: &DbError) -> String {
    let code = error.code();
    let about_values = code.code().starts_with("22") || *code == SqlState::BAD_COPY_FILE_FORMAT;
    if about_values {
        format!("Postgres refuses a value ({})", code.code())
    } else {
        format!("Postgres says: {} ({})", error.message(), code.code())
    }
}

/// A file or folder of this machine, with what was to be done with it.
pub fn io(what: &str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Error {
    let what = format!("{what} {}", path.display());
    move |error| Error::Failed(format!("{what}: {}", io_reason(&error)))
}

/// A full disk is told in words that one searches for.
pub fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::FileTooLarge => "the file would be larger than this machine allows".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk's quota is used up".to_owned(),
        _ => error.to_string(),
    }
}

pub fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

/// 1234567 as 1,234,567.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (50_005, "50,005"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }
}
