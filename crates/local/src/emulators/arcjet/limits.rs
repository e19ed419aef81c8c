//! Rate limits of three kinds, each with the state of one counter. Times are milliseconds.

const SECOND: i64 = 1_000;

/// How a limit stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub denied: bool,
    pub max: u32,
    pub remaining: u32,
    pub reset_seconds: u32,
    pub window_seconds: u32,
    /// For how many seconds a denial may be repeated without asking.
    pub ttl: u32,
}

/// So many requests from the first one on; then all of them anew.
#[derive(Clone, Debug)]
pub(crate) struct FixedWindow {
    began: i64,
    count: u32,
}

impl FixedWindow {
    pub(crate) fn new(now: i64) -> Self {
        Self { began: now, count: 0 }
    }

    pub(crate) fn take(&mut self, now: i64, max: u32, seconds: u32) -> Standing {
        let length = i64::from(seconds) * SECOND;
        if now >= self.began + length {
            *self = Self::new(now);
        }
        self.count = self.count.saturating_add(1);
        let denied = self.count > max;
        let reset = up(self.began + length - now);
        standing(denied, max, max.saturating_sub(self.count), reset, seconds)
    }
}

/// Two windows by the clock, of which the one before counts as far as it still reaches into the last `interval`.
#[derive(Clone, Debug)]
pub(crate) struct SlidingWindow {
    began: i64,
    previous: u32,
    current: u32,
}

impl SlidingWindow {
    pub(crate) fn new(now: i64, seconds: u32) -> Self {
        let length = i64::from(seconds) * SECOND;
        Self { began: now - now.rem_euclid(length), previous: 0, current: 0 }
    }

    /// A request that is refused does not count, or whoever keeps asking would never get through again.
    pub(crate) fn take(&mut self, now: i64, max: u32, seconds: u32) -> Standing {
        let length = i64::from(seconds) * SECOND;
        self.turn(now, length);
        let weighted = |this: &Self| {
            let left = (length - (now - this.began)).clamp(0, length);
            i128::from(this.previous) * i128::from(left) + i128::from(this.current) * i128::from(length)
        };
        let most = i128::from(max) * i128::from(length);
        let denied = weighted(self) + i128::from(length) > most;
        if denied {
            return standing(true, max, 0, self.until_one_passes(now, max, length), seconds);
        }
        self.current += 1;
        let remaining = (most - weighted(self)) / i128::from(length);
        standing(false, max, u32::try_from(remaining).unwrap_or(0), up(self.began + length - now), seconds)
    }

    fn turn(&mut self, now: i64, length: i64) {
        let began = now - now.rem_euclid(length);
        match (began - self.began) / length {
            0 => return,
            1 => (self.previous, self.current) = (self.current, 0),
            _ => (self.previous, self.current) = (0, 0),
        }
        self.began = began;
    }

    /// Weight leaves evenly: first what is left of the window before, then this one's, when it has become the one
    /// before.
    fn until_one_passes(&self, now: i64, max: u32, length: i64) -> u32 {
        let (previous, current, max) = (i64::from(self.previous), i64::from(self.current), i64::from(max));
        let end = self.began + length;
        let passes_at = match max - current {
            0 if max == 0 => end,
            0 => end + length - (length * (max - 1)) / current,
            room if previous > 0 => end - (length * (room - 1)) / previous,
            _ => now,
        };
        up(passes_at - now).max(1)
    }
}

/// Starts full, and gets `refill` tokens after every whole interval.
#[derive(Clone, Debug)]
pub(crate) struct TokenBucket {
    tokens: u32,
    stepped: i64,
}

/// What a bucket holds at most, and what it gets when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refill {
    pub capacity: u32,
    pub tokens: u32,
    pub interval_seconds: u32,
}

impl TokenBucket {
    pub(crate) fn new(now: i64, capacity: u32) -> Self {
        Self { tokens: capacity, stepped: now }
    }

    /// Too few tokens are left where they are.
    pub(crate) fn take(&mut self, now: i64, refill: Refill, requested: u32) -> Standing {
        self.refill(now, refill);
        let left = self.tokens.checked_sub(requested);
        self.tokens = left.unwrap_or(self.tokens);

        let interval = i64::from(refill.interval_seconds) * SECOND;
        let steps = i64::from((refill.capacity - self.tokens).div_ceil(refill.tokens));
        let reset = if steps == 0 { 0 } else { up(self.stepped + steps * interval - now) };
        let denied = left.is_none();
        // With tokens left or at the next step a cheaper request may pass, so no denial may outlast that.
        let ttl = match self.tokens {
            0 if denied => whole(self.stepped + interval - now),
            _ => 0,
        };
        Standing { ttl, ..standing(denied, refill.capacity, self.tokens, reset, refill.interval_seconds) }
    }

    fn refill(&mut self, now: i64, Refill { capacity, tokens, interval_seconds }: Refill) {
        let interval = i64::from(interval_seconds) * SECOND;
        let steps = ((now - self.stepped) / interval).max(0);
        let gained = u64::try_from(steps).unwrap_or(0).saturating_mul(tokens.into());
        let held = gained.saturating_add(self.tokens.into()).min(capacity.into());
        self.tokens = u32::try_from(held).unwrap_or(capacity);
        // A full bucket waits for whoever takes from it first.
        self.stepped = if self.tokens == capacity { now } else { self.stepped + steps * interval };
    }
}

fn standing(denied: bool, max: u32, remaining: u32, reset_seconds: u32, window_seconds: u32) -> Standing {
    let ttl = if denied { reset_seconds } else { 0 };
    Standing { denied, max, remaining, reset_seconds, window_seconds, ttl }
}

/// Seconds, never fewer than these milliseconds.
fn up(milliseconds: i64) -> u32 {
    u32::try_from((milliseconds.max(0) + SECOND - 1) / SECOND).unwrap_or(u32::MAX)
}

/// Seconds, never more than these milliseconds.
fn whole(milliseconds: i64) -> u32 {
    u32::try_from(milliseconds.max(0) / SECOND).unwrap_or(u32::MAX)
}
