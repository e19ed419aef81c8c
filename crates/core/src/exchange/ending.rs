//! The end of a request: when nobody works for it any more and nothing of its reply waits to be written.

use std::time::SystemTime;

use http::{Method, request::Parts};

use super::Door;
use crate::{
    clock::Clock,
    http::Hold,
    telemetry::{self, Finished},
    trace::Trace,
};

/// Dropped with the request's last hold, however it came to its end: so each request has one line in the log, and the
/// line is out before the host hears of the end.
pub struct Ending {
    trace: Trace,
    method: Method,
    route: String,
    received_at: SystemTime,
    clock: Clock,
    cold: bool,
    _hold: Hold,
}

impl Ending {
    pub fn of(door: &Door, trace: &Trace, head: &Parts, received_at: SystemTime, hold: Hold) -> Self {
        Self {
            trace: trace.clone(),
            method: head.method.clone(),
            route: telemetry::route(head.uri.path()),
            received_at,
            clock: door.clock.clone(),
            cold: door.opens(),
            _hold: hold,
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        let duration = (self.clock)().duration_since(self.received_at).unwrap_or_default();
        let finished = Finished { method: self.method.as_str(), route: &self.route, duration, cold: self.cold };
        telemetry::log_request(&self.trace, &finished);
    }
}
