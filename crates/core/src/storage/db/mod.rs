//! Connection pool of Postgres: small, one round trip a query, without the sockets that a frozen instance has outlived.

mod connection;
mod param;
mod pool;
pub mod purge;
mod query_error;
mod read_only;
mod retry;
mod transaction;

use std::{pin::Pin, sync::Arc, time::Duration};

use deadpool::managed::Object;
use tokio_postgres::{Client, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::base::{
    clock::Clock,
    env,
    error::{Error, Result},
    tls,
    trace::{self, Part},
};
use connection::Connector;
pub use param::Param;
use pool::Pool;
use query_error::{
    QueryError, SILENCE, is_dead, is_deadlock, is_recovery_conflict, is_stale_statement, unavailable, within,
};
use read_only::Primary;
pub use retry::{retry, retry_in_background};
use transaction::PinnedConnection;
pub use transaction::Transaction;

/// The newest migration this code needs; readiness compares it with the database.
pub const SCHEMA_VERSION: i32 = 22;

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// No statement of ours takes this long; a connection that stays silent for longer is given up.
const QUERY_LIMIT: Duration = Duration::from_secs(15);
/// How often a statement may lose a deadlock, which undoes all of it, before that counts as overload.
const MOST_DEADLOCKS: u32 = 3;

/// Cheap to clone; connects when first asked.
#[derive(Clone)]
pub struct Db {
    source: Source,
    prepares: bool,
    after_write: Option<AfterWrite>,
    /// How long a statement may take.
    limit: Duration,
    primary: Arc<Primary>,
    replica: Option<Arc<Db>>,
    /// Whether the replica may answer in the primary's place.
    falls_back: bool,
}

/// A hook that runs after each write and each commit, before the caller has the result.
pub type AfterWrite = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

#[derive(Clone)]
enum Source {
    Pool(Pool),
    /// The one connection of a transaction.
    Transaction(PinnedConnection),
}

/// A connection of one's own past any pooler, for what needs a session: migrations, dumps.
pub async fn connect_directly(settings: &env::Database) -> Result<Client> {
    let config = settings.direct.as_ref().ok_or_else(|| {
        Error::internal(
            "the database is reached through a pooler; set DATABASE_URL_UNPOOLED to the direct connection string, \
             whose host does not end in -pooler",
        )
    })?;
    let tls = MakeRustlsConnect::new(tls::database(settings.root_certificate.as_deref())?);
    let (client, connection) = config.connect(tls).await.map_err(|error| unavailable(&error))?;
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
        // Where a replica can answer, or is the one that answers, nobody waits for longer than for a database to wake.
        let guarded = settings.replica.is_some();
        let connect = if guarded { SILENCE } else { CONNECT_LIMIT };
        let one = |config: &tokio_postgres::Config| -> Result<Self> {
            let connector = Connector::new(config.clone(), tls.clone(), clock.clone());
            Ok(Self {
                source: Source::Pool(Pool::new(connector, settings.pool_size, connect)?),
                prepares: settings.prepares(config),
                after_write: None,
                limit: QUERY_LIMIT,
                primary: Primary::new(guarded, clock.clone()),
                replica: None,
                falls_back: false,
            })
        };
        let replica = settings.replica.as_ref().map(one).transpose()?.map(Arc::new);
        Ok(Self { replica, ..one(&settings.config)? })
    }

    /// The same database with a hook.
    pub fn after_write(&self, hook: AfterWrite) -> Self {
        Self { after_write: Some(hook), ..self.clone() }
    }

    /// The same with a shorter limit for statements. A connection that stays silent is given up all the same.
    pub fn within(&self, limit: Duration) -> Self {
        Self { limit, ..self.clone() }
    }

    /// A query that changes nothing: repeated once when its connection was dead.
    pub async fn read(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        self.run(Intent::Read, sql, params).await
    }

    /// A statement that changes something: repeated only when nothing of it can have happened.
    pub async fn write(&self, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        let written = self.run(Intent::Write, sql, params).await;
        run_hook(self.after_write.as_ref()).await;
        written
    }

    /// Whether all that is written is undone unless somebody commits it.
    pub fn is_transaction(&self) -> bool {
        matches!(self.source, Source::Transaction(_))
    }

    /// Opens a connection where there is none to use, while a request waits for something else anyway. A failure is
    /// left to the query that meets it.
    pub async fn warm(&self) {
        let Source::Pool(pool) = &self.source else { return };
        if self.primary.is_here() {
            pool.warm().await;
        }
    }

    /// Lets go of all connections; later queries fail.
    pub fn close(&self) {
        if let Source::Pool(pool) = &self.source {
            pool.close();
        }
        self.replica.iter().for_each(|replica| replica.close());
    }

    async fn run(&self, intent: Intent, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        // In a box: whatever waits for a future has room for all of it, and whoever hands that on has twice as much.
        let answered = Box::pin(async {
            match &self.source {
                Source::Transaction(open) => self.primary.heard(intent, self.limit, open.query(sql, params).await),
                Source::Pool(_) if self.falls_back && intent == Intent::Read => self.read_somewhere(sql, params).await,
                Source::Pool(_) => self.ask_primary(intent, sql, params).await,
            }
        });
        trace::measure(Part::Db, answered).await
    }

    /// Tries again what may be repeated.
    async fn ask(&self, intent: Intent, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>, QueryError> {
        let (mut repeated, mut deadlocks) = (false, 0);
        loop {
            let error = match self.query_once(intent, repeated, sql, params).await {
                Ok(rows) => return Ok(rows),
                Err(error) => error,
            };
            let is_read = intent == Intent::Read;
            match &error {
                QueryError::Timeout if is_read && !repeated => repeated = true,
                QueryError::Postgres(error)
                    if !repeated
                        && (is_stale_statement(error)
                            || (is_read && (is_dead(error) || is_recovery_conflict(error)))) =>
                {
                    repeated = true;
                }
                QueryError::Postgres(error) if is_deadlock(error) && deadlocks < MOST_DEADLOCKS => deadlocks += 1,
                _ => return Err(error),
            }
            tracing::info!(cause = Error::from(error).cause(), "a query is repeated");
        }
    }

    /// One attempt. A connection that is dead or silent, or has lost a prepared statement, is not used again. A second
    /// attempt trusts no doubtful one either.
    async fn query_once(
        &self,
        intent: Intent,
        is_retry: bool,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Vec<Row>, QueryError> {
        let pool = self.pool()?;
        // A replica is asked before anybody has waited for as long as a statement may take.
        let limit = if self.falls_back { self.limit.min(SILENCE) } else { self.limit };
        if intent == Intent::Read && !is_retry {
            return pool.lease().await?.query(sql, params, self.prepares, limit).await;
        }
        let connection = pool.checkout().await?;
        let answer = within(limit, connection.query(sql, params, self.prepares)).await;
        if answer.as_ref().is_err_and(QueryError::ends_connection) {
            drop(Object::take(connection));
        }
        answer
    }

    fn pool(&self) -> Result<&Pool, QueryError> {
        match &self.source {
            Source::Pool(pool) => Ok(pool),
            Source::Transaction(_) => {
                Err(QueryError::Refused(Error::internal("a transaction has one connection only")))
            }
        }
    }
}

/// Also after what failed, for it may have happened all the same.
async fn run_hook(hook: Option<&AfterWrite>) {
    if let Some(hook) = hook {
        hook().await;
    }
}
