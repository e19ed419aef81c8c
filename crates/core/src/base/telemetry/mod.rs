//! Structured logging: one JSON line a request, with OpenTelemetry's stable names and nothing that tells who somebody
//! is. docs/logs.md says what each field means.

mod format;
mod request_line;

use std::{io::IsTerminal, panic, sync::Arc};

use http::Method;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::base::{
    digest::sha256_hex,
    env::{LogFormat, Logging},
    trace::{self, End, Fault, Trace},
};
pub use format::Json;
use format::Pretty;

/// The name and the message of a request's line.
const REQUEST: &str = "request";

/// A second call in the same process changes nothing: the first logger stays.
pub fn init(settings: &Logging) {
    let filter: Targets = settings.filter.parse().unwrap_or_else(|_| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer();
    let lines = match settings.format {
        LogFormat::Json => lines.event_format(Json).boxed(),
        LogFormat::Pretty => lines.event_format(Pretty { colours: std::io::stdout().is_terminal() }).boxed(),
    };
    if tracing_subscriber::registry().with(lines.with_filter(filter)).try_init().is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
}

/// A panic is a line like any other, with its place in the code. Its text is not logged: it may quote anything, such as
/// the row or the file that was being read.
fn log_panic(panic: &panic::PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    tracing::error!("error.type" = "panic", place, "a panic");
    trace::note(|trace| trace.note_fault(Fault { kind: "panic", message: "a panic", cause: place }));
}

/// Something went wrong on our side: one line, and part of what is reported of its request.
pub fn fault(kind: &'static str, message: &'static str, cause: &str) {
    tracing::error!("error.type" = kind, cause, "{message}");
    trace::note(|trace| trace.note_fault(Fault { kind, message, cause: cause.to_owned() }));
}

/// A user in the log: enough to follow one, not enough to name one.
pub fn hashed(user_id: &str) -> Arc<str> {
    sha256_hex(user_id)[..12].into()
}

/// The line of a request, when nothing more is done for it. Formats write it from the trace: an event's fields would be
/// made into values first, which costs six times as much.
pub fn log_request(trace: &Trace, end: End) {
    trace.note_end(end);
    trace.within(|| tracing::event!(name: REQUEST, tracing::Level::INFO, "{REQUEST}"));
}

/// One of the methods that HTTP has; what else stands in its place is made up by somebody.
pub fn method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("_OTHER")
}

/// A path without the ids in it, so that a log can be counted by route; nor with anything else than our own routes are
/// made of, for people paste all kinds of things into paths.
pub fn route(path: &str) -> String {
    let is_word = |segment: &str| segment.len() <= 32 && segment.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_id = |segment: &str| segment.len() == 36 && segment.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let name = |segment| match segment {
        word if is_word(word) => word,
        id if is_id(id) => "{id}",
        _ => "{other}",
    };
    let mut route = String::with_capacity(path.len());
    for (nth, segment) in path.split('/').enumerate() {
        route.push_str(if nth > 0 { "/" } else { "" });
        route.push_str(name(segment));
    }
    route
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_somebody_made_up_is_not_logged() {
        assert_eq!(method(&Method::PATCH), "PATCH");
        assert_eq!(method(&Method::from_bytes(b"ADA-LOVELACE").unwrap()), "_OTHER");
    }

    #[test]
    fn a_route_has_no_ids_in_it() {
        assert_eq!(route("/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34/x"), "/api/job-infos/{id}/x");
        assert_eq!(route("/api/health"), "/api/health");
    }

    #[test]
    fn what_people_paste_into_a_path_is_not_logged() {
        for pasted in
            ["ada@example.com", "eyJhbGciOiJSUzI1NiJ9.e30.x", "sk_test_abc", "user_ada", "%0a", &"a".repeat(33)]
        {
            assert_eq!(route(&format!("/api/job-infos/{pasted}")), "/api/job-infos/{other}");
        }
    }

    #[test]
    fn a_user_is_hashed_and_the_hash_is_stable() {
        // As docs/logs.md says: printf user_a | sha256sum | cut -c1-12.
        assert_eq!(&*hashed("user_a"), "6bed901f408d");
        assert_ne!(hashed("user_a"), hashed("user_b"));
    }
}
