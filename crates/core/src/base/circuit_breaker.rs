//! Circuit breaker: a service that failed is left alone for a rest, so that nobody waits for what will fail again.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

/// Closed until so many calls in a row have failed, then open for a rest. After the rest it is half-open: everybody may
/// call again, the first failure opens it anew and the first success closes it.
///
/// Times are those of the wall clock, because a monotonic one need not advance while an instance is frozen. A clock
/// that went back before a rest began ends it.
#[derive(Debug)]
pub struct CircuitBreaker {
    threshold: u32,
    rest: Duration,
    report_every: Option<Duration>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In a row.
    failures: u32,
    /// The last rest, whether it is over or not. None: closed.
    rest: Option<Period>,
    /// When a failure was last reported, and until when no other one is.
    reported: Option<Period>,
}

/// What a caller may do that asks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    Closed,
    /// The rest is over, and this one call finds out whether the service is back.
    Probe,
    Open,
}

#[derive(Debug, Clone, Copy)]
struct Period {
    since: SystemTime,
    length: Duration,
}

impl Period {
    fn contains(self, now: SystemTime) -> bool {
        now.duration_since(self.since).is_ok_and(|passed| passed < self.length)
    }
}

impl CircuitBreaker {
    /// `threshold` is the number of failures that opens it.
    pub fn new(threshold: u32, rest: Duration) -> Self {
        Self { threshold, rest, report_every: None, state: Mutex::default() }
    }

    /// Reports failures at most that often, whether it closed in between or not: for a rest so short that a report of
    /// every opening would flood the log.
    pub fn reporting_every(self, interval: Duration) -> Self {
        Self { report_every: Some(interval), ..self }
    }

    /// Whether the service is to be left alone now.
    pub fn is_open(&self, now: SystemTime) -> bool {
        self.state().rest.is_some_and(|rest| rest.contains(now))
    }

    /// Nothing has failed since the last success.
    pub fn is_closed(&self) -> bool {
        self.state().rest.is_none()
    }

    /// For a service that takes long to fail: after the rest one caller finds out, and all others go on as if it were
    /// open, until that one has said what came of it, or for as long as the lease if nothing is heard of it.
    pub fn pass(&self, now: SystemTime, lease: Duration) -> Passage {
        let mut state = self.state();
        match state.rest {
            None => Passage::Closed,
            Some(rest) if rest.contains(now) => Passage::Open,
            Some(_) => {
                state.rest = Some(Period { since: now, length: lease });
                Passage::Probe
            }
        }
    }

    /// A call has failed. True when the caller is to report it: of all who find out at once only one is.
    pub fn failed(&self, now: SystemTime) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures < self.threshold {
            return false;
        }
        let was_open = state.rest.is_some_and(|rest| rest.contains(now));
        state.rest = Some(Period { since: now, length: self.rest });
        let Some(length) = self.report_every else { return !was_open };
        let is_due = !state.reported.is_some_and(|reported| reported.contains(now));
        if is_due {
            state.reported = Some(Period { since: now, length });
        }
        is_due
    }

    /// The service itself asks to be left alone for so long.
    pub fn open_for(&self, rest: Duration, now: SystemTime) {
        self.state().rest = Some(Period { since: now, length: rest });
    }

    /// A call was answered. True when that closed it.
    pub fn succeeded(&self) -> bool {
        let mut state = self.state();
        state.failures = 0;
        state.rest.take().is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a state that is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(5);

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(second)
    }

    #[test]
    fn a_failure_opens_it_for_a_rest_and_is_reported_once() {
        let breaker = CircuitBreaker::new(1, REST);
        assert!(!breaker.is_open(at(100)));
        assert!(breaker.failed(at(100)));
        assert!(!breaker.failed(at(101)), "a call that was under way");
        assert!(breaker.is_open(at(105)), "the rest begins with the last failure");
        assert!(!breaker.is_open(at(106)));
    }

    #[test]
    fn after_the_rest_a_failure_opens_it_anew_and_a_success_closes_it() {
        let breaker = CircuitBreaker::new(1, REST);
        assert!(!breaker.succeeded(), "it was closed");
        breaker.failed(at(100));
        assert!(breaker.failed(at(105)));
        assert!(breaker.is_open(at(109)));
        assert!(breaker.succeeded());
        assert!(!breaker.is_open(at(109)));
        assert!(!breaker.succeeded());
    }

    #[test]
    fn only_failures_in_a_row_count() {
        let breaker = CircuitBreaker::new(3, REST);
        for _ in 0..3 {
            assert!(!breaker.failed(at(100)) && !breaker.failed(at(100)));
            assert!(!breaker.is_open(at(100)));
            assert!(!breaker.succeeded());
        }
        breaker.failed(at(100));
        breaker.failed(at(100));
        assert!(breaker.failed(at(100)) && breaker.is_open(at(100)));
        assert!(breaker.failed(at(110)) && breaker.is_open(at(110)), "half-open, one failure is enough");
    }

    #[test]
    fn a_clock_that_went_back_prolongs_nothing() {
        let breaker = CircuitBreaker::new(1, REST).reporting_every(6 * REST);
        breaker.failed(at(100));
        assert!(!breaker.is_open(at(99)));
        assert!(breaker.failed(at(50)), "and is reported");
        assert!(breaker.is_open(at(54)) && !breaker.is_open(at(55)));
    }

    #[test]
    fn reports_can_be_rarer_than_rests() {
        let breaker = CircuitBreaker::new(1, REST).reporting_every(6 * REST);
        let mut reported = Vec::new();
        for second in 100..=160 {
            if breaker.failed(at(second)) {
                reported.push(second);
            }
            breaker.succeeded();
        }
        assert_eq!(reported, [100, 130, 160]);
    }

    #[test]
    fn after_the_rest_one_caller_at_a_time_finds_out() {
        let (breaker, lease) = (CircuitBreaker::new(1, REST), Duration::from_secs(9));
        assert_eq!(breaker.pass(at(99), lease), Passage::Closed);
        breaker.failed(at(100));
        assert_eq!(breaker.pass(at(104), lease), Passage::Open);
        assert_eq!(breaker.pass(at(105), lease), Passage::Probe);
        assert_eq!(breaker.pass(at(113), lease), Passage::Open, "somebody is finding out");
        assert_eq!(breaker.pass(at(114), lease), Passage::Probe, "nothing was heard of them");
        breaker.failed(at(115));
        assert_eq!((breaker.pass(at(119), lease), breaker.is_closed()), (Passage::Open, false));
        breaker.succeeded();
        assert_eq!((breaker.pass(at(119), lease), breaker.is_closed()), (Passage::Closed, true));
    }

    #[test]
    fn a_service_says_how_long_it_wants_to_be_left_alone() {
        let breaker = CircuitBreaker::new(1, REST);
        breaker.open_for(Duration::from_secs(60), at(100));
        assert!(breaker.is_open(at(159)) && !breaker.is_open(at(160)));
    }
}
