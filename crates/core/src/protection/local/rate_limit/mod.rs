//! Rate limiter: how visits are counted, in Postgres, Redis or memory. One state serves three kinds of limits, so that
//! every store keeps the same three numbers for each of them and does the same sums: `forward`, `passes` and `take`.
//! The stores do them by their own clock; the status of a limit is computed from the numbers that they return.
//!
//! An empty state is the same as none, so that a row or key that has expired may go at any time.

mod in_memory;
mod key;
mod postgres;
mod redis;
mod store;

pub use in_memory::{DenialCache, InMemory};
pub use key::key;
pub use postgres::purge;
pub use store::Store;

use crate::base::rate_limit::LimitStatus;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub policy: &'static str,
    pub kind: Kind,
    pub capacity: i64,
    /// How much of what was taken every interval gives back.
    pub refill: i64,
    pub interval_ms: i64,
    /// What a visit takes; one of zero only has to find room for one.
    pub cost: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Starts full; refilled in whole steps, the first one an interval after it was last full.
    Bucket,
    /// Two counters; the earlier one weighs less with every millisecond of the later one's interval.
    Window,
    /// Forgotten an interval after the last one.
    Strikes,
}

/// Times are milliseconds since 1970, by the clock of whoever keeps the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// Where the running interval began.
    pub since: i64,
    /// Taken in the interval before it, which only windows look at.
    pub earlier: i64,
    pub taken: i64,
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

impl Kind {
    /// As the stores read it.
    pub fn number(self) -> i64 {
        match self {
            Self::Bucket => 0,
            Self::Window => 1,
            Self::Strikes => 2,
        }
    }
}

impl State {
    pub fn empty(now: i64) -> Self {
        Self { since: now, earlier: 0, taken: 0 }
    }

    fn is_empty(self) -> bool {
        self.earlier == 0 && self.taken == 0
    }
}

impl Limit {
    /// What has become of a state by now. A clock that went backwards stands still.
    pub fn forward(&self, state: State, now: i64) -> State {
        let steps = (now - state.since).max(0) / self.interval_ms;
        let given_back = steps.saturating_mul(self.refill);
        let earlier = match (self.kind, steps) {
            (Kind::Window, 0) => state.earlier,
            (Kind::Window, 1) => state.taken,
            _ => 0,
        };
        let taken = state.taken.saturating_sub(given_back).max(0);
        let then = State { since: state.since + steps * self.interval_ms, earlier, taken };
        if then.is_empty() { State::empty(now) } else { then }
    }

    /// Whether there is room, in a state brought forward.
    pub fn passes(&self, state: State, now: i64) -> bool {
        self.has_room(state, now, self.cost.max(1))
    }

    /// A visit that passed.
    pub fn take(&self, state: State, now: i64) -> State {
        let since = if self.kind == Kind::Strikes && self.cost > 0 { now } else { state.since };
        State { since, taken: state.taken + self.cost, ..state }
    }

    /// When the state will be empty.
    pub fn expires(&self, state: State) -> i64 {
        let intervals = (state.taken + self.refill - 1) / self.refill + i64::from(self.kind == Kind::Window);
        state.since + intervals * self.interval_ms
    }

    /// The status after a visit that passed: until there is more, if nothing else is taken.
    pub fn status_after(&self, state: State, now: i64) -> LimitStatus {
        let remaining = self.remaining(state, now);
        self.status(remaining, self.wait(state, now, remaining + 1))
    }

    /// The status after a visit that did not pass: until the same visit would.
    pub fn status_denied(&self, state: State, now: i64) -> LimitStatus {
        self.status(self.remaining(state, now), self.wait(state, now, self.cost.max(1)))
    }

    /// Milliseconds until so much could be taken: not earlier, and if nothing else is taken, then. Whatever is more
    /// than everything waits for everything.
    pub fn wait(&self, state: State, now: i64, cost: i64) -> i64 {
        let cost = cost.min(self.capacity);
        if self.has_room(state, now, cost) {
            return 0;
        }
        let interval = self.interval_ms;
        let elapsed = (now - state.since).max(0);
        // What may have been taken when there is room.
        let most = self.capacity - cost;
        match self.kind {
            Kind::Bucket => (state.taken - most + self.refill - 1) / self.refill * interval - elapsed,
            Kind::Strikes => interval - elapsed,
            // The earlier interval has to fade further …
            Kind::Window if state.taken <= most => interval - (most - state.taken) * interval / state.earlier - elapsed,
            // … or this one has to become the earlier one first.
            Kind::Window => interval - elapsed + interval - most * interval / state.taken,
        }
    }

    fn remaining(&self, state: State, now: i64) -> i64 {
        ((self.capacity * self.interval_ms - self.load(state, now)) / self.interval_ms).max(0)
    }

    fn has_room(&self, state: State, now: i64, cost: i64) -> bool {
        self.load(state, now) + cost * self.interval_ms <= self.capacity * self.interval_ms
    }

    /// What counts as taken, times the interval, so that nothing is rounded.
    fn load(&self, state: State, now: i64) -> i64 {
        let elapsed = (now - state.since).clamp(0, self.interval_ms);
        state.earlier * (self.interval_ms - elapsed) + state.taken * self.interval_ms
    }

    pub fn status(&self, remaining: i64, wait_ms: i64) -> LimitStatus {
        LimitStatus {
            policy: self.policy,
            quota: self.capacity as u32,
            window_seconds: (self.interval_ms / 1_000) as u32,
            remaining: remaining as u32,
            reset_seconds: seconds(wait_ms),
        }
    }
}

impl Outcome {
    /// There is a state for each limit, and a visit that did not pass had no room in one of them.
    fn agrees(&self, checks: &[Check]) -> bool {
        self.states.len() == checks.len() && self.passed != self.denials(checks).next().is_some()
    }

    /// The limits that had no room.
    pub fn denials<'a>(&'a self, checks: &'a [Check]) -> impl Iterator<Item = (&'a Check, State)> {
        let all = checks.iter().zip(self.states.iter().copied()).filter(|_| !self.passed);
        all.filter(|(check, state)| !check.limit.passes(*state, self.now))
    }
}

/// Whole seconds, rounded up: no client comes back too early.
fn seconds(milliseconds: i64) -> u32 {
    ((milliseconds.max(0) + 999) / 1_000) as u32
}

#[cfg(test)]
mod tests;
