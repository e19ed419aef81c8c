//! Response headers of every reply: CORS (whose pages may read it), security, caching, and the caller's rate limits.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    base::{clock::Clock, env},
    http::{Reply, Request, rate_limit_headers},
    providers::sentry::Sentry,
    server::app::App,
};

/// What a page may send: what is read here, what clients of streams add, and what tools that trace a page add to its
/// requests. A browser blocks a request with a single header that is not allowed. No `*`: it leaves out
/// `authorization`, and older browsers do not know it.
const ALLOWED_HEADERS: &str = concat!(
    "accept, authorization, content-type, idempotency-key, if-match, if-none-match, user-agent, x-request-id, ",
    "x-vercel-ai-ui-message-stream, cache-control, last-event-id, pragma, x-requested-with, ",
    "mcp-method, mcp-name, mcp-protocol-version, ",
    // W3C and OpenTelemetry; Sentry; Datadog; Zipkin's B3; Jaeger.
    "traceparent, tracestate, baggage, sentry-trace, ",
    "x-datadog-origin, x-datadog-parent-id, x-datadog-sampled, x-datadog-sampling-priority, x-datadog-tags, ",
    "x-datadog-trace-id, b3, x-b3-flags, x-b3-parentspanid, x-b3-sampled, x-b3-spanid, x-b3-traceid, uber-trace-id, ",
    // New Relic; AWS; Elastic; Honeycomb; Google Cloud; Azure; Dynatrace; AppDynamics; Instana; SkyWalking.
    "newrelic, x-amzn-trace-id, elastic-apm-traceparent, x-honeycomb-trace, x-cloud-trace-context, ",
    "request-context, request-id, x-ms-request-id, x-ms-request-root-id, x-dtc, x-dtpc, x-dtreferer, adrum, ",
    "x-instana-l, x-instana-s, x-instana-t, sw8, sw8-correlation, ",
    // OpenTracing; Lightstep; PostHog; LogRocket; Highlight.
    "ot-tracer-sampled, ot-tracer-spanid, ot-tracer-traceid, x-ot-span-context, ",
    "x-posthog-distinct-id, x-posthog-session-id, x-posthog-window-id, x-logrocket-url, x-highlight-request",
);
/// What a page may read of a reply, besides what every page may.
const EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static(concat!(
    "allow, content-disposition, etag, idempotency-replayed, location, ratelimit, ratelimit-policy, retry-after, server-timing, ",
    "www-authenticate, x-accel-buffering, x-darasa-read-only, x-difficulty, x-difficulty-reason, x-question-id, x-replayed, ",
    "x-request-id, x-stream-id, x-vercel-ai-data-stream, x-vercel-ai-ui-message-stream",
));
/// How long a browser may reuse the reply to a preflight, in seconds.
const PREFLIGHT_MAX_AGE: &str = "600";

const SECURITY: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // No page may embed a reply; pages that call with CORS are not affected.
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];
const HSTS_TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// What is the same for all replies of a process.
pub struct ResponsePolicy {
    pub clock: Clock,
    /// Where faults of ours are reported.
    pub sentry: Option<Sentry>,
    allowed_origins: Vec<String>,
    /// Pages of this machine may call too, whatever their port: a laptop's.
    loopback_allowed: bool,
    production: bool,
    has_served: AtomicBool,
}

impl ResponsePolicy {
    /// The policy without an app: nothing but the time is known.
    pub fn bare(clock: Clock) -> Self {
        Self {
            clock,
            sentry: None,
            allowed_origins: Vec::new(),
            loopback_allowed: false,
            production: false,
            has_served: AtomicBool::new(false),
        }
    }

    pub fn new(app: &App) -> Self {
        let (allowed_origins, production) = (app.env.allowed_origins.clone(), app.env.production);
        Self { sentry: app.sentry.clone(), allowed_origins, production, ..Self::bare(app.clock.clone()) }
    }

    /// For the dev server: a front end's own server, such as Vite's, is another port of the same machine.
    pub fn allowing_loopback(self) -> Self {
        Self { loopback_allowed: true, ..self }
    }

    /// Whether this is the first request of the process, a cold start.
    pub(super) fn is_first_request(&self) -> bool {
        !self.has_served.swap(true, Relaxed)
    }

    /// The reply to OPTIONS: the methods of the path. A CORS preflight for a page of an allowed origin is answered with
    /// what such a page may do.
    pub(super) fn preflight(&self, request: &Request, allow: &str) -> Reply {
        let reply = Reply::no_content().with(header::ALLOW, allow);
        match self.allowed_origin(request).and(request.header(header::ACCESS_CONTROL_REQUEST_METHOD)) {
            Some(_) => reply
                .with(header::ACCESS_CONTROL_ALLOW_METHODS, allow)
                .with(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
                .with(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE),
            None => reply,
        }
    }

    /// CORS never with credentials: a page of another origin sends a token, no cookie.
    pub(super) fn add_common_headers(&self, request: &Request, headers: &mut HeaderMap) {
        headers.extend(SECURITY);
        rate_limit_headers::add_headers(&request.limits(), headers);
        if self.production {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS_TWO_YEARS);
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        if self.loopback_allowed || !self.allowed_origins.is_empty() {
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = self.allowed_origin(request) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }

    /// The page's origin, if it is one of those allowed.
    fn allowed_origin(&self, request: &Request) -> Option<HeaderValue> {
        let origin = request.header(header::ORIGIN)?;
        let allowed = self.allowed_origins.iter().any(|allowed| allowed == origin)
            || (self.loopback_allowed && env::is_loopback_origin(origin));
        allowed.then(|| HeaderValue::from_str(origin).ok()).flatten()
    }
}

/// Whether a shared cache may keep a reply and give it to others.
pub(super) fn may_be_shared(headers: &HeaderMap) -> bool {
    let lines = || headers.get_all(header::CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    let directives = || lines().flat_map(|line| line.split(',')).map(|one| one.trim().split('=').next());
    let says = |name: &str| directives().any(|word| word.is_some_and(|word| word.eq_ignore_ascii_case(name)));
    (says("public") || says("s-maxage")) && !says("no-store") && !says("private")
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Empty};

    use super::*;
    use crate::{
        base::{
            clock,
            trace::{Context, Trace},
        },
        http::request::{Body, BoxError},
        server::middleware::Completion,
    };

    #[test]
    fn a_shared_cache_keeps_what_is_public_and_nothing_that_is_private_or_not_stored() {
        let shared = |value: &'static str| {
            may_be_shared(&HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static(value))]))
        };
        for value in ["public", "s-maxage=300", "max-age=0, S-MaxAge=1", "public, max-age=0, s-maxage=300"] {
            assert!(shared(value), "{value}");
        }
        for value in ["", "no-store", "private, no-cache", "public, no-store", "max-age=60", "private, s-maxage=1"] {
            assert!(!shared(value), "{value}");
        }
        assert!(!may_be_shared(&HeaderMap::new()));
    }

    #[test]
    fn production_is_https_for_two_years() {
        let head = http::Request::new(()).into_parts().0;
        let body = Body::new(Empty::new().map_err(|never| -> BoxError { match never {} }));
        let trace = Trace::new("a-request".to_owned(), Context::begin());
        let request = Request::new(head, body, trace, clock::now(), None, Completion::new().0);
        for (production, said) in [(true, Some("max-age=63072000")), (false, None)] {
            let mut headers = HeaderMap::new();
            ResponsePolicy { production, ..ResponsePolicy::bare(clock::system()) }
                .add_common_headers(&request, &mut headers);
            let hsts = headers.get(header::STRICT_TRANSPORT_SECURITY).and_then(|value| value.to_str().ok());
            assert_eq!(hsts, said);
        }
    }
}
