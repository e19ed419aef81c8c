//! The end of a request: when nobody works for it any more and nothing of its reply waits to be written.

use std::time::SystemTime;

use http::request::Parts;

use super::ResponsePolicy;
use crate::{
    base::{
        clock::Clock,
        telemetry::{self, RequestSummary},
        trace::Trace,
    },
    http::WaitUntil,
    providers::sentry::Sentry,
};

/// Dropped with the request's last hold, however it came to its end: so each request has one line in the log, and the
/// line is out before the host hears of the end. What went wrong on our side is told while the invocation is still held open.
pub struct RequestLog {
    trace: Trace,
    method: &'static str,
    route: String,
    received_at: SystemTime,
    clock: Clock,
    sentry: Option<Sentry>,
    cold: bool,
    hold: WaitUntil,
}

impl RequestLog {
    pub fn new(policy: &ResponsePolicy, trace: &Trace, head: &Parts, received_at: SystemTime, hold: WaitUntil) -> Self {
        Self {
            trace: trace.clone(),
            method: telemetry::method(&head.method),
            route: telemetry::route(head.uri.path()),
            received_at,
            clock: policy.clock.clone(),
            sentry: policy.sentry.clone(),
            cold: policy.opens(),
            hold,
        }
    }
}

impl Drop for RequestLog {
    fn drop(&mut self) {
        let duration = (self.clock)().duration_since(self.received_at).unwrap_or_default();
        let summary = RequestSummary { method: self.method, route: &self.route, duration, cold: self.cold };
        telemetry::log_request(&self.trace, &summary);
        if let (Some(sentry), Some(_)) = (&self.sentry, self.trace.fault()) {
            sentry.report(&self.trace, &format!("{} {}", self.method, self.route), self.hold.clone());
        }
    }
}
