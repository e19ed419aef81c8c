//! Token bucket in Postgres: how often a person may do something dear. It starts full and is refilled in whole steps.

use crate::base::{error::Error, rate_limit::LimitStatus};

/// How often a `bucket` was due to be refilled since it last was. Whoever began before the bucket was filled and met it
/// afterwards looks at it from the past, where no interval has gone by yet.
macro_rules! refills_due {
    ($seconds:expr) => {
        concat!("greatest(0, floor(extract(epoch from now() - bucket.filled_at) / ", $seconds, "))")
    };
}
pub(crate) use refills_due;

macro_rules! refill_interval {
    ($seconds:expr) => {
        concat!("interval '", $seconds, " seconds'")
    };
}
pub(crate) use refill_interval;

/// Takes a token of the bucket `$name` for each `owner` of the common table expression `$of`; no row where it is empty.
macro_rules! take_token {
    ($name:expr, $capacity:expr, $refill:expr, $seconds:expr, $of:literal) => {
        concat!(
            "insert into token_buckets as bucket (user_id, name, tokens) select owner, '",
            $name,
            "', ",
            $capacity,
            " - 1 from ",
            $of,
            "
            on conflict (user_id, name) do update set
                tokens = -1 + least(",
            $capacity,
            ", bucket.tokens + ",
            $refill,
            " * ",
            $crate::domain::accounts::token_bucket::refills_due!($seconds),
            "),
                filled_at = bucket.filled_at + ",
            $crate::domain::accounts::token_bucket::refills_due!($seconds),
            " * ",
            $crate::domain::accounts::token_bucket::refill_interval!($seconds),
            "
                where bucket.tokens > 0 or bucket.filled_at <= now() - ",
            $crate::domain::accounts::token_bucket::refill_interval!($seconds),
            "
            returning user_id"
        )
    };
}
pub(crate) use take_token;

/// The bucket is empty for `wait` more seconds.
pub fn exceeded(policy: &'static str, capacity: i32, refill_seconds: u32, wait: i32) -> Error {
    Error::RateLimit(LimitStatus::exhausted(policy, capacity, refill_seconds, wait.max(1).unsigned_abs()))
}
