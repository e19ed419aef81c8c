//! Rate limit store: where limits are counted for all instances, Redis or Postgres, within a time limit.

use std::time::Duration;

use tokio::time::timeout;

use super::{Check, Outcome, postgres, redis};
use crate::storage::{db::Db, redis::Redis};

/// As long as Arcjet is given, connecting included: a request waits for a database that wakes up anyway.
const POSTGRES_LIMIT: Duration = Duration::from_secs(2);
/// A connection that is silent for so long is given up within that, so that the next visit does not get it.
const STATEMENT_LIMIT: Duration = Duration::from_millis(1_500);

pub enum Store {
    Postgres(Db),
    Redis(Redis),
}

impl Store {
    pub fn new(db: &Db, redis: Option<Redis>) -> Self {
        redis.map_or_else(|| Self::Postgres(db.within(STATEMENT_LIMIT)), Self::Redis)
    }

    pub async fn take(&self, checks: &[Check]) -> Result<Outcome, String> {
        let outcome = match self {
            Self::Redis(redis) => redis::take(redis, checks).await?,
            Self::Postgres(db) => match timeout(POSTGRES_LIMIT, postgres::take(db, checks)).await {
                Ok(outcome) => outcome.map_err(|error| error.cause().unwrap_or("the database: no").to_owned())?,
                Err(_) => return Err("the database: no answer in time".to_owned()),
            },
        };
        if outcome.agrees(checks) { Ok(outcome) } else { Err("the store and this build count differently".to_owned()) }
    }
}
