//! A guard of our own, which answers the rules that Arcjet would answer (`PROTECTION=local`). The shield and the bots
//! are looked at first, here, and cost no counter; then all limits of the visit are decided together in the store.

mod bots;
mod multi_search;
pub mod rate_limit;
mod waf;

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::hmac;
use http::header;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    base::{clock::Clock, rate_limit::LimitStatus},
    protection::decision::{Allowed, By, Decision, Denial, RequestDetails, Rule},
    storage::{db::Db, redis::Redis},
};
use rate_limit::{Check, DenialCache, InMemory, Kind, Limit, Outcome, Store};

/// A store that is away is asked again after this.
const REST_MS: i64 = 5_000;
/// Suspicious visits, of which the fifth blocks: Arcjet's documented way to try its shield out.
const STRIKES: Limit =
    Limit { policy: "shield", kind: Kind::Strikes, capacity: 5, refill: 5, interval_ms: 900_000, cost: 0 };

pub struct LocalProtection {
    store: Store,
    clock: Clock,
    secret: hmac::Key,
    refusals: DenialCache,
    counters: InMemory,
    /// Until when the store is left alone; zero while it answers.
    resting_until: AtomicI64,
}

impl LocalProtection {
    /// Counts in Redis where there is one, else in Postgres. Nothing is asked before the first visit.
    pub fn new(db: Db, redis: Option<Redis>, clock: Clock) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, b"darasa");
        let (refusals, counters) = Default::default();
        Self { store: Store::new(&db, redis), clock, secret, refusals, counters, resting_until: AtomicI64::new(0) }
    }

    /// Whoever reads the store learns nobody's address without the secret, which all instances have. A preview may have
    /// the same one and the same Redis, but a database of its own: its visits are not production's.
    pub fn of(mut self, database: &str, secret: &SecretString) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        self.secret = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&secret, database.as_bytes()).as_ref());
        self
    }

    pub async fn decide(&self, visit: &RequestDetails<'_>, rules: &[Rule]) -> Decision {
        if rules.contains(&Rule::Shield) && waf::is_attack(visit) {
            return Decision::Deny(Denial::Shield);
        }
        let user_agent = visit.headers.get(header::USER_AGENT).map(|value| value.as_bytes());
        for rule in rules {
            if let Rule::Bots { allow } = rule
                && let denied = bots::denied(user_agent, allow)
                && !denied.is_empty()
            {
                return Decision::Deny(Denial::Bot(denied));
            }
        }
        let wanted: Vec<Check> = rules.iter().filter_map(|rule| self.wanted(visit, rule)).collect();
        match wanted.is_empty() {
            true => Decision::Allow(Allowed::default()),
            false => self.count(&wanted).await,
        }
    }

    /// The limit that a rule sets to this visitor.
    fn wanted(&self, visit: &RequestDetails<'_>, rule: &Rule) -> Option<Check> {
        let (by, limit) = match *rule {
            Rule::Bots { .. } => return None,
            Rule::Shield => (By::Address, Limit { cost: waf::is_suspicious(visit.headers).into(), ..STRIKES }),
            Rule::SlidingWindow { policy, max, interval_seconds } => {
                let (capacity, interval_ms) = (i64::from(max), milliseconds(interval_seconds));
                let refill = capacity.max(1);
                (By::Address, Limit { policy, kind: Kind::Window, capacity, refill, interval_ms, cost: 1 })
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

    /// Whoever was refused is refused again without asking anybody, until there may be room.
    async fn count(&self, wanted: &[Check]) -> Decision {
        let now = self.now();
        let remembered = wanted.iter().filter_map(|each| Some((each, self.refusals.wait(each, now)?)));
        if let Some((each, wait)) = remembered.max_by_key(|(_, wait)| *wait) {
            return Decision::Deny(denial(each, each.limit.told(0, wait)));
        }
        let taken = self.take(wanted, now).await;
        let refused = taken.refusals(wanted).map(|(each, state)| {
            let wait = each.limit.wait(state, taken.now, each.limit.cost.max(1));
            self.refusals.remember(each, now, wait);
            (wait, denial(each, each.limit.refusal(state, taken.now)))
        });
        match refused.max_by_key(|(wait, _)| *wait) {
            Some((_, denial)) => Decision::Deny(denial),
            None => Decision::Allow(Allowed { standing: nearest(wanted, &taken), ..Allowed::default() }),
        }
    }

    /// In the store, or, while it is away, in this instance alone: a limit is there for everybody's convenience, and
    /// must not be what stops them. What costs money is counted elsewhere, and stops.
    async fn take(&self, wanted: &[Check], now: i64) -> Outcome {
        if is_resting(self.resting_until.load(Ordering::Relaxed), now) {
            return self.counters.take(wanted, now);
        }
        match self.store.take(wanted).await {
            Ok(taken) => {
                if self.resting_until.swap(0, Ordering::Relaxed) != 0 {
                    tracing::info!(ratelimit.degraded = false, "limits are counted for all instances again");
                    self.counters.forget();
                }
                taken
            }
            Err(cause) => {
                // One line for all who found out at once.
                if !is_resting(self.resting_until.swap(now + REST_MS, Ordering::Relaxed), now) {
                    tracing::warn!(ratelimit.degraded = true, cause, "limits are counted by this instance alone");
                }
                self.counters.take(wanted, now)
            }
        }
    }

    fn now(&self) -> i64 {
        let now: SystemTime = (self.clock)();
        now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }
}

/// An interval is never empty.
fn milliseconds(seconds: u32) -> i64 {
    i64::from(seconds.max(1)) * 1_000
}

/// A clock that went back does not prolong it.
fn is_resting(until: i64, now: i64) -> bool {
    (until - REST_MS..until).contains(&now)
}

fn denial(wanted: &Check, standing: LimitStatus) -> Denial {
    match wanted.limit.kind {
        Kind::Strikes => Denial::Shield,
        Kind::Bucket | Kind::Window => Denial::RateLimit(standing),
    }
}

/// The limit of which the smallest part is left.
fn nearest(wanted: &[Check], taken: &Outcome) -> Option<LimitStatus> {
    let told = wanted.iter().zip(&taken.states).filter(|(each, _)| each.limit.kind != Kind::Strikes);
    let standings = told.map(|(each, state)| each.limit.standing(*state, taken.now));
    standings.min_by(|one, other| {
        let part = |standing: &LimitStatus| f64::from(standing.remaining) / f64::from(standing.quota.max(1));
        part(one).total_cmp(&part(other))
    })
}
