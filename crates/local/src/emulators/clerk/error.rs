//! Errors of Clerk's Backend API.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::emulators::playback::Playback;

pub(crate) struct ClerkError {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    long_message: String,
    retry_after: Option<u32>,
}

impl ClerkError {
    fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message, long_message: message.to_owned(), retry_after: None }
    }

    pub(crate) fn no_user(id: &str) -> Self {
        let long_message = format!("No user was found with id {id}.");
        Self { long_message, ..Self::new(StatusCode::NOT_FOUND, "resource_not_found", "not found") }
    }

    pub(crate) fn no_session(id: &str) -> Self {
        let long_message = format!("No session was found with id {id}.");
        Self { long_message, ..Self::new(StatusCode::NOT_FOUND, "resource_not_found", "not found") }
    }

    pub(crate) fn wrong_parameter(name: &str) -> Self {
        let error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "form_param_value_invalid", "is invalid");
        Self { long_message: format!("{name} is invalid."), ..error }
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "resource_not_found", "not found")
    }

    pub(crate) fn no_secret() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "authentication_invalid", "Invalid authentication")
    }

    pub(crate) fn wrong_secret() -> Self {
        let message = "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.";
        Self::new(StatusCode::UNAUTHORIZED, "clerk_key_invalid", message)
    }

    pub(crate) fn rate_limited(seconds: u32) -> Self {
        let message = "Too many requests. Please try again in a bit.";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
        Self { retry_after: Some(seconds), ..error }
    }

    pub(crate) fn of_status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, "internal_clerk_error", "Oops, an unexpected error occurred")
    }

    /// The reply; the trace is what tells two failures apart.
    pub(crate) fn reply(&self, trace: u64) -> Response<Playback> {
        let error = json!({
            "code": self.code,
            "message": self.message,
            "long_message": self.long_message,
            "meta": {},
        });
        let mut reply = json_reply(&json!({"errors": [error], "clerk_trace_id": format!("{trace:016x}")}));
        *reply.status_mut() = self.status;
        if let Some(seconds) = self.retry_after {
            reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        reply
    }
}

pub(crate) fn json_reply(value: &Value) -> Response<Playback> {
    reply(value.to_string())
}

/// The official client takes a body for JSON only when its type is exactly this, without a charset.
pub(crate) fn reply(body: impl Into<Bytes>) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(body));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
