//! Conversation that a model is asked to go on with, read from the request of whichever API.

use serde_json::Value;

/// A request without what is its API's own.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    /// The text of the system instruction.
    pub system: String,
    pub turns: Vec<Turn>,
    pub wants_json: bool,
    /// Of the wanted JSON.
    pub schema: Option<Value>,
}

#[derive(Clone, Debug)]
pub struct Turn {
    pub is_models: bool,
    pub text: String,
}

impl Conversation {
    /// The text of the last turn, which is the user's.
    pub fn prompt(&self) -> &str {
        self.turns.last().map(|turn| turn.text.as_str()).unwrap_or_default()
    }

    /// The text of all turns.
    pub fn said(&self) -> String {
        self.turns.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// How often the model has spoken already.
    pub fn model_turns(&self) -> usize {
        self.turns.iter().filter(|turn| turn.is_models).count()
    }
}

/// A text, or the texts of the parts that a message is made of.
pub(crate) fn text_of(content: &Value) -> String {
    if let Some(text) = content.as_str() {
        return text.to_owned();
    }
    let parts = content.as_array().map_or(&[][..], Vec::as_slice);
    parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
}
