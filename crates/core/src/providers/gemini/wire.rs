//! Gemini wire format: every field of a reply can be missing, and every word in it can be new.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::{
    base::{blocking, error::Error},
    providers::model::{Attachment, CONTINUE, Prompt, Speaker},
};

/// Bytes of a request besides its texts and its file.
const SCHEMA_ROOM: usize = 16 * 1024;

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

/// Written as it is encoded, without a text of its own: a file is large.
struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}

/// The first request of a prompt, which every model can be sent. The file moves into it, so that there is one copy of
/// it from then on.
///
/// Megabytes of a file take milliseconds to encode, so no worker does it.
pub async fn first_request(mut prompt: Prompt) -> Result<(Prompt, Bytes), Error> {
    if prompt.attachment.is_none() {
        let request = encode(&prompt, "")?;
        return Ok((prompt, request));
    }
    blocking::run(move || {
        let request = encode(&prompt, "")?;
        prompt.attachment = None;
        Ok((prompt, request))
    })
    .await?
}

/// The request to go on after what was written. It is without the file: answers to one are objects, which are never
/// continued.
pub fn next_request(prompt: &Prompt, written: &str) -> Result<Bytes, Error> {
    encode(prompt, written)
}

fn encode(prompt: &Prompt, written: &str) -> Result<Bytes, Error> {
    let texts = prompt.system.len() + written.len() + prompt.turns.iter().map(|(_, text)| text.len()).sum::<usize>();
    let file = prompt.attachment.as_ref().map_or(0, |file| file.bytes.len().div_ceil(3) * 4);
    // Room for everything, or the writer would move a whole file to make more.
    let mut body = Vec::with_capacity(file + 2 * texts + SCHEMA_ROOM);
    serde_json::to_writer(&mut body, &GenerationRequest::new(prompt, written)).map_err(Error::internal)?;
    Ok(body.into())
}

impl<'a> GenerationRequest<'a> {
    fn new(prompt: &'a Prompt, written: &'a str) -> Self {
        let turn = |speaker: Speaker, text| Turn {
            role: Some(if speaker == Speaker::User { "user" } else { "model" }),
            parts: vec![TurnPart::Text(text)],
        };
        let mut contents: Vec<_> = prompt.turns.iter().map(|(speaker, text)| turn(*speaker, text)).collect();
        if !written.is_empty() {
            contents.push(turn(Speaker::Model, written));
            contents.push(turn(Speaker::User, CONTINUE.trim()));
        }
        if let (Some(Attachment { mime_type, bytes, .. }), Some(last)) = (&prompt.attachment, contents.last_mut()) {
            last.parts.insert(0, TurnPart::InlineData { mime_type, data: Base64(bytes) });
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

/// Read as any number there is, for a count that is odd must not cost the answer.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UsageMetadata {
    prompt_token_count: Option<f64>,
    candidates_token_count: Option<f64>,
    thoughts_token_count: Option<f64>,
}

impl UsageMetadata {
    /// Each count is of all that came until then, so the last one counts; one that is missing says nothing.
    pub fn update(&mut self, later: Self) {
        self.prompt_token_count = later.prompt_token_count.or(self.prompt_token_count);
        self.candidates_token_count = later.candidates_token_count.or(self.candidates_token_count);
        self.thoughts_token_count = later.thoughts_token_count.or(self.thoughts_token_count);
    }

    /// Tokens read and written; thoughts are written.
    pub fn tokens(self) -> (i32, i32) {
        let count = |tokens: Option<f64>| tokens.unwrap_or_default().max(0.0) as i32;
        let written = count(self.candidates_token_count).saturating_add(count(self.thoughts_token_count));
        (count(self.prompt_token_count), written)
    }
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

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::*;

    fn prompt(file: &Bytes) -> Prompt {
        let attachment = Some(Attachment { mime_type: "application/pdf", bytes: file.clone(), unreadable: "no" });
        let turns = vec![(Speaker::User, "Ask \"me\".".to_owned())];
        Prompt { attachment, schema: Some(json!({ "type": "object" })), ..Prompt::words("Be kind.", turns, 100) }
    }

    #[tokio::test]
    async fn a_file_is_held_once_from_the_prompt_to_the_request_that_is_sent() {
        let upload = Bytes::from((0..4 << 20).map(|nth: u32| nth as u8).collect::<Vec<_>>());
        let prompt = prompt(&upload);
        assert!(!upload.is_unique());

        let (_prompt, request) = first_request(prompt).await.unwrap();

        assert!(upload.is_unique(), "nobody but this test holds what was uploaded");
        let sent = reqwest::Body::from(request.clone());
        assert_eq!(sent.as_bytes().unwrap().as_ptr(), request.as_ptr(), "what is sent is not copied");
    }

    #[tokio::test]
    async fn a_request_has_its_file_before_the_text_of_the_last_turn() {
        let prompt = prompt(&Bytes::from_static(b"%PDF-1.7 \0\xff"));
        let (_prompt, request) = first_request(prompt).await.unwrap();
        let request: Value = serde_json::from_slice(&request).unwrap();
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
