//! Stream options: which AI SDK protocol a request asks for.

use http::header;

use crate::{
    base::error::{Error, Result},
    domain::generation::ai_sdk_stream::{Protocol, StreamOptions, UI_MARKER},
    http::Request,
};

const NO_KEYS: &str = "Idempotency-Key is not accepted here: a stream cannot be sent twice";

pub fn from_request(request: &Request) -> Result<StreamOptions> {
    if request.idempotency_key().map_or(true, |key| key.is_some()) {
        return Err(Error::BadRequest(NO_KEYS));
    }
    Ok(StreamOptions { protocol: protocol(request)?, hold: request.wait_until(), arrived: request.arrived() })
}

/// The first that is given: `?stream=`, a header that asks for the UI stream, a user agent that only knows it. The
/// original front end gives none and gets v1.
fn protocol(request: &Request) -> Result<Protocol> {
    match request.query("stream").as_deref() {
        Some("v1") => return Ok(Protocol::V1),
        Some("ui") => return Ok(Protocol::Ui),
        Some("text") => return Ok(Protocol::Text),
        Some(_) => return Err(Error::BadRequest("Unknown stream: use v1, ui or text")),
        None => {}
    }
    let asks = request.header(header::HeaderName::from_static(UI_MARKER)) == Some("v1")
        || request.header(header::ACCEPT).is_some_and(|accept| accept.contains("text/event-stream"));
    let knows = request.header(header::USER_AGENT).and_then(sdk_major).is_some_and(|major| major >= 5);
    Ok(if asks || knows { Protocol::Ui } else { Protocol::V1 })
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
