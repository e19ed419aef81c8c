//! Where limits are counted for all instances, and what is asked of whoever counts.

use std::time::Duration;

use tokio::time::timeout;

use super::{Limit, State, postgres, redis};
use crate::storage::{db::Db, redis::Redis};

/// As long as Arcjet is given, connecting included: whoever waits for a database that wakes up waits for it anyway.
const POSTGRES_LIMIT: Duration = Duration::from_secs(2);
/// A connection that is silent for so long is given up within that, so that whoever comes next does not meet it.
const STATEMENT_LIMIT: Duration = Duration::from_millis(1_500);

pub enum Store {
    Postgres(Db),
    Redis(Redis),
}

/// A limit, and whose visits it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub key: String,
    pub limit: Limit,
}

/// All limits of a visit, decided together: if one of them has no room, nothing is taken from any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// By the store's clock.
    pub now: i64,
    pub passed: bool,
    /// After the visit if it passed, else as they stand.
    pub states: Vec<State>,
}

impl Store {
    pub fn new(db: &Db, redis: Option<Redis>) -> Self {
        redis.map_or_else(|| Self::Postgres(db.within(STATEMENT_LIMIT)), Self::Redis)
    }

    pub async fn take(&self, wanted: &[Check]) -> Result<Outcome, String> {
        let taken = match self {
            Self::Redis(redis) => redis::take(redis, wanted).await?,
            Self::Postgres(db) => match timeout(POSTGRES_LIMIT, postgres::take(db, wanted)).await {
                Ok(taken) => taken.map_err(|error| error.cause().unwrap_or("the database: no").to_owned())?,
                Err(_) => return Err("the database: no answer in time".to_owned()),
            },
        };
        match taken.agrees(wanted) {
            true => Ok(taken),
            false => Err("the store and this build count differently".to_owned()),
        }
    }
}

impl Outcome {
    /// There is a state for each limit, and a visit that did not pass had no room in one of them.
    fn agrees(&self, wanted: &[Check]) -> bool {
        self.states.len() == wanted.len() && self.passed != self.refusals(wanted).next().is_some()
    }

    /// The limits that had no room.
    pub fn refusals<'a>(&'a self, wanted: &'a [Check]) -> impl Iterator<Item = (&'a Check, State)> {
        let all = wanted.iter().zip(self.states.iter().copied()).filter(|_| !self.passed);
        all.filter(|(each, state)| !each.limit.passes(*state, self.now))
    }
}
