//! Refusal by Anthropic: what its status, its own word and its headers mean for us.

use std::time::SystemTime;

use http::HeaderMap;
use serde::Deserialize;

use crate::{
    base::json,
    providers::model::{CodeWord, ModelFailure, about_model, failure_of_status, heed_headers},
};

/// Its words for errors, each with the status that it has before a stream.
const STATUSES: [(&str, u16); 8] = [
    ("invalid_request_error", 400),
    ("authentication_error", 401),
    ("billing_error", 402),
    ("permission_error", 403),
    ("not_found_error", 404),
    ("rate_limit_error", 429),
    ("timeout_error", 504),
    ("overloaded_error", 529),
];

/// In "Your credit balance is too low to access the Anthropic API."
const NO_CREDIT: &str = "credit balance";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiError {
    #[serde(rename = "type")]
    kind: String,
    message: String,
}

#[derive(Deserialize)]
struct ErrorReply {
    error: ApiError,
}

pub fn refused(model: &str, status: u16, headers: &HeaderMap, body: &[u8], now: SystemTime) -> ModelFailure {
    let error = json::from_slice(body).map(|reply: ErrorReply| reply.error).unwrap_or_default();
    heed_headers(error.failure(model, status), headers, now)
}

impl ApiError {
    /// Messages may quote the request, so they are looked at and only the word is kept.
    fn failure(&self, model: &str, status: u16) -> ModelFailure {
        let cause = format!("{status} {}", CodeWord(&self.kind)).trim_end().to_owned();
        match status {
            // An account that is used up has no word of its own.
            400 if self.message.to_lowercase().contains(NO_CREDIT) => ModelFailure::NoCredit(cause),
            400 if self.kind == "invalid_request_error" => ModelFailure::Invalid(cause),
            403 if about_model(model, ["", "", &self.message]) => ModelFailure::Refused(cause),
            403 => ModelFailure::KeyRefused(cause),
            _ => failure_of_status(status, cause),
        }
    }

    /// After a good status there is only the word; one that is new is their trouble.
    pub fn failure_in_stream(&self, model: &str) -> ModelFailure {
        let status = STATUSES.iter().find(|(word, _)| *word == self.kind).map_or(500, |(_, status)| *status);
        self.failure(model, status)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn away(cause: &str, retry_after: Option<u32>) -> ModelFailure {
        ModelFailure::Unavailable { cause: cause.to_owned(), retry_after, is_down: !cause.starts_with("404") }
    }

    #[test]
    fn a_status_and_its_word_say_what_is_refused() {
        for (status, word, message, failure) in [
            (400, "invalid_request_error", "hunter2", ModelFailure::Invalid("400 invalid_request_error".into())),
            (
                400,
                "invalid_request_error",
                "Your credit balance is too low to access the API. hunter2",
                ModelFailure::NoCredit("400 invalid_request_error".into()),
            ),
            (401, "authentication_error", "hunter2", ModelFailure::KeyRefused("401 authentication_error".into())),
            (402, "billing_error", "", ModelFailure::NoCredit("402 billing_error".into())),
            (403, "permission_error", "", ModelFailure::KeyRefused("403 permission_error".into())),
            (403, "permission_error", "Not claude-5", ModelFailure::Refused("403 permission_error".into())),
            (404, "not_found_error", "", away("404 not_found_error", Some(7))),
            (413, "request_too_large", "", ModelFailure::Refused("413 request_too_large".into())),
            (429, "rate_limit_error", "", away("429 rate_limit_error", Some(7))),
            (500, "api error: hunter2", "", away("500 (no code)", Some(7))),
            (529, "overloaded_error", "", away("529 overloaded_error", Some(7))),
        ] {
            let body = json!({ "type": "error", "error": { "type": word, "message": message } }).to_string();
            let headers = HeaderMap::from_iter([("retry-after".parse().unwrap(), "7".parse().unwrap())]);
            let seen = refused("claude-5", status, &headers, body.as_bytes(), SystemTime::UNIX_EPOCH);
            assert_eq!(seen, failure, "{status} {word}");
        }
        let page = refused("claude-5", 502, &HeaderMap::new(), b"<html>", SystemTime::UNIX_EPOCH);
        assert_eq!(page, away("502", None));
    }

    #[test]
    fn in_the_stream_an_error_is_known_by_its_word() {
        let said = |word: &str, message: &str| {
            ApiError { kind: word.to_owned(), message: message.to_owned() }.failure_in_stream("claude-5")
        };
        let error = |word| said(word, "");
        assert_eq!(error("overloaded_error"), away("529 overloaded_error", None));
        assert_eq!(error("new_error"), away("500 new_error", None));
        assert!(matches!(error("authentication_error"), ModelFailure::KeyRefused(_)));
        assert!(matches!(error("billing_error"), ModelFailure::NoCredit(_)));
        assert!(matches!(error("permission_error"), ModelFailure::KeyRefused(_)));
        assert!(matches!(said("permission_error", "Not claude-5"), ModelFailure::Refused(_)));
        assert!(matches!(error("invalid_request_error"), ModelFailure::Invalid(_)));
    }

    /// Their own client says the same of these replies.
    #[test]
    fn captured_refusals_are_known() {
        let body = |capture: &str| capture.replace("\r\n", "\n").split_once("\n\n").unwrap().1.to_owned();
        let too_many = include_str!("../../../tests/captures/models/ant-429.reply.http");
        assert!(too_many.contains("retry-after: 7"));
        let headers = HeaderMap::from_iter([("retry-after".parse().unwrap(), "7".parse().unwrap())]);
        let seen = refused("m", 429, &headers, body(too_many).as_bytes(), SystemTime::UNIX_EPOCH);
        assert_eq!(seen, away("429 rate_limit_error", Some(7)));
        let overloaded = include_str!("../../../tests/captures/models/ant-529.reply.http");
        let seen = refused("m", 529, &HeaderMap::new(), body(overloaded).as_bytes(), SystemTime::UNIX_EPOCH);
        assert_eq!(seen, away("529 overloaded_error", None));
    }
}
