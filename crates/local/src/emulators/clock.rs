//! Clock of an emulator, which a test may move.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// The real time, or in a test whatever the test says.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub fn new(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a company has a clock of its own; tests put theirs into the settings"
    )]
    fn default() -> Self {
        Self::new(Timestamp::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.now().fmt(out)
    }
}
