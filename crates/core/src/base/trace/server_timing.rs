//! Where the time of a request goes, for its line in the log and for `Server-Timing`.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use super::{Trace, current};

/// What a request waits for. The time of two that run beside each other is added, so the sum may be more than the
/// whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who it is, with a look at Clerk's keys where there are none yet.
    Auth,
    /// Whether they may.
    Protect,
    /// What is remembered, and the limits that are counted there.
    Redis,
    /// Postgres: a connection and the answer.
    Db,
    /// The model.
    Ai,
}

impl Part {
    const ALL: [(Self, &'static str); 5] =
        [(Self::Auth, "auth"), (Self::Protect, "protect"), (Self::Redis, "redis"), (Self::Db, "db"), (Self::Ai, "ai")];
}

/// Nanoseconds; 0 is what was not needed.
#[derive(Debug, Default)]
pub struct Spent {
    parts: [AtomicU64; Part::ALL.len()],
    first_token: AtomicU64,
    /// Until the client had been handed all there was for it.
    reply: AtomicU64,
    round_trips: AtomicU32,
    connections: AtomicU32,
}

/// Waits for something, and adds its time to that part of the request, also when nobody waits any longer.
pub async fn measure<T>(part: Part, waited_for: impl Future<Output = T>) -> T {
    let Some(trace) = current() else { return waited_for.await };
    let _watch = Stopwatch { trace, part, started: Instant::now() };
    waited_for.await
}

struct Stopwatch {
    trace: Trace,
    part: Part,
    started: Instant,
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        self.trace.spent().add(self.part, self.started.elapsed());
    }
}

impl Spent {
    fn add(&self, part: Part, time: Duration) {
        self.parts[part as usize].fetch_add(nanos(time), Relaxed);
    }

    /// In milliseconds; None where nothing was spent.
    pub fn ms(&self, part: Part) -> Option<f64> {
        ms(&self.parts[part as usize])
    }

    /// What was spent on the model so far was the wait for its first words.
    pub(super) fn first_token(&self) {
        let so_far = self.parts[Part::Ai as usize].load(Relaxed);
        self.first_token.compare_exchange(0, so_far, Relaxed, Relaxed).ok();
    }

    pub(super) fn replied(&self, after: Duration) {
        self.reply.store(nanos(after), Relaxed);
    }

    pub fn reply_ms(&self) -> Option<f64> {
        ms(&self.reply)
    }

    pub fn first_token_ms(&self) -> Option<f64> {
        ms(&self.first_token)
    }

    /// Something was sent to Postgres and answered.
    pub fn round_trip(&self) {
        self.round_trips.fetch_add(1, Relaxed);
    }

    pub fn round_trips(&self) -> Option<u32> {
        Some(self.round_trips.load(Relaxed)).filter(|count| *count > 0)
    }

    /// A connection to Postgres was made.
    pub fn connected(&self) {
        self.connections.fetch_add(1, Relaxed);
    }

    pub fn connections(&self) -> Option<u32> {
        Some(self.connections.load(Relaxed)).filter(|count| *count > 0)
    }

    /// The value of `Server-Timing` when the head leaves, so that of a stream the model's first words are its end.
    pub fn header(&self, total: Duration) -> String {
        let mut header = String::with_capacity(96);
        for (part, name) in Part::ALL {
            if let Some(ms) = self.ms(part) {
                // To write into a string cannot fail.
                write!(header, "{name};dur={ms:.1}, ").ok();
            }
        }
        write!(header, "total;dur={:.1}", total.as_secs_f64() * 1e3).ok();
        header
    }
}

/// Never zero, for something was waited for.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(1)
}

fn ms(nanos: &AtomicU64) -> Option<f64> {
    let nanos = nanos.load(Relaxed);
    (nanos > 0).then(|| (nanos as f64 / 1e3).round() / 1e3)
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::base::trace::Context;

    #[test]
    fn what_was_not_needed_is_not_told() {
        let spent = Spent::default();
        assert_eq!(spent.header(Duration::from_micros(1_250)), "total;dur=1.2");
        spent.add(Part::Ai, Duration::from_millis(800));
        spent.add(Part::Db, Duration::from_millis(3));
        spent.add(Part::Db, Duration::from_micros(400));
        spent.add(Part::Auth, Duration::ZERO);
        assert_eq!(spent.header(Duration::from_secs(1)), "auth;dur=0.0, db;dur=3.4, ai;dur=800.0, total;dur=1000.0");
    }

    #[test]
    fn the_first_words_are_the_end_of_the_first_wait() {
        let spent = Spent::default();
        spent.add(Part::Ai, Duration::from_millis(800));
        spent.first_token();
        spent.add(Part::Ai, Duration::from_millis(500));
        spent.first_token();
        assert_eq!((spent.first_token_ms(), spent.ms(Part::Ai)), (Some(800.0), Some(1300.0)));
    }

    #[tokio::test]
    async fn time_counts_also_when_nobody_waited_to_the_end() {
        let trace = Trace::new("a-request".to_owned(), Context::begin());
        let waiting = timeout(Duration::from_millis(20), measure(Part::Db, sleep(Duration::from_secs(60))));
        trace.spawn(waiting).await.unwrap().unwrap_err();
        assert!(trace.spent().ms(Part::Db).unwrap() >= 15.0);
        assert_eq!(measure(Part::Db, async { 7 }).await, 7, "outside a request nothing is measured");
    }
}
