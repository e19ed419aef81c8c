//! Request to Gemini, read as strictly as the real service reads it.

use serde_json::Value;

use super::rules::{self, field};
use crate::emulators::model::ApiError;
use crate::emulators::model::conversation::{Conversation, Turn, text_of};

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

    /// What is asked for.
    pub fn conversation(&self) -> Conversation {
        let turn = |turn: &Value| Turn { is_models: turn["role"] == "model", text: text_of(&turn["parts"]) };
        // The schema stands in one of two fields.
        let schemas = ["responseSchema", "responseJsonSchema"].map(|name| field(self.config(), name));
        Conversation {
            system: text_of(&field(&self.body, "systemInstruction")["parts"]),
            turns: self.turns().iter().map(turn).collect(),
            wants_json: field(self.config(), "responseMimeType") == "application/json",
            schema: schemas.into_iter().find(|schema| schema.is_object()).cloned(),
        }
    }

    fn turns(&self) -> &[Value] {
        field(&self.body, "contents").as_array().map_or(&[], Vec::as_slice)
    }

    fn config(&self) -> &Value {
        field(&self.body, "generationConfig")
    }
}
