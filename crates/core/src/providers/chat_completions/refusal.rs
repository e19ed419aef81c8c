//! Refusal over the Chat Completions API: what a status, an error and their headers mean for us.

use std::time::SystemTime;

use http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    base::{
        env::{ModelName, ModelProvider},
        json,
    },
    providers::model::{CodeWord, ModelFailure, about_model, failure_of_status, heed_headers},
};

/// What is used up does not come back by waiting.
const NO_CREDIT: &str = "insufficient_quota";
/// In OpenRouter's word for a key that has spent what it may, such as "Key limit exceeded (monthly limit)".
const KEY_LIMIT: &str = "key limit";
/// Where OpenRouter's moderation tells what it found in a prompt.
const MODERATION: [&str; 2] = ["reasons", "flagged_input"];

/// Codes are words, numbers or null, as each provider likes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiError {
    code: Value,
    #[serde(rename = "type")]
    kind: Value,
    param: Value,
    message: Value,
    /// OpenRouter's own.
    metadata: Value,
}

/// An error as it stands in a reply or in an event: some servers send a sentence only.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum ErrorBody {
    Object(Box<ApiError>),
    Text(String),
}

impl From<ErrorBody> for ApiError {
    fn from(body: ErrorBody) -> Self {
        match body {
            ErrorBody::Object(error) => *error,
            ErrorBody::Text(message) => Self { message: message.into(), ..Self::default() },
        }
    }
}

#[derive(Deserialize)]
struct ErrorReply {
    error: ErrorBody,
}

pub fn refused(
    provider: ModelProvider,
    model: &str,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    now: SystemTime,
) -> ModelFailure {
    let error = json::from_slice(body).map(|reply: ErrorReply| ApiError::from(reply.error)).unwrap_or_default();
    heed_headers(error.failure(provider, model, status), headers, now)
}

impl ApiError {
    /// Messages may quote the request, so they are looked at and only codes are kept.
    fn failure(&self, provider: ModelProvider, model: &str, status: u16) -> ModelFailure {
        let cause = self.cause(status);
        let is_routers = provider == ModelProvider::OpenRouter;
        match status {
            429 if self.is(NO_CREDIT) => ModelFailure::NoCredit(cause),
            403 if is_routers && self.is_moderation() => ModelFailure::Blocked(cause),
            403 if is_routers && text(&self.message).to_lowercase().contains(KEY_LIMIT) => {
                ModelFailure::NoCredit(cause)
            }
            403 if about_model(model, [&self.code, &self.param, &self.message].map(text)) => {
                ModelFailure::Refused(cause)
            }
            403 => ModelFailure::KeyRefused(cause),
            // OpenRouter's errors have no type.
            400 if (is_routers || self.is("invalid_request_error")) && self.is_about_contents() => {
                ModelFailure::Invalid(cause)
            }
            _ => failure_of_status(status, cause),
        }
    }

    /// After a good status there is only the error's own word; what says nothing is the provider's trouble.
    pub fn failure_in_stream(&self, asked: &ModelName) -> ModelFailure {
        let status = match self.code.as_u64() {
            Some(code) => u16::try_from(code).unwrap_or(500),
            None if self.is("invalid_api_key") || self.is("authentication_error") => 401,
            None if self.is(NO_CREDIT) => 429,
            None if self.is("invalid_request_error") => 400,
            None => 500,
        };
        self.failure(asked.provider, &asked.model, status)
    }

    /// A word of OpenRouter's on what somebody wrote.
    fn is_moderation(&self) -> bool {
        MODERATION.iter().any(|name| !self.metadata[*name].is_null())
    }

    fn is(&self, word: &str) -> bool {
        text(&self.code) == word || text(&self.kind) == word
    }

    /// And not about one of the parameters that are the same in each request.
    fn is_about_contents(&self) -> bool {
        let param = text(&self.param);
        param.is_empty() || param.starts_with("messages")
    }

    fn cause(&self, status: u16) -> String {
        let words = [&self.kind, &self.code].map(text).into_iter().filter(|word| !word.is_empty());
        words.fold(status.to_string(), |cause, word| format!("{cause} {}", CodeWord(word)))
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ANY: ModelProvider = ModelProvider::Compatible;

    fn reply(provider: ModelProvider, status: u16, error: Value, headers: &[(&str, &str)]) -> ModelFailure {
        let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let body = json!({ "error": error }).to_string();
        refused(provider, "gpt-6", status, &HeaderMap::from_iter(pairs), body.as_bytes(), SystemTime::UNIX_EPOCH)
    }

    fn away(cause: &str, retry_after: Option<u32>) -> ModelFailure {
        let is_down = !["404", "408", "409", "422"].iter().any(|status| cause.starts_with(status));
        ModelFailure::Unavailable { cause: cause.to_owned(), retry_after, is_down }
    }

    #[test]
    fn a_status_and_the_errors_own_words_say_what_is_refused() {
        let named = |kind: &str, code: Value| json!({ "type": kind, "code": code, "message": "hunter2 said" });
        let invalid = |param: Value| json!({ "type": "invalid_request_error", "param": param, "code": null });
        for (provider, status, error, failure) in [
            (ANY, 400, invalid(Value::Null), ModelFailure::Invalid("400 invalid_request_error".into())),
            (
                ANY,
                400,
                invalid("messages[1].content".into()),
                ModelFailure::Invalid("400 invalid_request_error".into()),
            ),
            (ANY, 400, invalid("max_tokens".into()), ModelFailure::Refused("400 invalid_request_error".into())),
            (ANY, 422, json!({}), ModelFailure::Refused("422".into())),
            (ANY, 401, named("x", "invalid_api_key".into()), ModelFailure::KeyRefused("401 x invalid_api_key".into())),
            (ANY, 403, named("forbidden", Value::Null), ModelFailure::KeyRefused("403 forbidden".into())),
            (ANY, 403, named("x", "model_not_found".into()), ModelFailure::Refused("403 x model_not_found".into())),
            (ANY, 403, json!({ "message": "No access to GPT-6" }), ModelFailure::Refused("403".into())),
            (ANY, 400, json!({ "code": 400 }), ModelFailure::Refused("400".into())),
            (ANY, 402, json!({ "code": 402 }), ModelFailure::NoCredit("402".into())),
            (
                ANY,
                429,
                named(NO_CREDIT, NO_CREDIT.into()),
                ModelFailure::NoCredit(format!("429 {NO_CREDIT} {NO_CREDIT}")),
            ),
            (ANY, 404, named("x", "model_not_found".into()), away("404 x model_not_found", None)),
            (ANY, 408, json!({}), away("408", None)),
            (ANY, 409, json!({}), away("409", None)),
            (ANY, 500, named("server error: hunter2", Value::Null), away("500 (no code)", None)),
            (ANY, 529, Value::Null, away("529", None)),
        ] {
            assert_eq!(reply(provider, status, error.clone(), &[]), failure, "{status} {error}");
        }
        let page = refused(ANY, "gpt-6", 502, &HeaderMap::new(), b"<html>hunter2", SystemTime::UNIX_EPOCH);
        assert_eq!(page, away("502", None));
    }

    #[test]
    fn a_provider_that_says_that_asking_again_helps_knows_better_than_its_status() {
        let ask_again = [("x-should-retry", "true"), ("retry-after", "7")];
        assert_eq!(reply(ANY, 422, json!({}), &ask_again), away("422", Some(7)));
        assert_eq!(reply(ANY, 503, json!({}), &ask_again), away("503", Some(7)));
        let never = [("x-should-retry", "false"), ("retry-after", "7")];
        assert_eq!(reply(ANY, 503, json!({}), &never), away("503", Some(7)), "it is overloaded all the same");
        assert_eq!(reply(ANY, 429, json!({}), &never), away("429", Some(7)));
        assert_eq!(reply(ANY, 422, json!({}), &never), ModelFailure::Refused("422".into()));
        assert_eq!(reply(ANY, 401, json!({}), &ask_again), ModelFailure::KeyRefused("401".into()));
    }

    #[test]
    fn openrouter_blocks_where_it_moderates_and_else_speaks_of_the_key_or_the_contents() {
        let limit = json!({ "message": "Key limit exceeded (monthly limit). Manage it at hunter2", "code": 403 });
        let reasons = json!({ "code": 403, "metadata": { "reasons": ["violence"], "flagged_input": "hunter2" } });
        let flagged = json!({ "code": 403, "metadata": { "flagged_input": "hunter2" } });
        let other = json!({ "message": "Not allowed", "code": 403, "metadata": { "provider_name": "x" } });
        let model = json!({ "message": "No access to gpt-6", "code": 403 });
        let contents = json!({ "code": 400, "message": "hunter2", "metadata": { "raw": "hunter2" } });
        for (status, error, failure) in [
            (403, limit, ModelFailure::NoCredit("403".into())),
            (403, reasons, ModelFailure::Blocked("403".into())),
            (403, flagged, ModelFailure::Blocked("403".into())),
            (403, other, ModelFailure::KeyRefused("403".into())),
            (403, json!({ "code": 403, "metadata": null }), ModelFailure::KeyRefused("403".into())),
            (403, model, ModelFailure::Refused("403".into())),
            (400, contents, ModelFailure::Invalid("400".into())),
            (400, json!({ "code": 400, "param": "tools" }), ModelFailure::Refused("400".into())),
        ] {
            let router = ModelProvider::OpenRouter;
            assert_eq!(reply(router, status, error.clone(), &[]), failure, "{error}");
            let asked = ModelName { provider: router, model: "gpt-6".to_owned() };
            let in_stream = ApiError::from(serde_json::from_value::<ErrorBody>(error.clone()).unwrap());
            assert_eq!(in_stream.failure_in_stream(&asked), failure, "in the stream: {error}");
        }
    }

    #[test]
    fn an_error_that_is_a_sentence_only_is_an_error() {
        assert_eq!(reply(ANY, 500, "hunter2".into(), &[]), away("500", None));
        assert_eq!(reply(ANY, 403, "No access to gpt-6".into(), &[]), ModelFailure::Refused("403".into()));
    }

    #[test]
    fn an_error_in_the_stream_has_its_word_or_is_the_providers_trouble() {
        let asked = ModelName { provider: ANY, model: "gpt-6".to_owned() };
        let error = |error: Value| serde_json::from_value::<ApiError>(error).unwrap().failure_in_stream(&asked);
        assert_eq!(error(json!({ "code": 502, "metadata": {} })), away("502", None));
        assert_eq!(error(json!({ "type": "server_error", "code": null })), away("500 server_error", None));
        assert_eq!(error(json!({ "code": "rate_limit_exceeded" })), away("500 rate_limit_exceeded", None));
        assert_eq!(error(json!({ "code": 70_000 })), away("500", None));
        assert!(matches!(error(json!({ "code": NO_CREDIT })), ModelFailure::NoCredit(_)));
        assert!(matches!(error(json!({ "type": "invalid_request_error" })), ModelFailure::Invalid(_)));
        assert!(matches!(error(json!({ "code": "invalid_api_key" })), ModelFailure::KeyRefused(_)));
    }

    /// Replies as they were captured, and what OpenAI's own client made of them.
    #[test]
    fn captured_refusals_are_known() {
        let refusal = |capture: &str| {
            let (head, body) =
                capture.replace("\r\n", "\n").split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
            let mut lines = head.lines();
            let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
            let pairs = lines.map(|line| line.split_once(": ").unwrap());
            let headers = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            refused(ANY, "nope", status, &HeaderMap::from_iter(headers), body.as_bytes(), SystemTime::UNIX_EPOCH)
        };
        macro_rules! capture {
            ($name:literal) => {
                include_str!(concat!("../../../tests/captures/models/", $name, ".reply.http"))
            };
        }
        let key = "401 invalid_request_error invalid_api_key";
        assert_eq!(refusal(capture!("oai-401")), ModelFailure::KeyRefused(key.into()));
        assert_eq!(refusal(capture!("oai-404")), away("404 invalid_request_error model_not_found", None));
        assert_eq!(refusal(capture!("oai-429")), away("429 requests rate_limit_exceeded", Some(2)));
        let quota = "429 insufficient_quota insufficient_quota";
        assert_eq!(refusal(capture!("oai-quota")), ModelFailure::NoCredit(quota.into()));
    }
}
