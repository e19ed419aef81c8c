//! Providers: the companies we depend on, one file or folder each. Their wire types stay in here.

pub mod anthropic;
pub mod chat_completions;
pub mod clerk;
pub mod gemini;
pub mod hume;
pub mod model;
pub mod models;
pub mod sentry;
pub mod svix;

use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode, header::RETRY_AFTER};
use serde_json::Value;

use crate::base::{
    http_client::{HttpClient, HttpResponse, read_limited},
    json,
};

const PROBE_LIMIT: Duration = Duration::from_secs(5);
/// Lists of hundreds of models, with a description each.
const LISTING_LIMIT: usize = 8 << 20;

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
    probe_result(&http.send(request.timeout(PROBE_LIMIT)).await)
}

/// The same with what was told, which is null where nothing was.
async fn probe_and_read(http: &HttpClient, request: RequestBuilder) -> (ProbeResult, Value) {
    let response = http.send(request.timeout(PROBE_LIMIT)).await;
    let result = probe_result(&response);
    let Ok(response) = response else { return (result, Value::Null) };
    let told = read_limited(response, LISTING_LIMIT).await.unwrap_or_default();
    (result, json::from_slice(&told).unwrap_or_default())
}

fn probe_result(response: &reqwest::Result<HttpResponse>) -> ProbeResult {
    match response.as_ref().map(HttpResponse::status) {
        Ok(status) if status.is_success() => ProbeResult::Accepted,
        Ok(StatusCode::NOT_FOUND) => ProbeResult::NotFound,
        // Google says 400 to a key that is none.
        Ok(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => ProbeResult::Rejected,
        Ok(status) => ProbeResult::Unavailable(format!("status {status}")),
        Err(error) if error.is_timeout() => ProbeResult::Unavailable("no answer in time".to_owned()),
        Err(error) if error.is_connect() => ProbeResult::Unavailable("it cannot be reached".to_owned()),
        // Its own words would have the address.
        Err(_) => ProbeResult::Unavailable("the connection broke".to_owned()),
    }
}

/// How many seconds a provider wants to be left alone, where it says so.
fn retry_after(response: &HttpResponse) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}
