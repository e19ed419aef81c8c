//! Local protection: the rules that Arcjet would decide, decided by us (`PROTECTION=local`). Attacks and bots are
//! refused first, here, and cost no counter; then all limits of the visit are decided together in the store.

mod bots;
mod multi_search;
pub mod rate_limit;
mod waf;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use http::header;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    base::{circuit_breaker::CircuitBreaker, clock::Clock, rate_limit::LimitStatus},
    protection::decision::{Allowed, By, Decision, Denial, RequestDetails, Rule},
    storage::{db::Db, redis::Redis},
};
use rate_limit::{Check, DenialCache, InMemory, Kind, Limit, Outcome, Store};

/// A store that failed is asked again after this.
const REST: Duration = Duration::from_secs(5);
/// Suspicious visits of a user at an address, or of its strangers; the fifth blocks. Arcjet's documented way to try its
/// shield, of which production sees nothing (`server/visit`).
const STRIKES: Limit =
    Limit { policy: "shield", kind: Kind::Strikes, capacity: 5, refill: 5, interval_ms: 900_000, cost: 0 };

/// Where a visit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    /// In the store.
    ForAll,
    /// In the memory of this instance.
    Here,
}

pub struct LocalProtection {
    store: Store,
    clock: Clock,
    secret: hmac::Key,
    denials: DenialCache,
    in_memory: InMemory,
    breaker: CircuitBreaker,
}

impl LocalProtection {
    /// Counts in Redis where there is one, else in Postgres. Nothing is asked before the first visit.
    pub fn new(db: Db, redis: Option<Redis>, clock: Clock) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, b"darasa");
        let (denials, in_memory) = Default::default();
        let breaker = CircuitBreaker::new(1, REST);
        Self { store: Store::new(&db, redis), clock, secret, denials, in_memory, breaker }
    }

    /// Without the secret, which all instances have, nobody can read an address from the store. A preview may have
    /// the same one and the same Redis, but a database of its own: its visits are not production's.
    pub fn with_secret(mut self, database: &str, secret: &SecretString) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        self.secret = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&secret, database.as_bytes()).as_ref());
        self
    }

    /// Counts a visit in this instance alone, and asks no store.
    pub async fn decide_here(&self, visit: &RequestDetails<'_>, rules: &[Rule]) -> Decision {
        self.decide_by(visit, rules, Counting::Here).await
    }

    pub async fn decide(&self, visit: &RequestDetails<'_>, rules: &[Rule]) -> Decision {
        self.decide_by(visit, rules, Counting::ForAll).await
    }

    async fn decide_by(&self, visit: &RequestDetails<'_>, rules: &[Rule], counting: Counting) -> Decision {
        if rules.contains(&Rule::Shield) && waf::is_attack(visit) {
            return Decision::Deny(Denial::Shield);
        }
        let user_agent = visit.headers.get(header::USER_AGENT).map(|value| value.as_bytes());
        for rule in rules {
            if let Rule::Bots(list) = rule
                && let denied = bots::denied(user_agent, *list)
                && !denied.is_empty()
            {
                return Decision::Deny(Denial::Bot(denied));
            }
        }
        let checks: Vec<Check> = rules.iter().filter_map(|rule| self.check(visit, rule)).collect();
        if checks.is_empty() { Decision::Allow(Allowed::default()) } else { self.count(&checks, counting).await }
    }

    /// The limit that a rule sets to this visitor.
    fn check(&self, visit: &RequestDetails<'_>, rule: &Rule) -> Option<Check> {
        let (by, limit) = match *rule {
            Rule::Bots(_) => return None,
            Rule::Shield => (By::Address, Limit { cost: waf::is_suspicious(visit.headers).into(), ..STRIKES }),
            Rule::SlidingWindow { policy, by, max, interval_seconds } => {
                let (capacity, interval_ms) = (i64::from(max), milliseconds(interval_seconds));
                let refill = capacity.max(1);
                (by, Limit { policy, kind: Kind::Window, capacity, refill, interval_ms, cost: 1 })
            }
            Rule::TokenBucket { policy, by, capacity, refill, interval_seconds, requested } => {
                let [capacity, refill, cost] = [capacity, refill.max(1), requested].map(i64::from);
                (
                    by,
                    Limit {
                        policy,
                        kind: Kind::Bucket,
                        capacity,
                        refill,
                        interval_ms: milliseconds(interval_seconds),
                        cost,
                    },
                )
            }
        };
        Some(Check { key: rate_limit::key(&self.secret, &limit, by, visit), limit })
    }

    /// A denied visitor is denied again without asking the store, until there may be room.
    async fn count(&self, checks: &[Check], counting: Counting) -> Decision {
        let now = (self.clock)();
        let millis = unix_millis(now);
        let remembered = checks.iter().filter_map(|check| Some((check, self.denials.wait(check, millis)?)));
        if let Some((check, wait)) = remembered.max_by_key(|(_, wait)| *wait) {
            return Decision::Deny(denial(check, check.limit.status(0, wait)));
        }
        let outcome = match counting {
            Counting::ForAll => self.take(checks, now).await,
            Counting::Here => self.in_memory.take(checks, millis),
        };
        let denied = outcome.denials(checks).map(|(check, state)| {
            let wait = check.limit.wait(state, outcome.now, check.limit.cost.max(1));
            self.denials.remember(check, millis, wait);
            (wait, denial(check, check.limit.status_denied(state, outcome.now)))
        });
        match denied.max_by_key(|(wait, _)| *wait) {
            Some((_, denial)) => Decision::Deny(denial),
            None => Decision::Allow(Allowed { limit: nearest(checks, &outcome), ..Allowed::default() }),
        }
    }

    /// In the store, or, while it is unavailable, in this instance alone: a limit is there for everybody's convenience,
    /// and must not be what stops them. What costs money is counted elsewhere, and stops.
    async fn take(&self, checks: &[Check], now: SystemTime) -> Outcome {
        if self.breaker.is_open(now) {
            return self.in_memory.take(checks, unix_millis(now));
        }
        match self.store.take(checks).await {
            Ok(outcome) => {
                if self.breaker.succeeded() {
                    tracing::info!(ratelimit.degraded = false, "limits are counted for all instances again");
                    self.in_memory.clear();
                }
                outcome
            }
            Err(cause) => {
                if self.breaker.failed(now) {
                    tracing::warn!(ratelimit.degraded = true, cause, "limits are counted by this instance alone");
                }
                self.in_memory.take(checks, unix_millis(now))
            }
        }
    }
}

fn unix_millis(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// An interval is never empty.
fn milliseconds(seconds: u32) -> i64 {
    i64::from(seconds.max(1)) * 1_000
}

fn denial(check: &Check, status: LimitStatus) -> Denial {
    match check.limit.kind {
        Kind::Strikes => Denial::Shield,
        Kind::Bucket | Kind::Window => Denial::RateLimit(status),
    }
}

/// The limit of which the smallest part is left.
fn nearest(checks: &[Check], outcome: &Outcome) -> Option<LimitStatus> {
    let shown = checks.iter().zip(&outcome.states).filter(|(check, _)| check.limit.kind != Kind::Strikes);
    let statuses = shown.map(|(check, state)| check.limit.status_after(*state, outcome.now));
    statuses.min_by(|one, other| {
        let part = |status: &LimitStatus| f64::from(status.remaining) / f64::from(status.quota.max(1));
        part(one).total_cmp(&part(other))
    })
}
