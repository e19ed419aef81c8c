//! One JSON line a request, with OpenTelemetry's stable names and nothing that tells who somebody is.

use std::time::Duration;

use aws_lc_rs::digest;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::env::{LogFormat, Logging};

/// A second call in the same process changes nothing: the first logger stays.
pub fn init(settings: &Logging) {
    let filter: Targets = settings.filter.parse().unwrap_or_else(|_| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer();
    let lines = match settings.format {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
        LogFormat::Pretty => lines.compact().with_target(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).try_init().ok();
}

/// A user in the log: enough to follow one, not enough to name one.
pub fn hashed(user_id: &str) -> String {
    let hash = digest::digest(&digest::SHA256, user_id.as_bytes());
    hash.as_ref()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the line of a finished request says.
pub struct Finished<'a> {
    pub request_id: &'a str,
    pub method: &'a str,
    pub route: String,
    pub status: u16,
    pub duration: Duration,
    pub user: Option<&'a str>,
    pub model: Option<&'a str>,
    /// False when the client left, or the stream was broken, before the body's end.
    pub complete: bool,
}

pub fn log_request(finished: Finished<'_>) {
    tracing::info!(
        http.request.method = finished.method,
        http.route = finished.route,
        http.response.status_code = finished.status,
        duration_ms = (finished.duration.as_secs_f64() * 1e6).round() / 1e3,
        request_id = finished.request_id,
        user = finished.user,
        gen_ai.request.model = finished.model,
        complete = finished.complete,
        "request"
    );
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
    path.split('/').map(name).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(hashed("user_a"), hashed("user_a"));
        assert_ne!(hashed("user_a"), hashed("user_b"));
        assert_eq!(hashed("user_a").len(), 12);
    }
}
