//! Providers: the companies we depend on, one file or folder each. Their wire types stay in here.

pub mod clerk;
pub mod gemini;
pub mod hume;
pub mod model;
pub mod sentry;
pub mod svix;

use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode, header::RETRY_AFTER};

use crate::base::http_client::{HttpClient, HttpResponse, read_limited};

const PROBE_LIMIT: Duration = Duration::from_secs(5);

/// What a call that costs nothing tells of our settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeResult {
    Accepted,
    /// The key is not taken.
    Rejected,
    /// What was asked for is not there.
    NotFound,
    Unavailable(String),
}

async fn probe(http: &HttpClient, request: RequestBuilder) -> ProbeResult {
    match http.send(request.timeout(PROBE_LIMIT)).await.map(|response| response.status()) {
        Ok(status) if status.is_success() => ProbeResult::Accepted,
        Ok(StatusCode::NOT_FOUND) => ProbeResult::NotFound,
        // Google says 400 to a key that is none.
        Ok(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => ProbeResult::Rejected,
        Ok(status) => ProbeResult::Unavailable(format!("status {status}")),
        Err(error) if error.is_timeout() => ProbeResult::Unavailable("no answer in time".to_owned()),
        Err(error) if error.is_connect() => ProbeResult::Unavailable("it cannot be reached".to_owned()),
        Err(error) => ProbeResult::Unavailable(error.without_url().to_string()),
    }
}

/// How many seconds a provider wants to be left alone, where it says so.
fn retry_after(response: &HttpResponse) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}
