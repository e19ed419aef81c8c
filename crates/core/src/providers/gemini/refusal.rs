//! Refusal by Gemini: what its status, its own word for it and its reason mean for us.

use serde::Deserialize;
use serde_json::Value;

use crate::{base::json, providers::model::ModelFailure};

/// Google's reasons for refusing a key begin like this: it is unknown, expired, or not for this service or address.
const KEY_REASONS: &str = "API_KEY_";

pub fn refused(status: u16, body: &[u8]) -> ModelFailure {
    let error = json::from_slice(body).map(|reply: ErrorReply| reply.error).unwrap_or_default();
    error.failure(status)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiError {
    pub code: i64,
    pub status: String,
    pub details: Vec<Value>,
}

#[derive(Deserialize)]
struct ErrorReply {
    error: ApiError,
}

impl ApiError {
    /// Google's message may quote the request, so only its codes are kept.
    pub fn failure(&self, status: u16) -> ModelFailure {
        let reason = self.details.iter().find_map(|detail| detail["reason"].as_str()).unwrap_or_default();
        let cause = format!("{status} {} {reason}", self.status).trim_end().to_owned();
        match status {
            401 => ModelFailure::KeyRefused(cause),
            // A key that is none is a 400.
            400 | 403 if reason.starts_with(KEY_REASONS) => ModelFailure::KeyRefused(cause),
            400 if self.status == "INVALID_ARGUMENT" => ModelFailure::Invalid(cause),
            404 | 408 | 429 | 499.. => {
                let is_down = !matches!(status, 404 | 408);
                ModelFailure::Unavailable { cause, retry_after: self.retry_after(), is_down }
            }
            _ => ModelFailure::Refused(cause),
        }
    }

    /// Seconds to wait, where Google says so (`"retryDelay": "17s"`); it often does not.
    fn retry_after(&self) -> Option<u32> {
        let delay = self.details.iter().find_map(|detail| detail["retryDelay"].as_str())?;
        let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
        (0.0..=86_400.0).contains(&seconds).then(|| (seconds.ceil() as u32).max(1))
    }
}
