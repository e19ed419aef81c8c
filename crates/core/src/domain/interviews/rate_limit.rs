//! Rate of new interviews: a token bucket of twelve at first and four more a day.

use crate::{base::error::Error, domain::accounts::token_bucket};

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

/// Takes a token for each `owner` of the common table expression `$of`; no row where the bucket is empty.
macro_rules! take_interview {
    ($of:literal) => {
        take_token!("interviews", capacity!(), refill!(), refill_seconds!(), $of)
    };
}
pub(super) use take_interview;

pub const POLICY: &str = "interviews";
pub const CAPACITY: u32 = capacity!();
pub const REFILL: u32 = refill!();
pub const REFILL_SECONDS: u32 = refill_seconds!();

/// The bucket is empty for `wait` more seconds.
pub(super) fn exceeded(wait: i32) -> Error {
    token_bucket::exceeded(POLICY, CAPACITY as i32, REFILL_SECONDS, wait)
}
