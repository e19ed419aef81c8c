//! Stream event: what the events of all models' replies have in common, whatever their wire format.

use serde::de::DeserializeOwned;

use super::ModelFailure;
use crate::base::env::ModelName;

/// An event of one wire format. Every field of it can be missing, and every word in it can be new.
pub trait StreamEvent: DeserializeOwned {
    /// Whoever was asked counts where the event is an error: the same word means other things of others.
    fn into_delta(self, asked: &ModelName) -> Delta;
}

/// What an event brings.
#[derive(Debug, Default)]
pub struct Delta {
    pub text: String,
    /// Whether there is anything of an answer in it, thoughts too.
    pub has_content: bool,
    pub finish: Option<Finish>,
    /// The model says why it will not answer, in words that are no answer; the reason behind them may say all is well.
    pub refuses: bool,
    pub usage: Usage,
    /// Counts more than anything beside it.
    pub error: Option<ModelFailure>,
}

/// Why a model ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Finish {
    Stop,
    /// At a limit: it can be asked to go on.
    Length,
    /// A filter stepped in, at the prompt or at the answer.
    Filter(String),
    /// The reasons are an open set.
    Other(String),
}

/// Tokens of a call, read as any number there is, for a count that is odd must not cost the answer.
#[derive(Debug, Default, Clone, Copy)]
pub struct Usage {
    pub prompt: Option<f64>,
    pub answer: Option<f64>,
    /// Where they are not part of the answer.
    pub thoughts: Option<f64>,
}

impl Usage {
    /// Each count is of all that came until then, so the last one counts; one that is missing says nothing.
    pub fn update(&mut self, later: Self) {
        self.prompt = later.prompt.or(self.prompt);
        self.answer = later.answer.or(self.answer);
        self.thoughts = later.thoughts.or(self.thoughts);
    }

    /// Tokens read and written; thoughts are written.
    pub fn tokens(self) -> (i32, i32) {
        let count = |tokens: Option<f64>| tokens.unwrap_or_default().max(0.0) as i32;
        let written = count(self.answer).saturating_add(count(self.thoughts));
        (count(self.prompt), written)
    }
}
