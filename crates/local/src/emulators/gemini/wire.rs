//! JSON that Gemini writes, field for field as captured.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::emulators::model::Usage;
use crate::emulators::model::reply::json_text;

/// One event of the stream, ended as the real service ends it.
pub(crate) fn frame(reply: &impl Serialize) -> Bytes {
    format!("data: {}\r\n\r\n", json_text(reply)).into()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GenerateContentResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_feedback: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_metadata: Option<Used>,
    pub model_version: String,
    pub response_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Candidate {
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_reason: Option<String>,
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_ratings: Option<Value>,
}

impl Candidate {
    pub(crate) fn new(parts: Vec<Part>, finish: Option<&str>) -> Self {
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
pub(crate) struct Used {
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
    pub(crate) fn whole(Usage { prompt, answer, thoughts }: Usage) -> Self {
        Self {
            prompt_token_count: prompt,
            candidates_token_count: Some(answer),
            thoughts_token_count: (thoughts > 0).then_some(thoughts),
            total_token_count: prompt + answer + thoughts,
            prompt_tokens_details: Some(json!([{"modality": "TEXT", "tokenCount": prompt}])),
        }
    }

    pub(crate) fn so_far(usage: Usage) -> Self {
        Self::whole(Usage { answer: 0, thoughts: 0, ..usage })
    }

    pub(crate) fn prompt_only(usage: Usage) -> Self {
        Self { candidates_token_count: None, prompt_tokens_details: None, ..Self::so_far(usage) }
    }
}
