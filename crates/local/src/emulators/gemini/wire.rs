//! What Gemini writes: frames of a stream, whole replies and errors, field for field as captured.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::emulators::playback::Playback;

/// Tokens that an answer claims to have used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub prompt: u32,
    pub answer: u32,
    pub thoughts: u32,
}

impl Default for Usage {
    fn default() -> Self {
        Self { prompt: 12, answer: 40, thoughts: 8 }
    }
}

/// What all frames of one reply have in common.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub model: String,
    pub response_id: String,
    pub usage: Usage,
}

impl Envelope {
    /// A frame of the stream with one part; the frame that carries the finish reason carries the whole usage.
    pub(crate) fn part(&self, part: Part, finish: Option<&str>) -> Bytes {
        let used = if finish.is_some() { Used::whole(self.usage) } else { Used::so_far(self.usage) };
        self.frame(vec![Candidate::new(vec![part], finish)], used)
    }

    pub(crate) fn finish(&self, reason: &str) -> Bytes {
        self.frame(vec![Candidate::new(vec![], Some(reason))], Used::whole(self.usage))
    }

    /// The frame with which a filter ends an answer: a reason and its rating, no content.
    pub(crate) fn filtered(&self, reason: &str) -> Bytes {
        let mut candidate = Candidate::new(vec![], Some(reason));
        candidate.safety_ratings =
            Some(json!([{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": true}]));
        self.frame(vec![candidate], Used::so_far(self.usage))
    }

    pub(crate) fn blocked(&self, reason: &str) -> Reply {
        let feedback = Some(json!({"blockReason": reason}));
        Reply { prompt_feedback: feedback, ..self.reply(vec![], Used::prompt_only(self.usage)) }
    }

    pub(crate) fn whole(&self, parts: Vec<Part>, finish: Option<&str>) -> Reply {
        self.reply(vec![Candidate::new(parts, finish)], Used::whole(self.usage))
    }

    fn frame(&self, candidates: Vec<Candidate>, used: Used) -> Bytes {
        frame(&self.reply(candidates, used))
    }

    fn reply(&self, candidates: Vec<Candidate>, usage_metadata: Used) -> Reply {
        let (model_version, response_id) = (self.model.clone(), self.response_id.clone());
        Reply { candidates, prompt_feedback: None, usage_metadata, model_version, response_id }
    }
}

/// One event of the stream, ended as the real service ends it.
pub(crate) fn frame(reply: &impl Serialize) -> Bytes {
    format!("data: {}\r\n\r\n", json_text(reply)).into()
}

pub(crate) fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn json_reply(status: StatusCode, value: &impl Serialize) -> Response<Playback> {
    reply(status, "application/json", Playback::whole(json_text(value)))
}

pub(crate) fn reply(status: StatusCode, content_type: &'static str, body: Playback) -> Response<Playback> {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static(content_type));
    reply
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reply {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_feedback: Option<Value>,
    usage_metadata: Used,
    model_version: String,
    response_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_reason: Option<String>,
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    safety_ratings: Option<Value>,
}

impl Candidate {
    fn new(parts: Vec<Part>, finish: Option<&str>) -> Self {
        let content = (!parts.is_empty()).then_some(Content { parts, role: "model" });
        Self { content, finish_reason: finish.map(str::to_owned), index: 0, safety_ratings: None }
    }
}

#[derive(Serialize)]
struct Content {
    parts: Vec<Part>,
    role: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Part {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thought: Option<bool>,
}

impl Part {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), thought: None }
    }

    pub(crate) fn thought(text: impl Into<String>) -> Self {
        Self { text: text.into(), thought: Some(true) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Used {
    prompt_token_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates_token_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thoughts_token_count: Option<u32>,
    total_token_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_tokens_details: Option<Value>,
}

impl Used {
    fn whole(Usage { prompt, answer, thoughts }: Usage) -> Self {
        Self {
            prompt_token_count: prompt,
            candidates_token_count: Some(answer),
            thoughts_token_count: (thoughts > 0).then_some(thoughts),
            total_token_count: prompt + answer + thoughts,
            prompt_tokens_details: Some(json!([{"modality": "TEXT", "tokenCount": prompt}])),
        }
    }

    fn so_far(usage: Usage) -> Self {
        Self::whole(Usage { answer: 0, thoughts: 0, ..usage })
    }

    fn prompt_only(usage: Usage) -> Self {
        Self { candidates_token_count: None, prompt_tokens_details: None, ..Self::so_far(usage) }
    }
}
