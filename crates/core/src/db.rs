//! Postgres: a small pool, one round trip a query, sockets that a frozen instance has outlived thrown away.

mod connection;
mod param;
mod transaction;

use std::{pin::Pin, sync::Arc, time::Duration};

use deadpool::{Runtime, managed};
use tokio::time::timeout;
use tokio_postgres::{Client, Row, error::SqlState};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    clock::Clock,
    env,
    error::{Error, Result},
    tls,
};
use connection::Connector;
pub use param::Param;
use transaction::Open;
pub use transaction::Transaction;

/// The newest migration this code needs; readiness compares it with the database.
pub const SCHEMA_VERSION: i32 = 5;

const WAIT_LIMIT: Duration = Duration::from_secs(3);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// A write cannot be repeated, so a socket that was idle this long is asked whether it still lives.
const DOUBTFUL_AFTER: Duration = Duration::from_secs(5);
/// A connection that is opened beside something else is waited for no longer than that; the query that needs it will wait.
const WARM_LIMIT: Duration = Duration::from_secs(2);
const CHECK_LIMIT: Duration = Duration::from_secs(1);
/// No statement of ours takes this long; a connection that stays silent for longer is given up.
const QUERY_LIMIT: Duration = Duration::from_secs(15);
/// How often a statement may lose a deadlock, which undoes all of it, before that counts as overload.
const MOST_DEADLOCKS: u32 = 3;
const RETRY_AFTER: u32 = 2;

/// Cheap to clone; connects when first asked.
#[derive(Clone)]
pub struct Db {
    source: Source,
    prepares: bool,
    watch: Option<Watch>,
}

/// What is done after each write and each commit, before anybody hears of it.
pub type Watch = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

#[derive(Clone)]
enum Source {
    Pool(managed::Pool<Connector>),
    /// The one connection of a transaction.
    Transaction(Open),
}

/// A connection of one's own past any pooler, for what needs a session: migrations, dumps.
pub async fn connect_directly(settings: &env::Database) -> Result<Client> {
    let config = settings.direct.as_ref().ok_or_else(|| {
        Error::internal("DATABASE_URL goes through a pooler; set DATABASE_URL_UNPOOLED to the direct connection string")
    })?;
    let tls = MakeRustlsConnect::new(tls::database(settings.root_certificate.as_deref())?);
    let (client, connection) = config.connect(tls).await.map_err(|error| told(&error))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection of its own ended");
        }
    });
    Ok(client)
}

/// What may be repeated when the connection turns out to be dead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Intent {
    Read,
    Write,
}

impl Db {
    pub fn new(settings: &env::Database, clock: Clock) -> Result<Self> {
        let tls = tls::database(settings.root_certificate.as_deref())?;
        let timeouts =
            managed::Timeouts { wait: Some(WAIT_LIMIT), create: Some(CONNECT_LIMIT), recycle: Some(CHECK_LIMIT) };
        let pool = managed::Pool::builder(Connector::new(settings.config.clone(), tls, clock))
            .max_size(settings.pool_size)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::internal)?;
        Ok(Self { source: Source::Pool(pool), prepares: settings.prepares(), watch: None })
    }

    /// The same database for somebody who wants to know of what is written.
    pub fn watched(&self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self.clone() }
    }

    /// A query that changes nothing: repeated once when its connection was dead.
    pub async fn read(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        self.run(Intent::Read, sql, params).await
    }

    /// A statement that changes something: repeated only when nothing of it can have happened.
    pub async fn write(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        let written = self.run(Intent::Write, sql, params).await;
        tell(self.watch.as_ref()).await;
        written
    }

    /// Opens a connection where there is none to use, for whoever has to wait for something else anyway. A failure is told
    /// by the query that meets it.
    pub async fn warm(&self) {
        let Source::Pool(pool) = &self.source else { return };
        pool.retain(|connection, _| connection.is_usable());
        if pool.status().size == 0 {
            timeout(WARM_LIMIT, pool.get()).await.ok();
        }
    }

    /// Lets go of all connections; later queries fail.
    pub fn close(&self) {
        if let Source::Pool(pool) = &self.source {
            pool.close();
        }
    }

    async fn run(&self, intent: Intent, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        if let Source::Transaction(open) = &self.source {
            return open.query(sql, params).await;
        }
        let (mut repeated, mut deadlocks) = (false, 0);
        loop {
            let error = match self.attempt(intent, sql, params).await? {
                Ok(rows) => return Ok(rows),
                Err(error) => error,
            };
            if !repeated && (is_forgotten_statement(&error) || (intent == Intent::Read && is_dead(&error))) {
                repeated = true;
            } else if is_deadlock(&error) && deadlocks < MOST_DEADLOCKS {
                deadlocks += 1;
            } else {
                return Err(told(&error));
            }
            tracing::info!(error = %error, "a query is repeated");
        }
    }

    /// One try. A connection that went dead or silent, or knows too little, is not used again.
    async fn attempt(
        &self,
        intent: Intent,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Result<Vec<Row>, tokio_postgres::Error>> {
        let mut connection = self.checkout(intent).await?;
        let answer = timeout(QUERY_LIMIT, connection.query(sql, params, self.prepares)).await;
        let usable = match &answer {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => !is_dead(error) && !is_forgotten_statement(error),
            Err(_) => false,
        };
        if !usable {
            drop(managed::Object::take(connection));
        }
        answer.map_err(|_| Error::unavailable("the database: no answer in time", RETRY_AFTER))
    }

    async fn checkout(&self, intent: Intent) -> Result<managed::Object<Connector>> {
        let Source::Pool(pool) = &self.source else {
            return Err(Error::internal("a transaction has one connection only"));
        };
        loop {
            let connection = pool.get().await.map_err(|error| match error {
                managed::PoolError::Backend(error) => told(&error),
                other => Error::unavailable(format!("the database pool: {other}"), RETRY_AFTER),
            })?;
            if intent == Intent::Read || connection.idle() < DOUBTFUL_AFTER || connection.answers(CHECK_LIMIT).await {
                return Ok(connection);
            }
            drop(managed::Object::take(connection));
        }
    }
}

/// Also of what failed, for nobody knows whether it happened.
async fn tell(watch: Option<&Watch>) {
    if let Some(watch) = watch {
        watch().await;
    }
}

/// The connection is gone, or the server said that it is about to be.
fn is_dead(error: &tokio_postgres::Error) -> bool {
    const GONE: [SqlState; 5] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::CONNECTION_FAILURE,
        SqlState::CONNECTION_DOES_NOT_EXIST,
    ];
    match error.code() {
        Some(code) => GONE.contains(code),
        None => error.is_closed() || std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>()),
    }
}

/// A statement prepared earlier does not fit any more (a migration, or a pooler that lost it). Nothing was executed.
fn is_forgotten_statement(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        Some(error) => {
            *error.code() == SqlState::INVALID_SQL_STATEMENT_NAME
                || (*error.code() == SqlState::FEATURE_NOT_SUPPORTED && error.message().contains("cached plan"))
        }
        None => false,
    }
}

/// Two statements waited for each other, and the server undid this one.
fn is_deadlock(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED)
}

/// Away is not broken: what a later attempt may cure is 503. Values of a failed row stay out of the log.
fn told(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) if is_dead(error) || is_overloaded(db.code()) || is_refusal(db.code()) => {
            Error::unavailable(format!("the database: {}", db.message()), RETRY_AFTER)
        }
        Some(db) => match db.constraint() {
            Some(name) => Error::Constraint(name.to_owned()),
            None => Error::internal(format!("the database: {} {}", db.code().code(), db.message())),
        },
        None => Error::unavailable(format!("the database: {}", with_source(error)), RETRY_AFTER),
    }
}

fn is_overloaded(code: &SqlState) -> bool {
    [SqlState::TOO_MANY_CONNECTIONS, SqlState::QUERY_CANCELED, SqlState::T_R_DEADLOCK_DETECTED].contains(code)
}

/// The server is there but does not let us in: an operator's matter, and for a client the same as away.
fn is_refusal(code: &SqlState) -> bool {
    [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION, SqlState::INVALID_CATALOG_NAME]
        .contains(code)
}

fn with_source(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}
