//! Chat Completions chunk: one event of a stream, with the words of whoever speaks the API.

use serde::Deserialize;

use super::refusal::{ApiError, ErrorBody};
use crate::{
    base::env::ModelName,
    providers::model::{CodeWord, Delta, Finish, StreamEvent, Usage},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chunk {
    /// Null or empty beside usage and errors.
    choices: Option<Vec<Choice>>,
    usage: Option<Counts>,
    error: Option<ErrorBody>,
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
    content: Option<Content>,
    /// Why the model will not answer, which is no answer.
    refusal: Option<String>,
    /// Thoughts, by either name: signs of life, never part of the answer.
    reasoning: Option<String>,
    reasoning_content: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    /// As Mistral has it. Parts of other kinds, such as thoughts, are signs of life.
    Parts(Vec<Part>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Part {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
}

impl Content {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Parts(parts) => parts.is_empty(),
        }
    }

    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => {
                parts.into_iter().filter(|part| part.kind == "text").filter_map(|part| part.text).collect()
            }
        }
    }
}

/// Thoughts are part of the completion.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counts {
    prompt_tokens: Option<f64>,
    completion_tokens: Option<f64>,
}

impl StreamEvent for Chunk {
    fn into_delta(self, asked: &ModelName) -> Delta {
        let counts = self.usage.unwrap_or_default();
        let usage = Usage { prompt: counts.prompt_tokens, answer: counts.completion_tokens, thoughts: None };
        let Choice { delta, finish_reason } =
            self.choices.and_then(|choices| choices.into_iter().next()).unwrap_or_default();
        let Message { content, refusal, reasoning, reasoning_content } = delta.unwrap_or_default();
        let has_text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let refuses = has_text(&refusal);
        let is_alive = content.as_ref().is_some_and(|content| !content.is_empty());
        let has_content = refuses || is_alive || has_text(&reasoning) || has_text(&reasoning_content);
        let finish = finish_reason.and_then(finish);
        let error = self.error.map(|error| ApiError::from(error).failure_in_stream(asked));
        Delta { text: content.map(Content::into_text).unwrap_or_default(), has_content, finish, refuses, usage, error }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        base::env::ModelProvider,
        providers::model::{EventReader, ModelFailure},
    };

    fn delta(chunk: &Value) -> Result<Delta, &'static str> {
        let asked = ModelName { provider: ModelProvider::Compatible, model: "m".to_owned() };
        let mut deltas = Vec::new();
        let bytes = format!("data: {chunk}\n");
        EventReader::<Chunk>::new(asked).push(bytes.as_bytes(), &mut deltas).map_err(|unreadable| unreadable.0)?;
        Ok(deltas.remove(0))
    }

    #[test]
    fn content_is_a_text_or_parts_of_which_thoughts_are_signs_of_life() {
        let said = |text: &str| json!({ "type": "text", "text": text });
        let thought = json!({ "type": "thinking", "thinking": [said("Hm.")] });
        for (content, text, has_content) in [
            (json!("Hello"), "Hello", true),
            (json!(""), "", false),
            (Value::Null, "", false),
            (json!([]), "", false),
            (json!([said("Hel"), said("lo")]), "Hello", true),
            (json!([thought]), "", true),
            (json!([thought, said("Hi")]), "Hi", true),
            (json!([{ "type": "reference", "reference_ids": [1] }]), "", true),
        ] {
            let chunk = json!({ "choices": [{ "delta": { "content": content } }] });
            let delta = delta(&chunk).unwrap();
            assert_eq!((delta.text.as_str(), delta.has_content), (text, has_content), "{chunk}");
        }
        let odd = json!({ "choices": [{ "delta": { "content": 7 } }] });
        assert_eq!(delta(&odd).unwrap_err(), "an event of an unexpected shape");
    }

    #[test]
    fn an_error_is_an_object_or_a_sentence() {
        let failure = Some(ModelFailure::unavailable("500"));
        for error in [json!({ "message": "hunter2" }), json!("hunter2")] {
            assert_eq!(delta(&json!({ "error": error })).unwrap().error, failure);
        }
        assert_eq!(delta(&json!({ "error": null })).unwrap().error, None);
    }
}
