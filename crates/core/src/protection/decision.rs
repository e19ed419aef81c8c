//! Protection decision: the rules that a request has to pass, and what was decided, as plain values that Arcjet, local
//! protection and `Caller` share.

use std::net::IpAddr;

use http::HeaderMap;

use crate::base::rate_limit::LimitStatus;

/// Asks to be taken for an attack, so that the shield can be tried out, as Arcjet documents it. Not in production.
pub const SHIELD_TEST_HEADER: &str = "x-arcjet-suspicious";

/// What one visit has to pass. Sorted as Arcjet's SDKs sort them: shield, rate limits, bots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Attacks on the application, such as injections.
    Shield,
    /// At most so many visits in any so many seconds.
    SlidingWindow { policy: &'static str, by: By, max: u32, interval_seconds: u32 },
    /// A bucket that starts full and gets `refill` tokens every interval, in whole steps.
    TokenBucket { policy: &'static str, by: By, capacity: u32, refill: u32, interval_seconds: u32, requested: u32 },
    /// Programs that name themselves.
    Bots(BotList),
}

/// Which programs may pass, by their id or their category (`CATEGORY:…`), as Arcjet writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BotList {
    /// These, and nobody without a name.
    Allow(&'static [&'static str]),
    /// All but these.
    Deny(&'static [&'static str]),
}

/// Whose uses are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Address,
    User,
    /// The API key of a program.
    Key,
}

/// Who comes, and what for.
#[derive(Debug, Clone, Copy)]
pub struct RequestDetails<'a> {
    pub address: Option<IpAddr>,
    pub method: &'a str,
    /// `https:` as Arcjet writes it.
    pub protocol: &'a str,
    pub host: &'a str,
    pub path: &'a str,
    /// With its question mark, or empty.
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    /// Clerk's id of who is signed in.
    pub user: Option<&'a str>,
    /// The id of the API key that a program comes with in their place.
    pub key: Option<&'a str>,
}

/// Fails open: when there is no decision, the request is allowed, and `undecided` says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Allow(Allowed),
    Deny(Denial),
}

/// What is known of a visit that may pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The status of the limit that is nearest to being reached.
    pub limit: Option<LimitStatus>,
    /// The address belongs to a hosting company.
    pub hosting: bool,
    /// A program claims to be a well-known one and is not.
    pub spoofed: bool,
    /// Why it may pass although nobody decided about it; for the log, never for a client.
    pub undecided: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    RateLimit(LimitStatus),
    /// The programs it names, such as `CURL`.
    Bot(Vec<String>),
    Shield,
    /// Without a reason, or with one that is no rule of ours.
    Unexplained,
}

impl Decision {
    /// Nobody decides, so it passes.
    pub fn undecided(cause: impl Into<String>) -> Self {
        Self::Allow(Allowed { undecided: Some(cause.into()), ..Allowed::default() })
    }
}
