//! Postgres: a small pool, one round trip a query, sockets that a frozen instance has outlived thrown away.

mod connection;
mod failure;
mod param;
mod transaction;

use std::{iter, pin::Pin, sync::Arc, time::Duration};

use deadpool::{Runtime, managed};
use tokio::time::{Instant, sleep, timeout};
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
use failure::{Failure, away, is_dead, is_deadlock, is_stale_statement, may_let_us_in_soon, pool_is_busy};
pub use param::Param;
use transaction::Open;
pub use transaction::Transaction;

/// The newest migration this code needs; readiness compares it with the database.
pub const SCHEMA_VERSION: i32 = 5;

const WAIT_LIMIT: Duration = Duration::from_secs(3);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// A server that starts lets nobody in for a moment. Nothing was asked yet, so a write may wait for it too.
const CONNECT_AGAIN_AFTER: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// How long what must happen waits for a database that is away, before each further try.
const RETRY_AFTER: [Duration; 3] = [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(4)];
/// What nobody waits for is tried that often afterwards, with a pause before each try that is short for whoever comes
/// back.
const BACKGROUND_RETRIES: (usize, Duration) = (12, Duration::from_secs(2));
/// A write cannot be repeated, so a socket that was idle this long is asked whether it still lives.
const DOUBTFUL_AFTER: Duration = Duration::from_secs(5);
/// A connection that is opened beside something else is waited for no longer than that; the query that needs it will
/// wait.
const WARM_LIMIT: Duration = Duration::from_secs(2);
const CHECK_LIMIT: Duration = Duration::from_secs(1);
/// A read finds out for itself, without a round trip more: on a doubtful socket it waits that long before it asks
/// again.
const DOUBTFUL_READ_LIMIT: Duration = Duration::from_secs(2);
/// No statement of ours takes this long; a connection that stays silent for longer is given up.
const QUERY_LIMIT: Duration = Duration::from_secs(15);
/// How often a statement may lose a deadlock, which undoes all of it, before that counts as overload.
const MOST_DEADLOCKS: u32 = 3;

/// Cheap to clone; connects when first asked.
#[derive(Clone)]
pub struct Db {
    source: Source,
    prepares: bool,
    watch: Option<Watch>,
    /// How long a statement may take.
    limit: Duration,
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
    let (client, connection) = config.connect(tls).await.map_err(|error| away(&error))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection of its own ended");
        }
    });
    Ok(client)
}

/// Does something that may be repeated until the database is there, for a few seconds.
pub async fn retry<T, F>(work: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    retry_with(work, RETRY_AFTER).await
}

/// The same when nobody waits for it: for half a minute.
pub async fn retry_in_background<T, F>(work: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let (times, pause) = BACKGROUND_RETRIES;
    retry_with(work, RETRY_AFTER.into_iter().chain(iter::repeat_n(pause, times))).await
}

async fn retry_with<T, F>(work: impl Fn() -> F, pauses: impl IntoIterator<Item = Duration>) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    for pause in pauses {
        match work().await {
            Err(Error::Unavailable { cause, .. }) => tracing::warn!(cause, "it is tried again"),
            done => return done,
        }
        sleep(pause).await;
    }
    work().await
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
        Ok(Self { source: Source::Pool(pool), prepares: settings.prepares(), watch: None, limit: QUERY_LIMIT })
    }

    /// The same database for somebody who wants to know of what is written.
    pub fn watched(&self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self.clone() }
    }

    /// The same for whoever cannot wait as long for a statement. A connection that stays silent is given up all the
    /// same.
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
        tell(self.watch.as_ref()).await;
        written
    }

    /// Whether all that is written is undone unless somebody commits it.
    pub fn is_transaction(&self) -> bool {
        matches!(self.source, Source::Transaction(_))
    }

    /// Opens a connection where there is none to use, for whoever has to wait for something else anyway. A failure is
    /// told by the query that meets it.
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
        let answered = async {
            match &self.source {
                Source::Transaction(open) => open.query(sql, params).await,
                Source::Pool(_) => self.ask(intent, sql, params).await,
            }
        };
        trace::measure(Part::Db, answered).await
    }

    /// Tries again what may be repeated.
    async fn ask(&self, intent: Intent, sql: &'static str, params: &[&dyn Param]) -> Result<Vec<Row>> {
        let (mut repeated, mut deadlocks) = (false, 0);
        loop {
            let failure = match self.attempt(intent, repeated, sql, params).await {
                Ok(rows) => return Ok(rows),
                Err(failure) => failure,
            };
            let is_read = intent == Intent::Read;
            match &failure {
                Failure::Silent if is_read && !repeated => repeated = true,
                Failure::Said(error) if !repeated && (is_stale_statement(error) || (is_read && is_dead(error))) => {
                    repeated = true;
                }
                Failure::Said(error) if is_deadlock(error) && deadlocks < MOST_DEADLOCKS => deadlocks += 1,
                _ => return Err(failure.into()),
            }
            tracing::info!(cause = Error::from(failure).cause(), "a query is repeated");
        }
    }

    /// One try. A connection that went dead or silent, or knows too little, is not used again. A second try trusts no
    /// doubtful one either.
    async fn attempt(
        &self,
        intent: Intent,
        again: bool,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Vec<Row>, Failure> {
        let certain = intent == Intent::Write || again;
        let mut connection = self.checkout(certain).await.map_err(Failure::Unsent)?;
        let doubtful = !certain && connection.idle() >= DOUBTFUL_AFTER;
        let limit = if doubtful { self.limit.min(DOUBTFUL_READ_LIMIT) } else { self.limit };
        let answer = failure::within(limit, connection.query(sql, params, self.prepares)).await;
        if answer.as_ref().is_err_and(Failure::ends_connection) {
            drop(managed::Object::take(connection));
        }
        answer
    }

    /// A connection; a certain one either answered a moment ago or does so now.
    async fn checkout(&self, certain: bool) -> Result<managed::Object<Connector>> {
        let Source::Pool(pool) = &self.source else {
            return Err(Error::internal("a transaction has one connection only"));
        };
        let (began, mut pauses) = (Instant::now(), CONNECT_AGAIN_AFTER.into_iter());
        loop {
            let connection = match pool.get().await {
                Ok(connection) => connection,
                Err(managed::PoolError::Backend(error)) => {
                    let hopeful = may_let_us_in_soon(&error) && began.elapsed() < WAIT_LIMIT;
                    let pause = pauses.next().filter(|_| hopeful).ok_or_else(|| away(&error))?;
                    sleep(pause).await;
                    continue;
                }
                Err(other) => return Err(pool_is_busy(other)),
            };
            if !certain || connection.idle() < DOUBTFUL_AFTER || connection.answers(CHECK_LIMIT).await {
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

#[cfg(test)]
mod tests {
    use std::future;

    use super::*;

    /// Something that cannot be done for so many seconds.
    fn away_for(seconds: u64) -> impl Fn() -> future::Ready<Result<Duration>> {
        let began = Instant::now();
        move || match began.elapsed() {
            waited if waited >= Duration::from_secs(seconds) => future::ready(Ok(waited)),
            _ => future::ready(Err(Error::unavailable("away", 1))),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_must_happen_waits_for_seconds_and_for_half_a_minute_when_nobody_listens() {
        assert!(retry(away_for(5)).await.is_ok());
        assert!(retry(away_for(6)).await.is_err());
        for seconds in [6, 17, 29] {
            let waited = retry_in_background(away_for(seconds)).await.unwrap();
            assert!(
                waited <= Duration::from_secs(seconds + 2),
                "{waited:?}: whoever comes back finds nothing in the way"
            );
        }
        assert!(retry_in_background(away_for(30)).await.is_err());
    }
}
