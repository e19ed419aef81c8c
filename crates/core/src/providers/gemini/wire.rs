//! Gemini wire format: every field of a reply can be missing, and every word in it can be new.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::providers::model::{Attachment, CONTINUE, Prompt, Speaker};

/// No sampling parameters: current models ignore or refuse them. And nothing is to be kept: without `store` Google logs
/// prompts and answers of newer projects for 55 days.
pub fn request(prompt: &Prompt, written: &str) -> Value {
    let turn = |role: &str, text: &str| json!({ "role": role, "parts": [{ "text": text }] });
    let mut contents: Vec<Value> = prompt
        .turns
        .iter()
        .map(|(speaker, text)| match speaker {
            Speaker::User => turn("user", text),
            Speaker::Model => turn("model", text),
        })
        .collect();
    if !written.is_empty() {
        contents.push(turn("model", written));
        contents.push(turn("user", CONTINUE.trim()));
    }
    if let (Some(Attachment { mime_type, bytes }), Some(last)) = (&prompt.attachment, contents.last_mut()) {
        let file = json!({ "inlineData": { "mimeType": mime_type, "data": STANDARD.encode(bytes) } });
        last["parts"].as_array_mut().into_iter().for_each(|parts| parts.insert(0, file.clone()));
    }
    let mut config = json!({ "maxOutputTokens": prompt.max_output_tokens });
    if let Some(schema) = &prompt.schema {
        config["responseMimeType"] = "application/json".into();
        config["responseJsonSchema"] = schema.clone();
    }
    json!({
        "systemInstruction": { "parts": [{ "text": prompt.system }] },
        "contents": contents,
        "generationConfig": config,
        "store": false,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Chunk {
    pub candidates: Vec<Candidate>,
    pub prompt_feedback: Option<PromptFeedback>,
    pub usage_metadata: Option<UsageMetadata>,
    pub error: Option<ApiError>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Candidate {
    pub content: Content,
    /// An open set: new reasons appear without notice.
    pub finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub parts: Vec<Part>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    pub text: Option<String>,
    /// A summary of the model's thinking: a sign of life, never part of the answer.
    pub thought: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PromptFeedback {
    pub block_reason: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UsageMetadata {
    pub prompt_token_count: i32,
    pub candidates_token_count: i32,
    pub thoughts_token_count: i32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiError {
    pub code: i64,
    pub status: String,
    pub details: Vec<Value>,
}

#[derive(Deserialize)]
pub struct ErrorReply {
    pub error: ApiError,
}

impl ApiError {
    /// Seconds to wait, where Google says so (`"retryDelay": "17s"`); it often does not.
    pub fn retry_after(&self) -> Option<u32> {
        let delay = self.details.iter().find_map(|detail| detail["retryDelay"].as_str())?;
        let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
        (0.0..=86_400.0).contains(&seconds).then(|| (seconds.ceil() as u32).max(1))
    }
}
