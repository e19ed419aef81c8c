//! Rate limit tests: counts in memory, keys, and what properties hold of any sequence of requests.

use proptest::prelude::*;

use super::*;

/// The one that all visits pass, and the ones of interviews and of the probe.
const EVERYWHERE: Limit =
    Limit { policy: "requests", kind: Kind::Window, capacity: 100, refill: 100, interval_ms: 60_000, cost: 1 };
const INTERVIEWS: Limit =
    Limit { policy: "interviews", kind: Kind::Bucket, capacity: 12, refill: 4, interval_ms: 86_400_000, cost: 1 };
const PROBE: Limit =
    Limit { policy: "probe", kind: Kind::Bucket, capacity: 10, refill: 5, interval_ms: 10_000, cost: 5 };
const STRIKES: Limit =
    Limit { policy: "shield", kind: Kind::Strikes, capacity: 5, refill: 5, interval_ms: 900_000, cost: 1 };

/// A store with a clock that is set by hand.
struct Kept {
    limit: Limit,
    state: State,
}

impl Kept {
    fn new(limit: Limit) -> Self {
        Self { limit, state: State::empty(0) }
    }

    /// One visit; how the limit stands after it.
    fn visit(&mut self, now: i64) -> Result<LimitStatus, LimitStatus> {
        let state = self.limit.forward(self.state, now);
        if !self.limit.passes(state, now) {
            return Err(self.limit.refusal(state, now));
        }
        self.state = self.limit.take(state, now);
        Ok(self.limit.standing(self.state, now))
    }

    fn visits(&mut self, times: usize, now: i64) -> usize {
        (0..times).filter(|_| self.visit(now).is_ok()).count()
    }
}

#[test]
fn a_hundred_a_minute_pass_and_no_more() {
    let mut kept = Kept::new(EVERYWHERE);
    for nth in 1..=100 {
        let standing = kept.visit(1_000).unwrap();
        assert_eq!((standing.remaining, standing.quota, standing.window_seconds), (100 - nth, 100, 60));
    }
    let refused = kept.visit(1_000).unwrap_err();
    // All of it counts until the interval is over; then a hundredth of it fades in 600 ms.
    assert_eq!((refused.remaining, refused.reset_seconds), (0, 61));
    assert!(kept.visit(61_000).is_err());
    assert!(kept.visit(61_599).is_err());
    assert!(kept.visit(61_600).is_ok());
    assert!(kept.visit(61_601).is_err(), "only one of them");
}

#[test]
fn half_an_interval_later_half_of_it_counts() {
    let mut kept = Kept::new(EVERYWHERE);
    assert_eq!(kept.visits(50, 0), 50);
    // Arcjet's own example: 50 before, 30 s later 25 of them count, so 75 more pass.
    assert_eq!(kept.visits(200, 90_000), 75);
    assert_eq!(kept.visits(200, 120_000), 25, "all of the 75 count, and a new interval begins");
    assert_eq!(kept.visits(200, 150_000), 37, "37.5 of the 75 count, and the 25");
}

#[test]
fn after_two_quiet_intervals_everything_is_forgotten() {
    let mut kept = Kept::new(EVERYWHERE);
    assert_eq!(kept.visits(150, 0), 100);
    assert_eq!(kept.visits(150, 120_000), 100);
}

#[test]
fn a_bucket_starts_full_and_is_refilled_in_whole_steps() {
    let mut kept = Kept::new(INTERVIEWS);
    let day = 86_400_000;
    assert_eq!(kept.visits(20, 5), 12);
    assert_eq!(kept.visit(5).unwrap_err().reset_seconds, 86_400);
    assert_eq!(kept.visits(20, 5 + day - 1), 0, "nothing drips");
    assert_eq!(kept.visits(20, 5 + day), 4);
    assert_eq!(kept.visits(20, 5 + day * 3 + day / 2), 8, "two steps");
    assert_eq!(kept.visits(20, 5 + day * 4), 4, "the steps stay where they were");
    assert_eq!(kept.visits(20, 5 + day * 400), 12, "never more than it holds");
}

#[test]
fn a_bucket_that_was_full_for_long_takes_its_first_step_an_interval_after_it_was() {
    let mut kept = Kept::new(PROBE);
    kept.visit(0).unwrap();
    kept.visit(1_000_000).unwrap();
    assert_eq!(kept.visit(1_009_999).unwrap().remaining, 0);
    assert!(kept.visit(1_009_999).is_err(), "the step is due a millisecond later");
    assert_eq!(kept.visit(1_010_000).unwrap().remaining, 0);
}

#[test]
fn visits_may_cost_more_than_one_and_nothing_is_taken_from_who_is_refused() {
    let mut kept = Kept::new(PROBE);
    assert_eq!(kept.visit(0).unwrap().remaining, 5);
    assert_eq!(kept.visit(0).unwrap().remaining, 0);
    let before = kept.state;
    assert_eq!(kept.visit(3_000).unwrap_err().reset_seconds, 7);
    assert_eq!(kept.state, before);
    assert!(kept.visit(9_999).is_err());
    assert!(kept.visit(10_000).is_ok());
}

#[test]
fn five_strikes_block_for_a_quarter_of_an_hour_after_the_last_one() {
    let mut kept = Kept::new(STRIKES);
    for nth in 0..5 {
        assert!(kept.visit(nth * 60_000).is_ok());
    }
    kept.limit.cost = 0;
    assert!(kept.visit(240_000).is_err(), "now also without a strike");
    assert!(kept.visit(240_000 + 899_999).is_err());
    assert!(kept.visit(240_000 + 900_000).is_ok());
    assert_eq!(kept.limit.forward(kept.state, 240_000 + 900_000).taken, 0);
}

#[test]
fn a_clock_that_goes_back_gives_nothing_back() {
    let mut kept = Kept::new(EVERYWHERE);
    assert_eq!(kept.visits(150, 100_000), 100);
    assert_eq!(kept.visits(150, 10_000), 0);
    let mut kept = Kept::new(PROBE);
    assert_eq!(kept.visits(9, 100_000), 2);
    assert_eq!(kept.visits(9, 10_000), 0);
}

#[test]
fn more_than_everything_never_passes() {
    let mut kept = Kept::new(Limit { cost: 11, ..PROBE });
    let refused = kept.visit(0).unwrap_err();
    assert_eq!((refused.remaining, refused.reset_seconds), (10, 0));
}

fn limits() -> impl Strategy<Value = Limit> {
    let kinds = prop_oneof![Just(Kind::Bucket), Just(Kind::Window), Just(Kind::Strikes)];
    (kinds, 1..40_i64, 1..40_i64, prop_oneof![1..50_i64, Just(60_000_i64)], 1..4_i64).prop_map(
        |(kind, capacity, refill, interval_ms, cost)| {
            let refill = if kind == Kind::Bucket { refill } else { capacity };
            Limit { policy: "any", kind, capacity, refill, interval_ms, cost: cost.min(capacity) }
        },
    )
}

/// A limit, and the pauses between visits to it.
fn stories() -> impl Strategy<Value = (Limit, Vec<i64>)> {
    limits().prop_flat_map(|limit| {
        let pauses = prop_oneof![3 => Just(0_i64), 3 => 0..=limit.interval_ms / 3, 1 => 0..limit.interval_ms * 4];
        (Just(limit), proptest::collection::vec(pauses, 1..80))
    })
}

/// The same limits in another way: everything that passed is remembered, nothing is carried forward.
struct Model {
    limit: Limit,
    /// When it was last empty and something was taken.
    anchor: i64,
    passed: Vec<i64>,
    /// What a bucket holds, and how many steps it has taken.
    tokens: i64,
    steps: i64,
}

impl Model {
    fn new(limit: Limit) -> Self {
        Self { limit, anchor: 0, passed: Vec::new(), tokens: limit.capacity, steps: 0 }
    }

    fn visit(&mut self, now: i64) -> bool {
        match self.limit.kind {
            Kind::Bucket => self.bucket(now),
            Kind::Window => self.window(now),
            Kind::Strikes => self.strikes(now),
        }
    }

    fn bucket(&mut self, now: i64) -> bool {
        while self.tokens < self.limit.capacity && self.anchor + (self.steps + 1) * self.limit.interval_ms <= now {
            self.steps += 1;
            self.tokens = (self.tokens + self.limit.refill).min(self.limit.capacity);
        }
        if self.tokens == self.limit.capacity {
            (self.anchor, self.steps) = (now, 0);
        }
        let passes = self.tokens >= self.limit.cost;
        self.tokens -= if passes { self.limit.cost } else { 0 };
        passes
    }

    fn window(&mut self, now: i64) -> bool {
        let Limit { interval_ms, capacity, cost, .. } = self.limit;
        let nth = |at: i64| (at - self.anchor) / interval_ms;
        let within = |interval| self.passed.iter().filter(|at| nth(**at) == interval).count() as i64 * cost;
        let (earlier, taken) = (within(nth(now) - 1), within(nth(now)));
        if earlier + taken == 0 {
            self.anchor = now;
            self.passed.clear();
        }
        // In fractions of the interval, as Arcjet's documentation writes it.
        let elapsed = (now - self.anchor) % interval_ms;
        let rate = earlier as f64 * (interval_ms - elapsed) as f64 / interval_ms as f64 + taken as f64;
        let passes = rate + cost as f64 <= capacity as f64 + 1e-9;
        self.passed.extend(passes.then_some(now));
        passes
    }

    fn strikes(&mut self, now: i64) -> bool {
        if self.passed.last().is_some_and(|last| now - last >= self.limit.interval_ms) {
            self.passed.clear();
        }
        let passes = (self.passed.len() as i64 + 1) * self.limit.cost <= self.limit.capacity;
        self.passed.extend(passes.then_some(now));
        passes
    }
}

proptest! {
    #[test]
    fn the_same_visits_pass_as_in_the_model((limit, pauses) in stories()) {
        let (mut kept, mut model, mut now) = (Kept::new(limit), Model::new(limit), 1_790_000_000_000);
        for pause in pauses {
            now += pause;
            prop_assert_eq!(kept.visit(now).is_ok(), model.visit(now), "{:?} at {}: {:?}", limit, now, kept.state);
        }
    }

    #[test]
    fn whoever_comes_back_when_told_passes_and_a_millisecond_earlier_does_not((limit, pauses) in stories()) {
        let (mut kept, mut now) = (Kept::new(limit), 1_790_000_000_000);
        for pause in pauses {
            now += pause;
            let passed = kept.visit(now);
            let wait = limit.wait(limit.forward(kept.state, now), now, limit.cost);
            if let Err(refused) = passed {
                let told = i64::from(refused.reset_seconds) * 1_000;
                prop_assert!(wait > 0 && told >= wait && told < wait + 1_000, "{} for {}", told, wait);
            }
            let then = |at: i64| limit.passes(limit.forward(kept.state, at), at);
            prop_assert!(then(now + wait));
            prop_assert!(wait == 0 || !then(now + wait - 1));
        }
    }

    #[test]
    fn an_expired_state_is_an_empty_one_and_one_before_that_is_not((limit, pauses) in stories()) {
        let (mut kept, mut now) = (Kept::new(limit), 1_790_000_000_000);
        for pause in pauses {
            now += pause;
            let _ = kept.visit(now);
            let expires = limit.expires(kept.state);
            prop_assert_eq!(limit.forward(kept.state, expires), State::empty(expires));
            prop_assert!(!limit.forward(kept.state, expires - 1).is_empty());
        }
    }

    #[test]
    fn what_remains_can_be_taken_and_no_more((limit, pauses) in stories()) {
        let one_each = Limit { cost: 1, ..limit };
        let (mut kept, mut now) = (Kept::new(limit), 1_790_000_000_000);
        for pause in pauses {
            now += pause;
            let Ok(standing) = kept.visit(now) else { continue };
            let mut rest = Kept { limit: one_each, state: kept.state };
            prop_assert_eq!(rest.visits(50, now), standing.remaining as usize);
            prop_assert!(standing.reset_seconds > 0, "something was taken, so there will be more");
        }
    }
}
