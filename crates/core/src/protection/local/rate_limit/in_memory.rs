//! What one instance remembers by itself: limits while the store is away, and who was refused until when.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    State,
    store::{Check, Outcome},
};

/// More are not remembered: some 2 MB at most, however many addresses an attacker has.
const MOST: usize = 10_000;

/// The limits of a store, by the same sums, for as long as there is none.
#[derive(Default)]
pub struct InMemory(Mutex<Memory<State>>);

/// Until when visits are refused without asking anybody, and what they would cost.
#[derive(Default)]
pub struct DenialCache(Mutex<Memory<i64>>);

impl InMemory {
    pub fn take(&self, wanted: &[Check], now: i64) -> Outcome {
        let mut memory = locked(&self.0);
        let stored = |each: &Check| memory.get(&each.key, now).map_or(State::empty(now), |known| known.what);
        let mut states: Vec<State> = wanted.iter().map(|each| each.limit.forward(stored(each), now)).collect();
        let passed = wanted.iter().zip(&states).all(|(each, state)| each.limit.passes(*state, now));
        for (each, state) in wanted.iter().zip(&mut states).filter(|(each, _)| passed && each.limit.cost > 0) {
            *state = each.limit.take(*state, now);
            memory.put(&each.key, *state, now, each.limit.expires(*state));
        }
        Outcome { now, passed, states }
    }

    /// The store counts again.
    pub fn forget(&self) {
        locked(&self.0).0.clear();
    }
}

impl DenialCache {
    /// For how many milliseconds more a visit as costly as this one is refused.
    pub fn wait(&self, wanted: &Check, now: i64) -> Option<i64> {
        let memory = locked(&self.0);
        let refused = memory.get(&wanted.key, now)?;
        (wanted.limit.cost.max(1) >= refused.what).then_some(refused.until - now)
    }

    pub fn remember(&self, wanted: &Check, now: i64, wait: i64) {
        locked(&self.0).put(&wanted.key, wanted.limit.cost.max(1), now, now + wait);
    }
}

/// What is known for a while.
#[derive(Default)]
struct Memory<T>(HashMap<String, Known<T>>);

struct Known<T> {
    what: T,
    from: i64,
    until: i64,
}

impl<T> Memory<T> {
    /// A clock that went back before it was known tells nothing of how long ago that was.
    fn get(&self, key: &str, now: i64) -> Option<&Known<T>> {
        self.0.get(key).filter(|known| (known.from..known.until).contains(&now))
    }

    /// When there is no room, what has expired goes, or else everything: never more memory, never somebody kept out
    /// because somebody else filled it.
    fn put(&mut self, key: &str, what: T, now: i64, until: i64) {
        if self.0.len() >= MOST && !self.0.contains_key(key) {
            self.0.retain(|_, known| known.until > now);
            if self.0.len() >= MOST {
                self.0.clear();
            }
        }
        self.0.insert(key.to_owned(), Known { what, from: now, until });
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

    fn wanted(key: &str, capacity: i64, cost: i64) -> Check {
        let limit = Limit { policy: "any", kind: Kind::Bucket, capacity, refill: capacity, interval_ms: 1_000, cost };
        Check { key: key.to_owned(), limit }
    }

    #[test]
    fn a_refusal_by_one_limit_takes_nothing_from_the_other() {
        let counters = InMemory::default();
        let both = [wanted("wide", 10, 1), wanted("narrow", 1, 1)];
        assert!(counters.take(&both, 5).passed);
        for _ in 0..20 {
            let refused = counters.take(&both, 6);
            assert!(!refused.passed);
            assert_eq!(refused.refusals(&both).map(|(each, _)| each.key.as_str()).collect::<Vec<_>>(), ["narrow"]);
        }
        assert_eq!(counters.take(&both[..1], 6).states[0].taken, 2, "the one that passed, and this one");
        counters.forget();
        assert!(counters.take(&both, 6).passed);
    }

    #[test]
    fn a_refusal_is_remembered_until_its_end_and_for_what_costs_as_much() {
        let refusals = DenialCache::default();
        let dear = wanted("probe", 10, 5);
        assert_eq!(refusals.wait(&dear, 0), None);
        refusals.remember(&dear, 100, 50);
        assert_eq!(refusals.wait(&dear, 100), Some(50));
        assert_eq!(refusals.wait(&dear, 149), Some(1));
        assert_eq!(refusals.wait(&dear, 150), None);
        assert_eq!(refusals.wait(&wanted("probe", 10, 4), 100), None, "there may be room for less");
        assert_eq!(refusals.wait(&dear, 99), None, "a clock that went back");
        assert_eq!(refusals.wait(&wanted("other", 10, 5), 100), None);
    }

    #[test]
    fn however_many_come_no_more_are_remembered() {
        let counters = InMemory::default();
        for nth in 0..3 * MOST {
            assert!(counters.take(&[wanted(&nth.to_string(), 1, 1)], nth as i64 / 20).passed);
            assert!(locked(&counters.0).0.len() <= MOST);
        }
        let last = wanted(&(3 * MOST - 1).to_string(), 1, 1);
        assert!(!counters.take(&[last], 3 * MOST as i64 / 20).passed, "those who came last are still known");
    }
}
