//! Attacks, as far as they are announced: Arcjet's documented header for tests.

const HEADER: &str = "x-arcjet-suspicious";
const PATIENCE: u32 = 5;
const BLOCKED: i64 = 15 * 60 * 1_000;

/// What is held against one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Suspicion {
    requests: u32,
    blocked_until: i64,
}

/// What the shield says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shielded {
    Fine,
    Suspicious,
    Blocked { seconds: u32 },
}

pub(crate) fn is_suspicious(header: impl Fn(&str) -> Option<String>) -> bool {
    header(HEADER).as_deref() == Some("true")
}

impl Suspicion {
    /// The fifth suspicious request is refused, and for a quarter of an hour everything else of that client.
    pub(crate) fn meet(&mut self, now: i64, suspicious: bool) -> Shielded {
        if now >= self.blocked_until && self.requests >= PATIENCE {
            *self = Self::default();
        }
        if suspicious && self.requests < PATIENCE {
            self.requests += 1;
            self.blocked_until = if self.requests == PATIENCE { now + BLOCKED } else { 0 };
        }
        match self.blocked_until - now {
            left if left > 0 => Shielded::Blocked { seconds: u32::try_from((left + 999) / 1_000).unwrap_or(u32::MAX) },
            _ if suspicious => Shielded::Suspicious,
            _ => Shielded::Fine,
        }
    }
}
