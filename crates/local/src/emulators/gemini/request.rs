//! Request to Gemini, read as strictly as the real service reads it.

use serde_json::Value;

use super::error::ApiError;
use super::rules::{self, field};

/// A request that the real service would have taken.
#[derive(Clone, Debug)]
pub struct Request {
    /// The version of the API: `v1` or `v1beta`.
    pub version: String,
    pub model: String,
    pub body: Value,
}

impl Request {
    pub(crate) fn parse(version: &str, model: &str, bytes: &[u8]) -> Result<Self, ApiError> {
        let body: Value = serde_json::from_slice(bytes)
            .map_err(|error| ApiError::invalid(format!("Invalid JSON payload received. {error}")))?;

        rules::check(&body)?;

        Ok(Self { version: version.to_owned(), model: model.to_owned(), body })
    }

    /// The text of the system instruction.
    pub fn system(&self) -> String {
        text_of(field(&self.body, "systemInstruction"))
    }

    /// The text of the last turn, which is the user's.
    pub fn prompt(&self) -> String {
        self.turns().last().map(text_of).unwrap_or_default()
    }

    /// The text of all turns.
    pub fn said(&self) -> String {
        self.turns().iter().map(text_of).collect::<Vec<_>>().join("\n")
    }

    /// How often the model has spoken already.
    pub fn model_turns(&self) -> usize {
        self.turns().iter().filter(|turn| turn["role"] == "model").count()
    }

    pub fn wants_json(&self) -> bool {
        field(self.config(), "responseMimeType") == "application/json"
    }

    /// The schema of the wanted JSON, in whichever of the two fields it came.
    pub fn schema(&self) -> Option<&Value> {
        let schemas = ["responseSchema", "responseJsonSchema"].map(|name| field(self.config(), name));
        schemas.into_iter().find(|schema| schema.is_object())
    }

    fn turns(&self) -> &[Value] {
        field(&self.body, "contents").as_array().map_or(&[], Vec::as_slice)
    }

    fn config(&self) -> &Value {
        field(&self.body, "generationConfig")
    }
}

fn text_of(content: &Value) -> String {
    let parts = content["parts"].as_array().map_or(&[][..], Vec::as_slice);
    parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
}
