//! Envelope of the emulated Chat Completions: its chunks and its errors, field for field as captured.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header::RETRY_AFTER};
use serde_json::{Value, json};

use crate::emulators::model::ApiError;
use crate::emulators::model::answer::{Usage, UsageIn};
use crate::emulators::model::perform::Wire;
use crate::emulators::model::reply::json_reply;
use crate::emulators::playback::Playback;

/// The same in every chunk of one reply.
pub(crate) struct Envelope {
    model: String,
    id: String,
    usage: Usage,
    usage_in: UsageIn,
}

impl Envelope {
    pub(crate) fn new(model: &str) -> Self {
        Self { model: model.to_owned(), id: String::new(), usage: Usage::default(), usage_in: UsageIn::None }
    }

    pub(crate) fn begin(&mut self, nth: usize, usage: Usage, usage_in: UsageIn) {
        self.id = format!("chatcmpl-{nth}");
        (self.usage, self.usage_in) = (usage, usage_in);
    }

    fn chunk(&self, delta: &Value, finish: Option<&str>) -> Bytes {
        let reason = finish.map(reason);
        let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": reason});
        self.event(&json!([choice]), None)
    }

    fn event(&self, choices: &Value, usage: Option<Usage>) -> Bytes {
        let mut chunk = json!({
            "id": self.id, "object": "chat.completion.chunk", "created": 1_780_000_000, "model": self.model,
            "choices": choices,
        });
        if let Some(Usage { prompt, answer, thoughts }) = usage {
            chunk["usage"] = json!({
                "prompt_tokens": prompt,
                "completion_tokens": answer + thoughts,
                "total_tokens": prompt + answer + thoughts,
                "completion_tokens_details": {"reasoning_tokens": thoughts},
            });
        }
        format!("data: {chunk}\n\n").into()
    }
}

/// Gemini's word in this API's.
fn reason(reason: &str) -> String {
    match reason {
        "STOP" => "stop".to_owned(),
        "MAX_TOKENS" => "length".to_owned(),
        "SAFETY" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => "content_filter".to_owned(),
        other => other.to_lowercase(),
    }
}

fn error_body(error: &ApiError) -> Value {
    let (kind, code) = match error.status.as_str() {
        _ if error.refuses_key() => ("invalid_request_error", "invalid_api_key"),
        "INVALID_ARGUMENT" => ("invalid_request_error", ""),
        "RESOURCE_EXHAUSTED" => ("requests", "rate_limit_exceeded"),
        "NOT_FOUND" => ("invalid_request_error", "model_not_found"),
        "PERMISSION_DENIED" => ("invalid_request_error", "model_not_found"),
        _ if error.code >= 500 => ("server_error", ""),
        _ => ("unsupported", "unsupported_parameter"),
    };
    let code = (!code.is_empty()).then_some(code);
    json!({"error": {"message": error.message, "type": kind, "param": null, "code": code}})
}

impl Wire for Envelope {
    fn asked(&self) -> (&str, &str) {
        (&self.model, "v1")
    }

    fn opening(&self) -> Option<Bytes> {
        Some(self.chunk(&json!({"role": "assistant", "content": "", "refusal": null}), None))
    }

    fn delta(&self, text: &str, finish: Option<&str>) -> Bytes {
        self.chunk(&json!({"content": text}), finish)
    }

    fn thought(&self, text: &str) -> Bytes {
        self.chunk(&json!({"content": null, "reasoning_content": text}), None)
    }

    fn finish(&self, reason: &str) -> Bytes {
        self.chunk(&json!({}), Some(reason))
    }

    fn filtered(&self, reason: &str) -> Bytes {
        self.finish(reason)
    }

    /// As OpenAI's models decline: in words that are no content.
    fn blocked(&self, _reason: &str) -> Bytes {
        let words = self.chunk(&json!({"refusal": "I'm sorry, I cannot help with that."}), None);
        [words, self.finish("STOP")].concat().into()
    }

    fn used(&self, usage: Usage) -> Bytes {
        self.event(&json!([]), Some(usage))
    }

    /// Usage has a chunk of its own.
    fn closing(&self) -> Option<Bytes> {
        let used = if self.usage_in == UsageIn::Every { self.used(self.usage) } else { Bytes::new() };
        Some([&used[..], b"data: [DONE]\n\n"].concat().into())
    }

    fn error(&self, error: &ApiError) -> Bytes {
        format!("data: {}\n\n", error_body(error)).into()
    }

    fn bare_error(&self, error: &ApiError) -> Bytes {
        error_body(error).to_string().into()
    }

    fn refusal(&self, error: &ApiError) -> Response<Playback> {
        let code = if error.refuses_key() { 401 } else { error.code };
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        with_retry_after(json_reply(status, &error_body(error)), error)
    }
}

/// The delay of an error as a header, in seconds.
pub(crate) fn with_retry_after(mut reply: Response<Playback>, error: &ApiError) -> Response<Playback> {
    let delay = error.retry_delay().map(|delay| delay.trim_end_matches('s').parse::<HeaderValue>());
    if let Some(Ok(seconds)) = delay {
        reply.headers_mut().insert(RETRY_AFTER, seconds);
    }
    reply
}
