//! Error tracking with Sentry: one event for each request that failed on our side, sent after the client has the reply
//! and before the invocation ends.
//!
//! An event is made of our own words and ids. Nothing of a request's headers, body or query can be in it, because
//! nothing of them comes here.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use reqwest::StatusCode;
use sentry::{
    Envelope,
    protocol::{Context, Event, Exception, TraceContext, User},
};
use tokio::runtime::Handle;

use super::{HttpClient, retry_after};
use crate::base::{circuit_breaker::CircuitBreaker, clock::Clock, env, trace::Trace};

const AGENT: &str = concat!("darasa/", env!("CARGO_PKG_VERSION"));
/// The invocation is held open for so long, and no longer.
const LIMIT: Duration = Duration::from_secs(2);
/// That is too short to find out that a connection is dead, and errors are rare.
const IDLE_LIMIT: Duration = Duration::from_secs(5);
/// While a database is unavailable every request fails; ten of them say as much as a thousand.
const MOST_A_MINUTE: u32 = 10;
const MINUTE: Duration = Duration::from_secs(60);
const LONGEST: usize = 500;

/// Cheap to clone; nothing is made or connected before the first error.
#[derive(Clone)]
pub struct Sentry(Arc<Inner>);

struct Inner {
    http: HttpClient,
    settings: env::Sentry,
    clock: Clock,
    quota: Mutex<ReportQuota>,
    /// Opened by Sentry alone, which says for how long.
    breaker: CircuitBreaker,
}

/// How many events were sent in the last minute.
#[derive(Debug)]
struct ReportQuota {
    since: SystemTime,
    events: u32,
    /// Not sent, because there were too many.
    kept_back: u32,
}

impl Sentry {
    pub fn new(http: HttpClient, settings: env::Sentry, clock: Clock) -> Self {
        let http = http.with_idle_limit(IDLE_LIMIT);
        let (quota, breaker) = (Mutex::new(ReportQuota::new()), CircuitBreaker::new(1, Duration::ZERO));
        Self(Arc::new(Inner { http, settings, clock, quota, breaker }))
    }

    /// Sends the event of a request that failed on our side. `hold` is dropped when Sentry has it, or when it takes too
    /// long.
    pub fn report(&self, trace: &Trace, transaction: &str, hold: impl Send + 'static) {
        // Without a runtime the process is at its end.
        let (Ok(_), Some(kept_back)) = (Handle::try_current(), self.may_report()) else { return };
        let Some(event) = self.event(trace, transaction, kept_back) else { return };
        let sentry = self.clone();
        trace.spawn(async move {
            if let Err(cause) = sentry.send(event).await {
                tracing::warn!(cause, "Sentry was not told");
            }
            drop(hold);
        });
    }

    /// How many were kept back before this one; None when this is kept back too.
    fn may_report(&self) -> Option<u32> {
        let now = (self.0.clock)();
        let mut quota = self.0.quota.lock().unwrap_or_else(PoisonError::into_inner);
        quota.take(now, self.0.breaker.is_open(now))
    }

    fn event(&self, trace: &Trace, transaction: &str, kept_back: u32) -> Option<Event<'static>> {
        let (fault, context) = (trace.fault()?, trace.context());
        let settings = &self.0.settings;
        let exception =
            Exception { ty: fault.kind.to_owned(), value: Some(fault.message.to_owned()), ..Exception::default() };
        let group = [fault.kind, fault.message, transaction].map(|part| part.to_owned().into());
        let of_trace = TraceContext {
            trace_id: context.trace_id().parse().unwrap_or_default(),
            span_id: context.span_id().parse().unwrap_or_default(),
            ..TraceContext::default()
        };
        let tags = [
            ("request_id", trace.request_id().to_owned()),
            ("trace_id", context.trace_id()),
            ("route", transaction.to_owned()),
        ];
        Some(Event {
            exception: vec![exception].into(),
            fingerprint: group.to_vec().into(),
            transaction: Some(transaction.to_owned()),
            user: trace.user().map(|hash| User { id: Some(hash.to_owned()), ..User::default() }),
            contexts: [("trace".to_owned(), Context::from(of_trace))].into(),
            extra: [
                ("cause".to_owned(), scrubbed(&fault.cause).into()),
                ("kept_back_before".to_owned(), kept_back.into()),
            ]
            .into(),
            tags: tags.map(|(name, value)| (name.to_owned(), value)).into(),
            release: settings.release.clone().map(Into::into),
            environment: Some(settings.environment.clone().into()),
            timestamp: (self.0.clock)(),
            ..Event::default()
        })
    }

    async fn send(&self, event: Event<'static>) -> Result<(), String> {
        let dsn = &self.0.settings.dsn;
        let mut envelope = Vec::new();
        Envelope::from(event).to_writer(&mut envelope).map_err(|error| error.to_string())?;
        let client = self.0.http.client().map_err(|error| error.cause().unwrap_or_default().to_owned())?;
        let sending = client
            .post(dsn.envelope_api_url().as_str())
            .header("content-type", "application/x-sentry-envelope")
            .header("x-sentry-auth", dsn.to_auth(Some(AGENT)).to_string())
            .timeout(LIMIT)
            .body(envelope);
        let response = self.0.http.send(sending).await.map_err(|error| error.without_url().to_string())?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status => {
                let seconds = retry_after(&response).filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
                let rest = Duration::from_secs(seconds.unwrap_or_default().into());
                self.0.breaker.open_for(rest, (self.0.clock)());
                Err(format!("status {status}"))
            }
        }
    }
}

impl ReportQuota {
    fn new() -> Self {
        Self { since: SystemTime::UNIX_EPOCH, events: 0, kept_back: 0 }
    }

    /// How many were kept back before this one; None when this is kept back too.
    fn take(&mut self, now: SystemTime, is_resting: bool) -> Option<u32> {
        // A clock that went backwards begins a new minute too.
        if now.duration_since(self.since).map_or(true, |passed| passed >= MINUTE) {
            (self.since, self.events) = (now, 0);
        }
        if self.events >= MOST_A_MINUTE || is_resting {
            self.kept_back += 1;
            return None;
        }
        self.events += 1;
        Some(std::mem::take(&mut self.kept_back))
    }
}

/// A second look at what came from below: whatever looks like an address, a token or a key goes, although none is
/// expected.
fn scrubbed(cause: &str) -> String {
    const PREFIXES: [&str; 8] = ["sk_", "pk_", "whsec_", "eyJ", "ajkey_", "AIza", "user_", "sess_"];
    const SECRET_FROM: usize = 32;
    let is_secret = |word: &str| {
        let core = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let one_piece = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+/=".contains(&byte);
        word.contains('@')
            || word.contains("://")
            || PREFIXES.iter().any(|prefix| core.contains(prefix))
            || (core.len() >= SECRET_FROM && core.bytes().all(one_piece))
    };
    let words = cause.split_whitespace().map(|word| if is_secret(word) { "[…]" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_goes_and_the_rest_stays() {
        for (cause, expected) in [
            ("Gemini: gemini-3.8-flash: 503 UNAVAILABLE", "Gemini: gemini-3.8-flash: 503 UNAVAILABLE"),
            (
                "the database: 42P01 relation \"questions\" does not exist",
                "the database: 42P01 relation \"questions\" does not exist",
            ),
            ("no user ada@example.com here", "no user […] here"),
            ("key=sk_live_abc and (whsec_abc)", "[…] and […]"),
            ("at postgres://ada:secret@host/db", "at […]"),
            ("token eyJhbGciOiJSUzI1NiJ9.e30.x", "token […]"),
            ("hash 4bf92f3577b34da6a3ce929d0e0e47364bf92f35", "hash […]"),
        ] {
            assert_eq!(scrubbed(cause), expected);
        }
        assert_eq!(scrubbed(&"a word ".repeat(500)).len(), LONGEST);
    }

    #[test]
    fn ten_events_a_minute_and_the_next_minute_says_how_many_were_kept_back() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let mut quota = ReportQuota::new();
        let sent = (0..15).filter_map(|second| quota.take(noon + Duration::from_secs(second), false));
        assert_eq!(sent.collect::<Vec<_>>(), [0; 10]);
        assert_eq!(quota.take(noon + MINUTE, false), Some(5));
        assert_eq!(quota.take(noon + MINUTE, false), Some(0));
        assert_eq!(quota.take(noon + 2 * MINUTE, true), None, "Sentry wants to be left alone");
        assert_eq!(quota.take(noon + 3 * MINUTE, false), Some(1));
    }
}
