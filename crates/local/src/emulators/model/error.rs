//! Errors of models, in Google's one shape for them, of which other APIs make theirs.

use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::reply::json_reply;
use crate::emulators::playback::Playback;

/// Google's error: an HTTP status, its own word for it, a sentence, and sometimes details.
#[derive(Clone, Debug, Serialize)]
pub struct ApiError {
    pub code: u16,
    pub message: String,
    pub status: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Value>,
}

/// The error as it stands in a body or in a frame.
#[derive(Serialize)]
pub(crate) struct Body<'a> {
    error: &'a ApiError,
}

impl ApiError {
    pub fn new(code: u16, status: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, status: status.into(), message: message.into(), details: Vec::new() }
    }

    pub fn overloaded() -> Self {
        Self::new(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
    }

    pub fn internal() -> Self {
        let message = "An internal error has occurred. Please retry or report in \
            https://developers.generativeai.google/guide/troubleshooting";
        Self::new(500, "INTERNAL", message)
    }

    pub fn exhausted() -> Self {
        Self::new(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
    }

    /// The quota of the model is used up; the delay is a duration such as `17s`.
    pub fn over_quota(model: &str, retry_delay: &str) -> Self {
        let violation = json!({
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            "quotaDimensions": {"location": "global", "model": model},
            "quotaValue": "10",
        });
        let link = json!({
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
        });
        let message = "You exceeded your current quota, please check your plan and billing details.";

        Self::new(429, "RESOURCE_EXHAUSTED", message)
            .detail("QuotaFailure", json!({"violations": [violation]}))
            .detail("Help", json!({"links": [link]}))
            .detail("RetryInfo", json!({"retryDelay": retry_delay}))
    }

    pub fn unknown_model(version: &str, model: &str) -> Self {
        let message = format!(
            "models/{model} is not found for API version {version}, or is not supported for generateContent. \
             Call ListModels to see the list of available models and their supported methods."
        );
        Self::new(404, "NOT_FOUND", message)
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(404, "NOT_FOUND", "The requested URL was not found on this server.")
    }

    /// The real service would answer one JSON array, which nobody asks for except by mistake.
    pub(crate) fn only_sse() -> Self {
        Self::invalid("The emulator streams server-sent events only: add ?alt=sse.")
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "INVALID_ARGUMENT", message)
    }

    pub(crate) fn unregistered() -> Self {
        let message = "Method doesn't allow unregistered callers (callers without established identity). \
            Please use API Key or other form of API consumer identity to call this API.";
        Self::new(403, "PERMISSION_DENIED", message)
    }

    pub(crate) fn wrong_key() -> Self {
        Self::invalid("API key not valid. Please pass a valid API key.").reason("API_KEY_INVALID")
    }

    /// With Google's word for why, such as `API_KEY_INVALID`.
    pub fn reason(self, reason: &str) -> Self {
        let service = json!({"service": "generativelanguage.googleapis.com"});
        self.detail("ErrorInfo", json!({"reason": reason, "domain": "googleapis.com", "metadata": service}))
    }

    pub(crate) fn unknown_field(name: &str) -> Self {
        Self::unknown(format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field."))
    }

    pub(crate) fn unknown_field_at(name: &str, place: &str) -> Self {
        Self::unknown(format!(
            "Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
        ))
    }

    fn unknown(message: String) -> Self {
        let violation = json!({"description": message});
        Self::invalid(message).detail("BadRequest", json!({"fieldViolations": [violation]}))
    }

    pub(crate) fn body(&self) -> Body<'_> {
        Body { error: self }
    }

    pub(crate) fn reply(&self) -> Response<Playback> {
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        json_reply(status, &self.body())
    }

    /// The delay after which to retry, such as `17s`.
    pub(crate) fn retry_delay(&self) -> Option<&str> {
        self.details.iter().find_map(|detail| detail["retryDelay"].as_str())
    }

    /// Whether it is the key that is not taken.
    pub(crate) fn refuses_key(&self) -> bool {
        let reasons = self.details.iter().filter_map(|detail| detail["reason"].as_str());
        self.code == 401 || reasons.into_iter().any(|reason| reason.starts_with("API_KEY_"))
    }

    fn detail(mut self, kind: &str, mut detail: Value) -> Self {
        detail["@type"] = json!(format!("type.googleapis.com/google.rpc.{kind}"));
        self.details.push(detail);
        self
    }
}
