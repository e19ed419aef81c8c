//! Access log: one line for each request, written at its end, when all work for it is done and its reply is sent.

use std::time::SystemTime;

use http::request::Parts;

use super::ResponsePolicy;
use crate::{
    base::{
        clock::Clock,
        telemetry,
        trace::{End, Trace},
    },
    http::WaitUntil,
    providers::sentry::Sentry,
};

/// Dropped with the last clone of the request's `WaitUntil`, however the request ends: so each request has one line in
/// the log, written before the host learns of the end. A fault of ours is reported while the invocation is still open.
pub struct RequestLog {
    trace: Trace,
    method: &'static str,
    route: String,
    received_at: SystemTime,
    clock: Clock,
    sentry: Option<Sentry>,
    cold: bool,
    wait_until: WaitUntil,
}

impl RequestLog {
    pub fn new(
        policy: &ResponsePolicy,
        trace: &Trace,
        head: &Parts,
        received_at: SystemTime,
        wait_until: WaitUntil,
    ) -> Self {
        Self {
            trace: trace.clone(),
            method: telemetry::method(&head.method),
            route: telemetry::route(head.uri.path()),
            received_at,
            clock: policy.clock.clone(),
            sentry: policy.sentry.clone(),
            cold: policy.is_first_request(),
            wait_until,
        }
    }
}

impl Drop for RequestLog {
    fn drop(&mut self) {
        let duration = (self.clock)().duration_since(self.received_at).unwrap_or_default();
        let route = std::mem::take(&mut self.route);
        telemetry::log_request(&self.trace, End { method: self.method, route, duration, cold: self.cold });
        if let (Some(sentry), Some(_), Some(end)) = (&self.sentry, self.trace.fault(), self.trace.end()) {
            sentry.report(&self.trace, &format!("{} {}", end.method, end.route), self.wait_until.clone());
        }
    }
}
