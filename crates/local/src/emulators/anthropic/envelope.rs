//! Envelope of the emulated Anthropic: its events and its errors, field for field as captured.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::event::{Block, Blocks, event};
use crate::emulators::chat_completions::envelope::with_retry_after;
use crate::emulators::model::ApiError;
use crate::emulators::model::answer::{Usage, UsageIn};
use crate::emulators::model::perform::Wire;
use crate::emulators::model::reply::json_reply;
use crate::emulators::playback::Playback;

/// What one message has all along.
pub(crate) struct Envelope {
    model: String,
    id: String,
    usage: Usage,
    usage_in: UsageIn,
    blocks: Mutex<Blocks>,
}

impl Envelope {
    pub(crate) fn new(model: &str) -> Self {
        let (usage, usage_in, blocks) = (Usage::default(), UsageIn::None, Mutex::default());
        Self { model: model.to_owned(), id: String::new(), usage, usage_in, blocks }
    }

    pub(crate) fn begin(&mut self, nth: usize, usage: Usage, usage_in: UsageIn) {
        self.id = format!("msg_{nth}");
        (self.usage, self.usage_in) = (usage, usage_in);
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reason, behind the last block.
    fn end(&self, reason: &str) -> Bytes {
        [self.blocks().switch_to(None), self.message_delta(reason)].concat().into()
    }

    fn message_delta(&self, reason: &str) -> Bytes {
        let delta = json!({"stop_reason": stop_reason(reason), "stop_sequence": null});
        let output = self.usage.answer + self.usage.thoughts;
        match self.usage_in {
            UsageIn::Every => {
                event(&json!({"type": "message_delta", "delta": delta, "usage": {"output_tokens": output}}))
            }
            UsageIn::ItsOwn | UsageIn::None => event(&json!({"type": "message_delta", "delta": delta})),
        }
    }
}

/// Gemini's word in this API's.
fn stop_reason(reason: &str) -> String {
    match reason {
        "STOP" => "end_turn".to_owned(),
        "MAX_TOKENS" => "max_tokens".to_owned(),
        "SAFETY" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => "refusal".to_owned(),
        other => other.to_lowercase(),
    }
}

fn error_body(error: &ApiError) -> Value {
    let kind = match (error.code, error.status.as_str()) {
        _ if error.refuses_key() => "authentication_error",
        (400, "INVALID_ARGUMENT") => "invalid_request_error",
        (403, _) => "permission_error",
        (404, _) => "not_found_error",
        (413, _) => "request_too_large",
        (429, _) => "rate_limit_error",
        (504, _) => "timeout_error",
        (503 | 529, _) => "overloaded_error",
        (500.., _) => "api_error",
        _ => "unsupported_error",
    };
    json!({"type": "error", "error": {"type": kind, "message": error.message}})
}

impl Wire for Envelope {
    fn asked(&self) -> (&str, &str) {
        (&self.model, "v1")
    }

    fn opening(&self) -> Option<Bytes> {
        let usage = match self.usage_in {
            UsageIn::Every => json!({"input_tokens": self.usage.prompt, "output_tokens": 1}),
            UsageIn::ItsOwn | UsageIn::None => Value::Null,
        };
        let message = json!({
            "id": self.id, "type": "message", "role": "assistant", "model": self.model, "content": [],
            "stop_reason": null, "stop_sequence": null, "usage": usage,
        });
        let events = [event(&json!({"type": "message_start", "message": message})), event(&json!({"type": "ping"}))];
        Some(events.concat().into())
    }

    fn delta(&self, text: &str, finish: Option<&str>) -> Bytes {
        let piece = self.blocks().piece(Block::Text, &json!({"type": "text_delta", "text": text}));
        let end = finish.map(|reason| self.end(reason)).unwrap_or_default();
        [piece, end].concat().into()
    }

    fn thought(&self, text: &str) -> Bytes {
        self.blocks().piece(Block::Thinking, &json!({"type": "thinking_delta", "thinking": text}))
    }

    fn finish(&self, reason: &str) -> Bytes {
        self.end(reason)
    }

    fn filtered(&self, reason: &str) -> Bytes {
        self.finish(reason)
    }

    fn blocked(&self, _reason: &str) -> Bytes {
        self.finish("SAFETY")
    }

    fn used(&self, usage: Usage) -> Bytes {
        let counts = json!({"input_tokens": usage.prompt, "output_tokens": usage.answer + usage.thoughts});
        event(&json!({"type": "message_delta", "delta": {}, "usage": counts}))
    }

    fn closing(&self) -> Option<Bytes> {
        Some(event(&json!({"type": "message_stop"})))
    }

    fn error(&self, error: &ApiError) -> Bytes {
        event(&error_body(error))
    }

    fn bare_error(&self, error: &ApiError) -> Bytes {
        error_body(error).to_string().into()
    }

    fn refusal(&self, error: &ApiError) -> Response<Playback> {
        let code = match error.code {
            _ if error.refuses_key() => 401,
            503 => 529,
            code => code,
        };
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = error_body(error);
        // Who may use a model is a word about that model.
        if code == 403 {
            body["error"]["message"] = format!("Your key may not use {}", self.model).into();
        }
        with_retry_after(json_reply(status, &body), error)
    }
}
