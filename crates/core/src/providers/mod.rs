//! The companies we depend on, one file each. Their wire types stay in here; nobody here knows the house or the
//! database.

pub mod clerk;
pub mod gemini;
pub mod hume;
pub mod sentry;
pub mod svix;

use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, header::RETRY_AFTER};

use crate::base::http_client::{HttpClient, read_limited};

const TRIAL_LIMIT: Duration = Duration::from_secs(5);

/// What a call that costs nothing tells of our settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    Good,
    /// The key is not taken.
    Refused,
    /// What was asked for is not there.
    Unknown,
    Away(String),
}

async fn attempt(request: RequestBuilder) -> Trial {
    match request.timeout(TRIAL_LIMIT).send().await.map(|response| response.status()) {
        Ok(status) if status.is_success() => Trial::Good,
        Ok(StatusCode::NOT_FOUND) => Trial::Unknown,
        // Google says 400 to a key that is none.
        Ok(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Trial::Refused,
        Ok(status) => Trial::Away(format!("status {status}")),
        Err(error) if error.is_timeout() => Trial::Away("no answer in time".to_owned()),
        Err(error) if error.is_connect() => Trial::Away("it cannot be reached".to_owned()),
        Err(error) => Trial::Away(error.without_url().to_string()),
    }
}

/// How many seconds a provider wants to be left alone, where it says so.
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}
