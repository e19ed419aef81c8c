//! Gemini wire format: every field of a reply can be missing, and every word in it can be new.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::ApiError;
use crate::{
    base::{env::ModelName, error::Error},
    providers::model::{Attachment, Base64, Delta, Finish, Prompt, Speaker, StreamEvent, Usage},
};

/// No sampling parameters: current models ignore or refuse them. And nothing is to be kept: without `store` Google logs
/// prompts and answers of newer projects for 55 days.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationRequest<'a> {
    system_instruction: Turn<'a>,
    contents: Vec<Turn<'a>>,
    generation_config: Value,
    store: bool,
}

#[derive(Serialize)]
struct Turn<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: Vec<TurnPart<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum TurnPart<'a> {
    Text(&'a str),
    InlineData { mime_type: &'static str, data: Base64<'a> },
}

/// The request of a prompt, to go on after what was written if anything was. Every model can be sent the same.
pub fn encode(prompt: &Prompt, written: &str) -> Result<Bytes, Error> {
    prompt.encode(written, &GenerationRequest::new(prompt, written))
}

impl<'a> GenerationRequest<'a> {
    fn new(prompt: &'a Prompt, written: &'a str) -> Self {
        let turn = |speaker: Speaker, text| Turn {
            role: Some(if speaker == Speaker::User { "user" } else { "model" }),
            parts: vec![TurnPart::Text(text)],
        };
        let mut contents: Vec<_> = prompt.turns_after(written).map(|(speaker, text)| turn(speaker, text)).collect();
        if let (Some(Attachment { mime_type, bytes, .. }), Some(last)) = (&prompt.attachment, contents.last_mut()) {
            last.parts.insert(0, TurnPart::InlineData { mime_type, data: Base64 { prefix: "", bytes } });
        }
        let mut generation_config = json!({ "maxOutputTokens": prompt.max_output_tokens });
        if let Some(schema) = &prompt.schema {
            generation_config["responseMimeType"] = "application/json".into();
            generation_config["responseJsonSchema"] = schema.clone();
        }
        let system_instruction = Turn { role: None, parts: vec![TurnPart::Text(&prompt.system)] };
        Self { system_instruction, contents, generation_config, store: false }
    }
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

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UsageMetadata {
    prompt_token_count: Option<f64>,
    candidates_token_count: Option<f64>,
    thoughts_token_count: Option<f64>,
}

impl StreamEvent for Chunk {
    fn into_delta(self, _asked: &ModelName) -> Delta {
        let error = self.error.map(|error| error.failure(error.code.clamp(0, 999) as u16));
        let usage = self.usage_metadata.unwrap_or_default();
        let usage = Usage {
            prompt: usage.prompt_token_count,
            answer: usage.candidates_token_count,
            thoughts: usage.thoughts_token_count,
        };
        let Candidate { content, finish_reason } = self.candidates.into_iter().next().unwrap_or_default();
        let has_content = content.parts.iter().any(|part| part.text.as_ref().is_some_and(|text| !text.is_empty()));
        let mut parts = content.parts.into_iter().filter(|part| !part.thought).filter_map(|part| part.text);
        let mut text = parts.next().unwrap_or_default();
        text.extend(parts);
        let block_reason = self.prompt_feedback.and_then(|feedback| feedback.block_reason);
        let finish = block_reason.map(Finish::Filter).or_else(|| finish_reason.and_then(finish));
        Delta { text, has_content, finish, refuses: false, usage, error }
    }
}

/// None: the word for none.
fn finish(reason: String) -> Option<Finish> {
    match reason.as_str() {
        "" | "FINISH_REASON_UNSPECIFIED" => None,
        "STOP" => Some(Finish::Stop),
        "MAX_TOKENS" | "CONTINUATION" => Some(Finish::Length),
        "SAFETY" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => Some(Finish::Filter(reason)),
        _ => Some(Finish::Other(reason)),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    fn prompt(file: &Bytes) -> Prompt {
        let attachment = Some(Attachment { mime_type: "application/pdf", bytes: file.clone(), unreadable: "no" });
        let turns = vec![(Speaker::User, "Ask \"me\".".to_owned())];
        Prompt { attachment, schema: Some(json!({ "type": "object" })), ..Prompt::words("Be kind.", turns, 100) }
    }

    #[test]
    fn a_request_has_its_file_before_the_text_of_the_last_turn() {
        let prompt = prompt(&Bytes::from_static(b"%PDF-1.7 \0\xff"));
        let request: Value = serde_json::from_slice(&encode(&prompt, "").unwrap()).unwrap();
        let data = STANDARD.encode(b"%PDF-1.7 \0\xff");
        let expected = json!({
            "systemInstruction": { "parts": [{ "text": "Be kind." }] },
            "contents": [{ "role": "user", "parts": [
                { "inlineData": { "mimeType": "application/pdf", "data": data } }, { "text": "Ask \"me\"." },
            ] }],
            "generationConfig": {
                "maxOutputTokens": 100, "responseMimeType": "application/json",
                "responseJsonSchema": { "type": "object" },
            },
            "store": false,
        });
        assert_eq!(request, expected);
    }
}
