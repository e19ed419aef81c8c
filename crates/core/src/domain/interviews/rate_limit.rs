//! Token bucket: how many interviews somebody may create, twelve at first and four more a day.

use crate::base::{error::Error, rate_limit::LimitStatus};

macro_rules! capacity {
    () => {
        12
    };
}
pub(super) use capacity;

/// How many tokens come back with each interval.
macro_rules! refill {
    () => {
        4
    };
}
pub(super) use refill;

macro_rules! refill_seconds {
    () => {
        86400
    };
}
pub(super) use refill_seconds;

macro_rules! refill_interval {
    () => {
        concat!("interval '", refill_seconds!(), " seconds'")
    };
}
pub(super) use refill_interval;

/// How often a `bucket` was due to be refilled since it last was. Whoever began before the bucket was filled and met it
/// afterwards looks at it from the past, where no interval has gone by yet.
macro_rules! refills_due {
    () => {
        concat!("greatest(0, floor(extract(epoch from now() - bucket.filled_at) / ", refill_seconds!(), "))")
    };
}
pub(super) use refills_due;

/// Takes a token for each `owner` of the common table expression `$of`; no row where the bucket is empty.
macro_rules! take_token {
    ($of:literal) => {
        concat!(
            "insert into token_buckets as bucket (user_id, name, tokens) select owner, 'interviews', ",
            capacity!(),
            " - 1 from ",
            $of,
            "
            on conflict (user_id, name) do update set
                tokens = -1 + least(",
            capacity!(),
            ", bucket.tokens + ",
            refill!(),
            " * ",
            refills_due!(),
            "),
                filled_at = bucket.filled_at + ",
            refills_due!(),
            " * ",
            refill_interval!(),
            "
                where bucket.tokens > 0 or bucket.filled_at <= now() - ",
            refill_interval!(),
            "
            returning user_id"
        )
    };
}
pub(super) use take_token;

pub const POLICY: &str = "interviews";
pub const CAPACITY: u32 = capacity!();
pub const REFILL: u32 = refill!();
pub const REFILL_SECONDS: u32 = refill_seconds!();

/// The bucket is empty for `wait` more seconds.
pub(super) fn exceeded(wait: i32) -> Error {
    let retry_after = wait.max(1) as u32;
    Error::RateLimit(LimitStatus::exhausted(POLICY, CAPACITY as i32, REFILL_SECONDS, retry_after))
}
