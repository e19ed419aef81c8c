//! Chat Completions chunk: one event of a stream, with the words of whoever speaks the API.

use serde::Deserialize;

use super::refusal::ApiError;
use crate::providers::model::{CodeWord, Delta, Finish, StreamEvent, Usage};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chunk {
    /// Null or empty beside usage and errors.
    choices: Option<Vec<Choice>>,
    usage: Option<Counts>,
    error: Option<ApiError>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    delta: Option<Message>,
    /// An open set.
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Option<String>,
    /// Why the model will not answer, which is no answer.
    refusal: Option<String>,
    /// Thoughts, by either name: signs of life, never part of the answer.
    reasoning: Option<String>,
    reasoning_content: Option<String>,
}

/// Thoughts are part of the completion.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counts {
    prompt_tokens: Option<f64>,
    completion_tokens: Option<f64>,
}

impl StreamEvent for Chunk {
    fn into_delta(self) -> Delta {
        let counts = self.usage.unwrap_or_default();
        let usage = Usage { prompt: counts.prompt_tokens, answer: counts.completion_tokens, thoughts: None };
        let Choice { delta, finish_reason } =
            self.choices.and_then(|choices| choices.into_iter().next()).unwrap_or_default();
        let Message { content, refusal, reasoning, reasoning_content } = delta.unwrap_or_default();
        let has_text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let refuses = has_text(&refusal);
        let has_content = refuses || [&content, &reasoning, &reasoning_content].into_iter().any(has_text);
        let finish = finish_reason.and_then(finish);
        let error = self.error.map(|error| error.failure_in_stream());
        Delta { text: content.unwrap_or_default(), has_content, finish, refuses, usage, error }
    }
}

/// None: the word for none.
fn finish(reason: String) -> Option<Finish> {
    match reason.as_str() {
        "" => None,
        "stop" => Some(Finish::Stop),
        "length" => Some(Finish::Length),
        "content_filter" => Some(Finish::Filter(reason)),
        _ => Some(Finish::Other(CodeWord(&reason).to_string())),
    }
}
