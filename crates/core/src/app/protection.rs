//! Who decides whether a visit may pass.

use crate::{
    clock::Clock,
    db::Db,
    env::{Env, Protector},
    guard::Guard,
    http::Hold,
    protection::{Allowed, Decision, Rule, Visit},
    providers::arcjet::Arcjet,
    redis::Redis,
};

pub enum Protection {
    Arcjet(Arcjet),
    /// Our own guard.
    Local(Box<Guard>),
    /// A laptop's.
    Off,
}

impl Protection {
    pub(super) fn new(env: &Env, db: &Db, redis: Option<&Redis>, clock: Clock) -> Self {
        match &env.protection.by {
            Protector::Arcjet(arcjet) => Self::Arcjet(Arcjet::new(arcjet, clock)),
            // A secret that all instances have. When it changes, limits begin anew.
            Protector::Local => {
                let guard = Guard::new(db, redis.cloned(), clock);
                Self::Local(Box::new(guard.with_secret(&env.clerk.secret_key)))
            }
            Protector::Off => Self::Off,
        }
    }

    /// What is still to be done about a decision holds the invocation open.
    pub async fn decide(&self, visit: &Visit<'_>, rules: &[Rule], hold: &Hold) -> Decision {
        match self {
            Self::Arcjet(arcjet) => arcjet.decide(visit, rules, hold).await,
            Self::Local(guard) => guard.decide(visit, rules).await,
            Self::Off => Decision::Allow(Allowed::default()),
        }
    }

    /// Whether a decision is waited for while the database has nothing to do.
    pub fn is_elsewhere(&self) -> bool {
        match self {
            Self::Arcjet(_) => true,
            Self::Local(guard) => guard.counts_in_redis(),
            Self::Off => false,
        }
    }

    /// Whether interviews are counted by who protects, too. Our own guard would count them where they are counted anyway.
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
            Self::Local(_) | Self::Off => 0,
        }
    }
}
