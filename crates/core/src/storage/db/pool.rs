//! Pool of connections: a write or a transaction has one of its own; reads share theirs when there is none left, so
//! that one asks while another's answer is on its way (pipelining), and none waits for a connection to be given back.

use std::{
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, PoolError, TimeoutType, Timeouts},
};
use tokio::{
    select,
    sync::Notify,
    task::yield_now,
    time::{Instant, sleep, timeout},
};
use tokio_postgres::Row;

use super::{
    Param,
    connection::Connector,
    query_error::{QueryError, may_accept_soon, pool_is_busy, unavailable, within},
};
use crate::base::error::{Error, Result};

/// How long anybody waits for a connection, and a read for those who share one with it.
const WAIT_LIMIT: Duration = Duration::from_secs(3);
/// A server that starts lets nobody in for a moment. Nothing was asked yet, so a write may wait for it too.
const CONNECT_AGAIN_AFTER: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// A socket that is used all the time would have been heard of if it were closed.
const RESTED: Duration = Duration::from_millis(1);
/// A write cannot be repeated, so a socket that was idle this long is asked whether it still lives.
const DOUBTFUL_AFTER: Duration = Duration::from_secs(5);
/// A read finds out for itself, without a round trip more: on a doubtful socket it waits that long before it asks
/// again.
const DOUBTFUL_READ_LIMIT: Duration = Duration::from_secs(2);
/// A connection that is opened beside something else is waited for no longer than that; the query that needs it will
/// wait.
const WARM_LIMIT: Duration = Duration::from_secs(2);
const CHECK_LIMIT: Duration = Duration::from_secs(1);

pub(super) type Exclusive = managed::Object<Connector>;

#[derive(Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    most: usize,
    reads: Arc<Reads>,
}

#[derive(Default)]
struct Reads {
    /// What is read on now.
    shared: Mutex<Vec<Weak<Shared>>>,
    /// Tells reads that wait for a connection that there is one to share.
    joinable: Notify,
    /// How many wait for one of their own.
    exclusive_waiting: AtomicUsize,
}

/// A connection that reads share; it goes back to the pool with the last of them.
struct Shared {
    connection: Exclusive,
    /// Tells the others that nothing can be heard on it any more.
    spoiled: Notify,
}

/// A read's part in a connection.
pub(super) struct ReadLease {
    shared: Arc<Shared>,
    /// Whether others were there before, whose answers come first.
    joined: bool,
}

/// Somebody who waits for a connection of their own, for as long as this lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Pool {
    pub(super) fn new(connector: Connector, most: usize, connect: Duration) -> Result<Self> {
        let timeouts = Timeouts { wait: Some(WAIT_LIMIT), create: Some(connect), recycle: Some(CHECK_LIMIT) };
        let builder = managed::Pool::builder(connector).max_size(most).timeouts(timeouts).runtime(Runtime::Tokio1);
        Ok(Self { connections: builder.build().map_err(Error::internal)?, most, reads: Arc::default() })
    }

    /// Opens a connection where there is none to use. A failure is left to the query that meets it.
    pub(super) async fn warm(&self) {
        self.connections.retain(|connection, _| connection.is_usable());
        if self.connections.status().size == 0 {
            timeout(WARM_LIMIT, self.connections.get()).await.ok();
        }
    }

    /// Lets go of what nobody uses.
    pub(super) fn clear(&self) {
        self.connections.retain(|_, _| false);
    }

    pub(super) fn close(&self) {
        self.connections.close();
    }

    /// A connection of one's own, which answered a moment ago or does so now.
    pub(super) async fn checkout(&self) -> Result<Exclusive, QueryError> {
        let _waiting = Waiting::among(&self.reads.exclusive_waiting);
        self.take(true, WAIT_LIMIT).await?.ok_or_else(all_are_taken)
    }

    /// A connection that may be shared: a free one, a new one where there may be more, or the one with the fewest
    /// reads.
    pub(super) async fn lease(&self) -> Result<ReadLease, QueryError> {
        if let Some(free) = self.take(false, Duration::ZERO).await? {
            return Ok(self.share(free));
        }
        let began = Instant::now();
        loop {
            let joinable = self.reads.joinable.notified();
            if let Some(lease) = self.join() {
                return Ok(lease);
            }
            select! {
                free = self.take(false, WAIT_LIMIT.saturating_sub(began.elapsed())) => {
                    return Ok(self.share(free?.ok_or_else(all_are_taken)?));
                }
                () = joinable => {}
            }
        }
    }

    fn share(&self, connection: Exclusive) -> ReadLease {
        let shared = Arc::new(Shared { connection, spoiled: Notify::new() });
        let mut all = self.reads.shared.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&shared));
        drop(all);
        self.reads.joinable.notify_waiters();
        ReadLease { shared, joined: false }
    }

    /// None where nothing was heard for a while: those who wait there may wait in vain. While somebody waits for a
    /// connection of their own, reads crowd on one and leave the others to run empty.
    fn join(&self) -> Option<ReadLease> {
        let all = self.reads.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let is_answering =
            |shared: &Arc<Shared>| shared.connection.is_usable() && shared.connection.idle() < DOUBTFUL_AFTER;
        let most = match self.reads.exclusive_waiting.load(Ordering::Relaxed) {
            0 => self.most,
            _ => 1.min(self.most - 1),
        };
        let answering = all.iter().filter_map(Weak::upgrade).filter(is_answering);
        let shared = answering.take(most).min_by_key(Arc::strong_count)?;
        Some(ReadLease { shared, joined: true })
    }

    /// None when all are taken for so long. A certain one answered a moment ago or does so now.
    async fn take(&self, certain: bool, wait: Duration) -> Result<Option<Exclusive>, QueryError> {
        let timeouts = Timeouts { wait: Some(wait), ..self.connections.timeouts() };
        let (began, mut pauses) = (Instant::now(), CONNECT_AGAIN_AFTER.into_iter());
        loop {
            let connection = match self.connections.timeout_get(&timeouts).await {
                Ok(connection) => connection,
                Err(PoolError::Backend(error)) => {
                    let hopeful = may_accept_soon(&error) && began.elapsed() < WAIT_LIMIT;
                    let away = || QueryError::NotSent(unavailable(&error));
                    sleep(pauses.next().filter(|_| hopeful).ok_or_else(away)?).await;
                    continue;
                }
                Err(PoolError::Timeout(TimeoutType::Wait)) => return Ok(None),
                Err(silent @ PoolError::Timeout(TimeoutType::Create)) => {
                    return Err(QueryError::NotSent(pool_is_busy(silent)));
                }
                Err(other) => return Err(QueryError::Refused(pool_is_busy(other))),
            };
            // What closed meanwhile is known after a turn of the task that reads it, which a request that came at the
            // same moment, as after a freeze, would not wait for.
            if connection.idle() >= RESTED {
                yield_now().await;
                if !connection.is_usable() {
                    drop(managed::Object::take(connection));
                    continue;
                }
            }
            if !certain || connection.idle() < DOUBTFUL_AFTER || connection.answers(CHECK_LIMIT).await {
                return Ok(Some(connection));
            }
            drop(managed::Object::take(connection));
        }
    }
}

impl ReadLease {
    pub(super) async fn query(
        &self,
        sql: &'static str,
        params: &[&dyn Param],
        prepares: bool,
        limit: Duration,
    ) -> Result<Vec<Row>, QueryError> {
        let connection = &self.shared.connection;
        let limit = match self.joined {
            true => limit.min(WAIT_LIMIT),
            false if connection.idle() >= DOUBTFUL_AFTER => limit.min(DOUBTFUL_READ_LIMIT),
            false => limit,
        };
        let spoiled = self.shared.spoiled.notified();
        if connection.is_spoiled() {
            return Err(QueryError::Timeout);
        }
        let answer = select! {
            answer = within(limit, connection.query(sql, params, prepares)) => answer,
            () = spoiled => return Err(QueryError::Timeout),
        };
        match answer {
            // Those before it may only be slow, and whoever asked first will know.
            Err(QueryError::Timeout) if self.joined => Err(all_are_taken()),
            Err(error) if error.ends_connection() => {
                connection.spoil();
                self.shared.spoiled.notify_waiters();
                Err(error)
            }
            answer => answer,
        }
    }
}

impl<'a> Waiting<'a> {
    fn among(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn all_are_taken() -> QueryError {
    QueryError::Refused(pool_is_busy("all connections are taken"))
}
