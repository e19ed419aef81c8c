//! Shield: attacks as far as they are announced by Arcjet's documented header for tests.

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
    /// After the fifth suspicious request whatever comes from that client is refused for a quarter of an hour.
    pub(crate) fn meet(&mut self, now: i64, suspicious: bool) -> Shielded {
        if now >= self.blocked_until && self.requests >= PATIENCE {
            *self = Self::default();
        }
        if self.requests >= PATIENCE {
            let left = (self.blocked_until - now + 999) / 1_000;
            return Shielded::Blocked { seconds: u32::try_from(left).unwrap_or(u32::MAX) };
        }
        if !suspicious {
            return Shielded::Fine;
        }
        self.requests += 1;
        if self.requests == PATIENCE {
            self.blocked_until = now + BLOCKED;
        }
        Shielded::Suspicious
    }
}
