//! Rate limit status: quota, remainder and reset of one limit, for the `RateLimit` fields and a 429.

/// After a visit, or when there was no room for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitStatus {
    /// The limit's name, as `RateLimit-Policy` tells it.
    pub policy: &'static str,
    /// How much fits into the window.
    pub quota: u32,
    pub window_seconds: u32,
    pub remaining: u32,
    /// Until there is more.
    pub reset_seconds: u32,
}

impl LimitStatus {
    /// A limit that is used up. A quota comes from the environment, or from a plan; a negative one is none.
    pub fn exhausted(policy: &'static str, quota: i32, window_seconds: u32, reset_seconds: u32) -> Self {
        Self { policy, quota: quota.max(0).unsigned_abs(), window_seconds, remaining: 0, reset_seconds }
    }

    /// A client that comes again has waited at least until the reset, and at least a moment.
    pub fn retry_after(&self) -> u32 {
        self.reset_seconds.max(1)
    }
}
