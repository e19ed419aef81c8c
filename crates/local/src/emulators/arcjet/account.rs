//! Account at the emulated Arcjet: what the service remembers.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::ArcjetSettings;
use super::address::Address;
use super::limits::{FixedWindow, SlidingWindow, TokenBucket};
use super::shield::Suspicion;
use crate::emulators::Fault;
use crate::emulators::journal::Journal;

/// Site key, rule id, fingerprint.
pub(crate) type Counter = (String, String, String);

/// What the routes work on.
pub(crate) struct Account {
    pub settings: ArcjetSettings,
    pub journal: Journal,
    state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub fixed_windows: HashMap<Counter, FixedWindow>,
    pub sliding_windows: HashMap<Counter, SlidingWindow>,
    pub token_buckets: HashMap<Counter, TokenBucket>,
    pub suspicions: HashMap<Counter, Suspicion>,
    pub addresses: BTreeMap<String, Address>,
    pub faults: VecDeque<Fault>,
    /// What goes wrong with everything until it is taken back.
    pub outage: Option<Fault>,
    /// How far the service's clock was put forward.
    pub ahead: SignedDuration,
}

impl Account {
    pub(crate) fn new(settings: ArcjetSettings) -> Self {
        Self { settings, journal: Journal::default(), state: Mutex::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a state that is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.settings.clock.now() + self.state().ahead
    }
}
