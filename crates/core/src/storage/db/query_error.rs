//! Query error: whether anything was executed, whether a retry may help, and which `Error` a client gets.

use std::{fmt::Display, time::Duration};

use tokio::time::timeout;
use tokio_postgres::error::{DbError, SqlState};

use crate::base::error::Error;

const RETRY_AFTER: u32 = 2;

/// Why a statement has no rows.
pub(super) enum QueryError {
    /// It was never sent: there was no connection to send it on.
    NotSent(Error),
    /// It was sent, and there was no answer in time.
    Timeout,
    Postgres(tokio_postgres::Error),
}

impl QueryError {
    /// Nothing was executed, or on this connection nothing can be any more.
    pub(super) fn ends_connection(&self) -> bool {
        match self {
            Self::NotSent(_) => false,
            Self::Timeout => true,
            Self::Postgres(error) => is_dead(error) || is_stale_statement(error),
        }
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
            QueryError::NotSent(error) => error,
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

/// Two statements waited for each other, and the server undid this one.
pub(super) fn is_deadlock(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED)
}

/// Unavailable is not broken: what a later attempt may cure is 503. Values of a failed row stay out of the log.
fn classify(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) if !is_dead(error) && !is_overloaded(db.code()) => match db.constraint() {
            Some(name) => Error::Constraint(name.to_owned()),
            None => Error::internal(format!("the database: {}", message(db))),
        },
        _ => unavailable(error),
    }
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
    [SqlState::TOO_MANY_CONNECTIONS, SqlState::QUERY_CANCELED, SqlState::T_R_DEADLOCK_DETECTED].contains(code)
}
