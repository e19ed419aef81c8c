//! Faults that a test can inject into a provider that answers in whole replies.

use std::time::Duration;

use bytes::Bytes;

/// What goes wrong with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An error with this status.
    Status(u16),
    /// 429, with the seconds to wait.
    RateLimited(u32),
    /// A right answer that comes late.
    Delay(Duration),
    /// Status 200 and a body that is not JSON.
    Garbage,
    /// Status 200 and these bytes.
    Raw(Bytes),
    /// The connection breaks without an answer.
    Drop,
    /// No answer ever comes.
    Hang,
}
