//! Messages event: one event of Anthropic's stream. Those that are new, and deltas of new kinds, are signs of life.

use serde::Deserialize;

use super::refusal::ApiError;
use crate::{
    base::env::ModelName,
    providers::model::{CodeWord, Delta, Finish, StreamEvent, Usage},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Event {
    /// Of the first event.
    message: Option<Message>,
    /// Of the beginning of a block, which may have text already.
    content_block: Option<BlockDelta>,
    delta: Option<BlockDelta>,
    /// Of the last but one, for all of the message until then.
    usage: Option<Counts>,
    error: Option<ApiError>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    usage: Option<Counts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BlockDelta {
    #[serde(rename = "type")]
    kind: Option<String>,
    text: Option<String>,
    thinking: Option<String>,
    /// An open set.
    stop_reason: Option<String>,
}

/// What was read from a cache, or into one, is beside the rest of the prompt.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counts {
    input_tokens: Option<f64>,
    cache_creation_input_tokens: Option<f64>,
    cache_read_input_tokens: Option<f64>,
    output_tokens: Option<f64>,
}

impl From<Counts> for Usage {
    fn from(counts: Counts) -> Self {
        let cached = [counts.cache_creation_input_tokens, counts.cache_read_input_tokens].into_iter().flatten();
        let prompt = counts.input_tokens.map(|tokens| tokens + cached.sum::<f64>());
        Self { prompt, answer: counts.output_tokens, thoughts: None }
    }
}

impl StreamEvent for Event {
    fn into_delta(self, asked: &ModelName) -> Delta {
        let counts = self.message.and_then(|message| message.usage).or(self.usage);
        let usage = counts.map(Usage::from).unwrap_or_default();
        let BlockDelta { kind, text, thinking, stop_reason } = self.delta.or(self.content_block).unwrap_or_default();
        let text = text.filter(|_| matches!(kind.as_deref(), Some("text_delta" | "text"))).unwrap_or_default();
        let has_content = !text.is_empty() || thinking.is_some_and(|thinking| !thinking.is_empty());
        let error = self.error.map(|error| error.failure_in_stream(&asked.model));
        Delta { text, has_content, finish: stop_reason.and_then(finish), refuses: false, usage, error }
    }
}

/// None: the word for none.
fn finish(reason: String) -> Option<Finish> {
    match reason.as_str() {
        "" => None,
        "end_turn" | "stop_sequence" => Some(Finish::Stop),
        "max_tokens" => Some(Finish::Length),
        "refusal" => Some(Finish::Filter(reason)),
        _ => Some(Finish::Other(CodeWord(&reason).to_string())),
    }
}
