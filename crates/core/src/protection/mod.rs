//! Protection: who decides whether a visit may pass, Arcjet, local protection or nobody.

pub mod arcjet;
pub mod decision;
pub mod local;

use crate::{
    base::{
        clock::Clock,
        env::{Env, Protector},
    },
    http::WaitUntil,
    protection::{
        arcjet::Arcjet,
        decision::{Allowed, Decision, RequestDetails, Rule},
        local::LocalProtection,
    },
    storage::{db::Db, redis::Redis},
};

pub enum Protection {
    Arcjet(Arcjet),
    /// Our own, which counts in Redis where there is one, else in Postgres.
    Local {
        local: Box<LocalProtection>,
        in_redis: bool,
    },
    /// A laptop's.
    Off,
}

impl Protection {
    pub(super) fn new(env: &Env, db: &Db, redis: Option<&Redis>, clock: Clock) -> Self {
        match &env.protection.by {
            Protector::Arcjet(arcjet) => Self::Arcjet(Arcjet::new(arcjet, clock)),
            Protector::Local => {
                Self::Local { local: Box::new(Self::local(env, db, redis, clock)), in_redis: redis.is_some() }
            }
            Protector::Off => Self::Off,
        }
    }

    /// All instances have its secret, and nobody who reads the counters does.
    pub(super) fn local(env: &Env, db: &Db, redis: Option<&Redis>, clock: Clock) -> LocalProtection {
        let local = LocalProtection::new(db.clone(), redis.cloned(), clock);
        local.with_secret(&env.database.name(), &env.clerk.secret_key)
    }

    /// What is still to be done about a decision holds the invocation open.
    pub async fn decide(&self, visit: &RequestDetails<'_>, rules: &[Rule], hold: &WaitUntil) -> Decision {
        match self {
            Self::Arcjet(arcjet) => arcjet.decide(visit, rules, hold).await,
            // Nobody who is not signed in keeps the database awake.
            Self::Local { local, in_redis: false } if visit.user.is_none() => local.decide_here(visit, rules).await,
            Self::Local { local, .. } => local.decide(visit, rules).await,
            Self::Off => Decision::Allow(Allowed::default()),
        }
    }

    /// Whether the database has nothing to do while a decision is waited for.
    pub fn leaves_database_idle(&self) -> bool {
        matches!(self, Self::Arcjet(_) | Self::Local { in_redis: true, .. })
    }

    /// Whether interviews are counted by somebody else too: our own bucket of them is in Postgres, exact, and decides.
    pub fn counts_interviews(&self) -> bool {
        matches!(self, Self::Arcjet(_))
    }

    pub fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    /// How many visits passed in this process although nobody decided about them.
    pub fn undecided_so_far(&self) -> u64 {
        match self {
            Self::Arcjet(arcjet) => arcjet.undecided_so_far(),
            // It always decides, if need be by what this instance has counted.
            Self::Local { .. } | Self::Off => 0,
        }
    }
}
