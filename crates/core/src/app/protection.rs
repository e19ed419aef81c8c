//! Who decides whether a visit may pass.

use crate::{
    clock::Clock,
    env::{self, Protector},
    http::Hold,
    protection::{Allowed, Decision, Rule, Visit},
    providers::arcjet::Arcjet,
};

pub enum Protection {
    Arcjet(Arcjet),
    /// A laptop's.
    Off,
}

impl Protection {
    pub(super) fn new(settings: &env::Protection, clock: Clock) -> Self {
        match &settings.by {
            Protector::Arcjet(arcjet) => Self::Arcjet(Arcjet::new(arcjet, clock)),
            // Our own guard takes its place here.
            Protector::Local | Protector::Off => Self::Off,
        }
    }

    /// What is still to be done about a decision holds the invocation open.
    pub async fn decide(&self, visit: &Visit<'_>, rules: &[Rule], hold: &Hold) -> Decision {
        match self {
            Self::Arcjet(arcjet) => arcjet.decide(visit, rules, hold).await,
            Self::Off => Decision::Allow(Allowed::default()),
        }
    }

    /// Whether a decision is waited for while the database has nothing to do.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Arcjet(_))
    }

    pub fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    /// How many visits passed in this process although nobody decided about them.
    pub fn undecided_so_far(&self) -> u64 {
        match self {
            Self::Arcjet(arcjet) => arcjet.undecided_so_far(),
            Self::Off => 0,
        }
    }
}
