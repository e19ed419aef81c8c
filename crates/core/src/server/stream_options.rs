//! Stream options: which AI SDK protocol a request asks for.

use http::{HeaderName, header};
use secrecy::SecretString;

use crate::{
    base::error::{Error, Result, both},
    domain::generation::ai_sdk_stream::{Protocol, StreamOptions, UI_MARKER},
    http::Request,
    server::app::App,
};

/// Vercel's, with which a function may use services of the project's team.
const OIDC_TOKEN: HeaderName = HeaderName::from_static("x-vercel-oidc-token");
const NO_KEYS: &str = "Idempotency-Key is not accepted here: a stream cannot be sent twice";
const UNKNOWN_STREAM: &str = "Unknown stream: use v1, ui or text";
const STREAMS: [(&str, Protocol); 3] = [("v1", Protocol::V1), ("ui", Protocol::Ui), ("text", Protocol::Text)];

/// The options, or all that are wrong.
pub fn from_request(app: &App, request: &Request) -> Result<StreamOptions> {
    let named = request.read_query(|query| query.one_of("stream", &STREAMS));
    let ((), named) = both(no_key(request), named.map_err(|wrong| wrong.with_sentence(UNKNOWN_STREAM)))?;
    let protocol = named.unwrap_or_else(|| protocol_of_client(request));
    // Elsewhere it is whatever somebody wrote.
    let token = request.header(OIDC_TOKEN).filter(|_| app.env.deployment.on_vercel).map(SecretString::from);
    Ok(StreamOptions { protocol, hold: request.wait_until(), arrived: request.arrived(), token })
}

fn no_key(request: &Request) -> Result<()> {
    match request.idempotency_key() {
        Ok(None) => Ok(()),
        _ => Err(Error::invalid("Idempotency-Key", "is not accepted here").with_sentence(NO_KEYS)),
    }
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
