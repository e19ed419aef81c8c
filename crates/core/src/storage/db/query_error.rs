//! Query error: whether anything was executed, whether a retry may help, and which `Error` a client gets.

use std::{fmt::Display, time::Duration};

use tokio::time::timeout;
use tokio_postgres::error::{DbError, SqlState};

use crate::base::error::Error;

pub(super) const RETRY_AFTER: u32 = 2;
/// Whoever serves while nothing can be changed has longer to wait: somebody has to act.
const RETRY_AFTER_READ_ONLY: u32 = 10;
/// A statement of ours takes milliseconds.
pub(super) const SILENCE: Duration = Duration::from_secs(3);

/// Why a statement has no rows.
pub(super) enum QueryError {
    /// It was never sent: the server could not be reached.
    NotSent(Error),
    /// It was never sent, and that is our own doing: all connections are taken, or the transaction is over.
    Refused(Error),
    /// It was sent, and there was no answer in time.
    Timeout,
    Postgres(tokio_postgres::Error),
}

impl QueryError {
    /// Nothing was executed, or on this connection nothing can be any more.
    pub(super) fn ends_connection(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Refused(_) => false,
            Self::Timeout => true,
            // After a failover the one who took writes before may still be at the other end.
            Self::Postgres(error) => is_dead(error) || is_stale_statement(error) || is_read_only(error),
        }
    }

    /// The server was not reached, or fell silent within a limit that only a dead one misses.
    pub(super) fn is_away(&self, limit: Duration) -> bool {
        match self {
            Self::NotSent(_) => true,
            Self::Refused(_) => false,
            Self::Timeout => limit >= SILENCE,
            Self::Postgres(error) => is_dead(error),
        }
    }

    /// The server answers, and takes no writes.
    pub(super) fn is_read_only(&self) -> bool {
        matches!(self, Self::Postgres(error) if is_read_only(error))
    }
}

/// Waits for an answer no longer than that.
pub(super) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, QueryError> {
    match timeout(limit, answer).await {
        Ok(answer) => answer.map_err(QueryError::Postgres),
        Err(_) => Err(QueryError::Timeout),
    }
}

impl From<QueryError> for Error {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::NotSent(error) | QueryError::Refused(error) => error,
            QueryError::Timeout => Self::unavailable("the database: no answer in time", RETRY_AFTER),
            QueryError::Postgres(error) => classify(&error),
        }
    }
}

/// The connection is gone, or the server said that it is about to be. PgBouncer says whatever it has to say as a
/// violation of the protocol, also that a server behind it has died.
pub(super) fn is_dead(error: &tokio_postgres::Error) -> bool {
    const GONE: [SqlState; 6] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::CONNECTION_FAILURE,
        SqlState::CONNECTION_DOES_NOT_EXIST,
        SqlState::PROTOCOL_VIOLATION,
    ];
    match error.code() {
        Some(code) => GONE.contains(code),
        None => error.is_closed() || std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>()),
    }
}

/// It is starting, or full, or there is nobody; a wrong password stays wrong.
pub(super) fn may_accept_soon(error: &tokio_postgres::Error) -> bool {
    is_dead(error) || error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS)
}

/// A statement prepared earlier does not fit any more (a migration, or a pooler that lost it). Nothing was executed.
pub(super) fn is_stale_statement(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        Some(error) => {
            *error.code() == SqlState::INVALID_SQL_STATEMENT_NAME
                || (*error.code() == SqlState::FEATURE_NOT_SUPPORTED && error.message().contains("cached plan"))
        }
        None => false,
    }
}

/// A replica, a primary that was demoted, or one whose operator takes no writes for now; or its disk is full, which
/// undoes the statement and leaves what is there to be read.
fn is_read_only(error: &tokio_postgres::Error) -> bool {
    let code = error.code();
    code == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) || code == Some(&SqlState::DISK_FULL)
}

/// A replica had to undo a reading, because what it reads was changed at the primary.
pub(super) fn is_recovery_conflict(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::T_R_SERIALIZATION_FAILURE)
}

/// Two statements waited for each other, and the server undid this one.
pub(super) fn is_deadlock(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED)
}

/// Unavailable is not broken: what a later attempt may cure is 503. Values of a failed row stay out of the log.
fn classify(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) if is_read_only(error) => read_only(db.message()),
        Some(db) if !is_dead(error) && !is_overloaded(db.code()) => match db.constraint() {
            Some(name) => Error::Constraint(name.to_owned()),
            None => Error::internal(format!("the database: {}", message(db))),
        },
        _ => unavailable(error),
    }
}

/// Nothing was changed, and nothing can be for now.
pub(super) fn read_only(why: impl Display) -> Error {
    Error::ReadOnly { cause: format!("the database: {why}"), retry_after: RETRY_AFTER_READ_ONLY }
}

/// Without a connection always: a server that does not let us in is an operator's matter, and for a client the same as
/// one that is not there.
pub(super) fn unavailable(error: &tokio_postgres::Error) -> Error {
    let source = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    let cause = match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => format!("{error}{}", source.unwrap_or_default()),
    };
    Error::unavailable(format!("the database: {cause}"), RETRY_AFTER)
}

/// What the server said, but for what is wrong with a value: that message quotes it.
fn message(error: &DbError) -> String {
    const DATA_EXCEPTION: &str = "22";
    match error.code().code() {
        code if code.starts_with(DATA_EXCEPTION) => code.to_owned(),
        code => format!("{code} {}", error.message()),
    }
}

pub(super) fn pool_is_busy(why: impl Display) -> Error {
    Error::unavailable(format!("the database pool: {why}"), RETRY_AFTER)
}

fn is_overloaded(code: &SqlState) -> bool {
    [
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::QUERY_CANCELED,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ]
    .contains(code)
}
