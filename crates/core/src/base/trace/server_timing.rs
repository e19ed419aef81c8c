//! Server timing: what a request waited for and how long, for its log line and for the `Server-Timing` header.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use super::{Trace, current};
use crate::base::json::write_number;

/// What a request waits for. The time of two that run beside each other is added, so the sum may be more than the
/// whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who it is, with a look at Clerk's keys where there are none yet, or at an API key in Postgres.
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
pub struct Timings {
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
        self.trace.timings().add(self.part, self.started.elapsed());
    }
}

impl Timings {
    fn add(&self, part: Part, time: Duration) {
        self.parts[part as usize].fetch_add(nanos(time), Relaxed);
    }

    /// In microseconds; None where nothing was spent.
    pub fn spent(&self, part: Part) -> Option<u64> {
        microseconds(&self.parts[part as usize])
    }

    /// What was spent on the model so far was the wait for its first words.
    pub(super) fn first_token(&self) {
        let so_far = self.parts[Part::Ai as usize].load(Relaxed);
        self.first_token.compare_exchange(0, so_far, Relaxed, Relaxed).ok();
    }

    pub(super) fn replied(&self, after: Duration) {
        self.reply.store(nanos(after), Relaxed);
    }

    pub fn reply(&self) -> Option<u64> {
        microseconds(&self.reply)
    }

    pub fn until_first_token(&self) -> Option<u64> {
        microseconds(&self.first_token)
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
        let parts = Part::ALL.into_iter().filter_map(|(part, name)| Some((name, self.spent(part)?)));
        for (name, microseconds) in parts.chain([("total", total.as_micros() as u64)]) {
            let tenths = microseconds.saturating_add(50) / 100;
            header.push_str(if header.is_empty() { "" } else { ", " });
            header.push_str(name);
            header.push_str(";dur=");
            write_number(&mut header, tenths / 10);
            header.push('.');
            write_number(&mut header, tenths % 10);
        }
        header
    }
}

/// Never zero, for something was waited for.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(1)
}

fn microseconds(nanos: &AtomicU64) -> Option<u64> {
    let nanos = nanos.load(Relaxed);
    (nanos > 0).then_some(nanos.saturating_add(500) / 1_000)
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::base::trace::Context;

    #[test]
    fn what_was_not_needed_is_left_out() {
        let timings = Timings::default();
        assert_eq!(timings.header(Duration::from_micros(1_250)), "total;dur=1.3");
        timings.add(Part::Ai, Duration::from_millis(800));
        timings.add(Part::Db, Duration::from_millis(3));
        timings.add(Part::Db, Duration::from_micros(400));
        timings.add(Part::Auth, Duration::ZERO);
        assert_eq!(timings.header(Duration::from_secs(1)), "auth;dur=0.0, db;dur=3.4, ai;dur=800.0, total;dur=1000.0");
    }

    #[test]
    fn the_first_words_are_the_end_of_the_first_wait() {
        let timings = Timings::default();
        timings.add(Part::Ai, Duration::from_millis(800));
        timings.first_token();
        timings.add(Part::Ai, Duration::from_millis(500));
        timings.first_token();
        assert_eq!((timings.until_first_token(), timings.spent(Part::Ai)), (Some(800_000), Some(1_300_000)));
    }

    #[tokio::test]
    async fn time_counts_also_when_nobody_waited_to_the_end() {
        let trace = Trace::new("a-request".to_owned(), Context::begin());
        let waiting = timeout(Duration::from_millis(20), measure(Part::Db, sleep(Duration::from_secs(60))));
        trace.spawn(waiting).await.unwrap().unwrap_err();
        assert!(trace.timings().spent(Part::Db).unwrap() >= 15_000);
        assert_eq!(measure(Part::Db, async { 7 }).await, 7, "outside a request nothing is measured");
    }
}
