//! Rate limits in memory: counted by one instance alone while the store is unavailable, and a cache of denials.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Check, Outcome, State};

/// More entries are not kept: some 2 MB at most, however many addresses an attacker has.
const MOST: usize = 10_000;

/// The limits of a store, by the same sums, for as long as it is unavailable.
#[derive(Default)]
pub struct InMemory(Mutex<ExpiringMap<State>>);

/// Until when visits are denied without asking the store, and what they would cost.
#[derive(Default)]
pub struct DenialCache(Mutex<ExpiringMap<i64>>);

impl InMemory {
    pub fn take(&self, checks: &[Check], now: i64) -> Outcome {
        let mut entries = locked(&self.0);
        let stored = |check: &Check| entries.get(&check.key, now).map_or(State::empty(now), |entry| entry.value);
        let mut states: Vec<State> = checks.iter().map(|check| check.limit.forward(stored(check), now)).collect();
        let passed = checks.iter().zip(&states).all(|(check, state)| check.limit.passes(*state, now));
        for (check, state) in checks.iter().zip(&mut states).filter(|(check, _)| passed && check.limit.cost > 0) {
            *state = check.limit.take(*state, now);
            entries.put(&check.key, *state, now, check.limit.expires(*state));
        }
        Outcome { now, passed, states }
    }

    /// For when the store counts again.
    pub fn clear(&self) {
        locked(&self.0).0.clear();
    }
}

impl DenialCache {
    /// For how many milliseconds more a visit as costly as this one is denied.
    pub fn wait(&self, check: &Check, now: i64) -> Option<i64> {
        let entries = locked(&self.0);
        let denial = entries.get(&check.key, now)?;
        (check.limit.cost.max(1) >= denial.value).then_some(denial.until - now)
    }

    pub fn remember(&self, check: &Check, now: i64, wait: i64) {
        locked(&self.0).put(&check.key, check.limit.cost.max(1), now, now + wait);
    }
}

/// A map of which the entries expire, with a limit to its size.
#[derive(Default)]
struct ExpiringMap<T>(HashMap<String, Entry<T>>);

struct Entry<T> {
    value: T,
    from: i64,
    until: i64,
}

impl<T> ExpiringMap<T> {
    /// An entry from the future is ignored: after a clock went back nobody knows how old it is.
    fn get(&self, key: &str, now: i64) -> Option<&Entry<T>> {
        self.0.get(key).filter(|entry| (entry.from..entry.until).contains(&now))
    }

    /// When there is no room, expired entries are removed, or else all: memory stays limited, and nobody is refused
    /// because somebody else filled it.
    fn put(&mut self, key: &str, value: T, now: i64, until: i64) {
        if self.0.len() >= MOST && !self.0.contains_key(key) {
            self.0.retain(|_, entry| entry.until > now);
            if self.0.len() >= MOST {
                self.0.clear();
            }
        }
        self.0.insert(key.to_owned(), Entry { value, from: now, until });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves numbers that are still good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protection::local::rate_limit::{Kind, Limit};

    fn check(key: &str, capacity: i64, cost: i64) -> Check {
        let limit = Limit { policy: "any", kind: Kind::Bucket, capacity, refill: capacity, interval_ms: 1_000, cost };
        Check { key: key.to_owned(), limit }
    }

    #[test]
    fn a_refusal_by_one_limit_takes_nothing_from_the_other() {
        let counters = InMemory::default();
        let both = [check("wide", 10, 1), check("narrow", 1, 1)];
        assert!(counters.take(&both, 5).passed);
        for _ in 0..20 {
            let refused = counters.take(&both, 6);
            assert!(!refused.passed);
            assert_eq!(refused.denials(&both).map(|(check, _)| check.key.as_str()).collect::<Vec<_>>(), ["narrow"]);
        }
        assert_eq!(counters.take(&both[..1], 6).states[0].taken, 2, "the one that passed, and this one");
        counters.clear();
        assert!(counters.take(&both, 6).passed);
    }

    #[test]
    fn a_refusal_is_remembered_until_its_end_and_for_what_costs_as_much() {
        let denials = DenialCache::default();
        let dear = check("probe", 10, 5);
        assert_eq!(denials.wait(&dear, 0), None);
        denials.remember(&dear, 100, 50);
        assert_eq!(denials.wait(&dear, 100), Some(50));
        assert_eq!(denials.wait(&dear, 149), Some(1));
        assert_eq!(denials.wait(&dear, 150), None);
        assert_eq!(denials.wait(&check("probe", 10, 4), 100), None, "there may be room for less");
        assert_eq!(denials.wait(&dear, 99), None, "a clock that went back");
        assert_eq!(denials.wait(&check("other", 10, 5), 100), None);
    }

    #[test]
    fn however_many_come_no_more_are_remembered() {
        let counters = InMemory::default();
        for nth in 0..3 * MOST {
            assert!(counters.take(&[check(&nth.to_string(), 1, 1)], nth as i64 / 20).passed);
            assert!(locked(&counters.0).0.len() <= MOST);
        }
        let last = check(&(3 * MOST - 1).to_string(), 1, 1);
        assert!(!counters.take(&[last], 3 * MOST as i64 / 20).passed, "those who came last are still known");
    }
}
