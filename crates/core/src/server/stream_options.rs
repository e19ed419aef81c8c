//! Stream options: which AI SDK protocol a request asks for.

use std::ops::RangeInclusive;

use http::{HeaderName, header};
use secrecy::SecretString;

use crate::{
    base::error::{Error, Result, both},
    domain::{
        accounts::receipt_key::SentKey,
        generation::{
            ai_sdk_stream::{Protocol, StreamOptions, UI_MARKER},
            live_text::LiveTexts,
        },
    },
    http::{Request, whole_number},
    server::app::App,
};

/// Vercel's, with which a function may use services of the project's team.
const OIDC_TOKEN: HeaderName = HeaderName::from_static("x-vercel-oidc-token");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const UNKNOWN_STREAM: &str = "Unknown stream: use v1, ui or text";
const STREAMS: [(&str, Protocol); 3] = [("v1", Protocol::V1), ("ui", Protocol::Ui), ("text", Protocol::Text)];

/// What a stream that cannot be read from there is answered with.
const REFUSAL: &str = "Invalid request";
/// No text of ours is as long.
const UNITS: RangeInclusive<i64> = 0..=1_000_000;

/// The options, or all that are wrong.
pub fn from_request(app: &App, request: &Request) -> Result<StreamOptions> {
    let (key, protocol) = both(sent_key(request), protocol(request))?;
    Ok(generating(app, request, protocol, key))
}

/// For a generation that is replied when it is whole, in no protocol of a stream.
pub fn unstreamed(app: &App, request: &Request) -> Result<StreamOptions> {
    Ok(unread(app, request, sent_key(request)?))
}

/// The same under a key that no header has.
pub fn unread(app: &App, request: &Request, key: Option<SentKey>) -> StreamOptions {
    generating(app, request, Protocol::Text, key)
}

/// For a stream that is read again: how, and from where. A browser that reconnects by itself says in `Last-Event-ID`
/// what it has, and asks for the same address as at first.
pub fn resuming(app: &App, request: &Request) -> Result<(StreamOptions, usize)> {
    let (protocol, from) = both(protocol(request), place(request))?;
    Ok((reading(app, request, protocol), from))
}

/// Where live texts are, if there is a Redis.
pub fn live_texts(app: &App) -> Option<LiveTexts> {
    app.redis.clone().map(|redis| LiveTexts::new(redis, &app.env.database.name()))
}

fn generating(app: &App, request: &Request, protocol: Protocol, key: Option<SentKey>) -> StreamOptions {
    // Elsewhere it is whatever somebody wrote.
    let token = request.header(OIDC_TOKEN).filter(|_| app.env.deployment.on_vercel).map(SecretString::from);
    StreamOptions { key, token, ..reading(app, request, protocol) }
}

fn sent_key(request: &Request) -> Result<Option<SentKey>> {
    let key = request.idempotency_key()?;
    Ok(key.map(|key| SentKey { key, route: format!("{} {}", request.method(), request.path()) }))
}

fn reading(app: &App, request: &Request, protocol: Protocol) -> StreamOptions {
    let (hold, arrived) = (request.wait_until(), request.arrived());
    StreamOptions { protocol, hold, arrived, token: None, key: None, live: live_texts(app) }
}

fn protocol(request: &Request) -> Result<Protocol> {
    let named = request.read_query(|query| query.one_of("stream", &STREAMS));
    let named = named.map_err(|wrong| wrong.with_sentence(UNKNOWN_STREAM))?;
    Ok(named.unwrap_or_else(|| protocol_of_client(request)))
}

fn place(request: &Request) -> Result<usize> {
    let place = match request.headers().get(LAST_EVENT_ID) {
        Some(seen) => seen.to_str().ok().and_then(|seen| whole_number(seen, &UNITS)).ok_or_else(|| {
            Error::invalid("Last-Event-ID", format!("must be a whole number from 0 to {}", UNITS.end()))
        }),
        None => request.read_query(|query| query.number("from", UNITS, 0)),
    };
    place.map(|units| units as usize).map_err(|wrong| wrong.with_sentence(REFUSAL))
}

/// Where the query names none, a header may ask for the UI stream, or a user agent know nothing else. The original
/// front end says nothing and gets v1.
fn protocol_of_client(request: &Request) -> Protocol {
    let asks = request.header(HeaderName::from_static(UI_MARKER)) == Some("v1")
        || request.header(header::ACCEPT).is_some_and(|accept| accept.contains("text/event-stream"));
    let knows = request.header(header::USER_AGENT).and_then(sdk_major).is_some_and(|major| major >= 5);
    if asks || knows { Protocol::Ui } else { Protocol::V1 }
}

/// The major version in `ai-sdk/7.0.173`, wherever it stands.
fn sdk_major(user_agent: &str) -> Option<u32> {
    let version = user_agent.split_whitespace().find_map(|token| token.strip_prefix("ai-sdk/"))?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_names_its_sdk() {
        for (agent, major) in [
            ("ai-sdk/7.0.173 mozilla/5.0", Some(7)),
            ("ai/4 ai-sdk/4.3.19", Some(4)),
            ("Mozilla/5.0", None),
            ("ai-sdk/x", None),
        ] {
            assert_eq!(sdk_major(agent), major, "{agent}");
        }
    }
}
