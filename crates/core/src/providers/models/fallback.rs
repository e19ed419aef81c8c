//! Fallback from model to model: what a failure says of the next one, and what is answered when none is left.

use super::provider::Model;
use crate::{
    base::{
        env::ModelProvider,
        error::{Error, Result},
        telemetry,
    },
    providers::model::{ModelFailure, Prompt, RETRY_AFTER},
};

/// What the models that were asked so far said instead of an answer.
pub(super) struct Failures {
    /// What a prompt that was blocked is answered with.
    blocked: &'static str,
    /// And a file that nobody could open, if the prompt has one.
    unreadable: Option<&'static str>,
    causes: Vec<String>,
    /// Those that do not pass by themselves, and that somebody has to look after.
    faults: Vec<String>,
    /// Providers that do not take our key.
    refused: Vec<ModelProvider>,
    retry_after: Option<u32>,
    /// None of them may do better when it is asked again.
    all_refused: bool,
    /// All of them say that it is what the request holds.
    all_invalid: bool,
}

impl Failures {
    pub fn new(prompt: &Prompt, blocked: &'static str) -> Self {
        let unreadable = prompt.attachment.as_ref().map(|file| file.unreadable);
        Self {
            blocked,
            unreadable,
            causes: Vec::new(),
            faults: Vec::new(),
            refused: Vec::new(),
            retry_after: None,
            all_refused: true,
            all_invalid: true,
        }
    }

    /// Whether a model would refuse us as another of its provider did.
    pub fn end_provider_of(&self, model: &Model) -> bool {
        self.refused.contains(&model.provider)
    }

    /// The error where another model would not do either; else it may be asked.
    pub fn add(&mut self, model: &Model, failure: ModelFailure) -> Result<()> {
        if let ModelFailure::Blocked(reason) = failure {
            tracing::info!(gen_ai.request.model = model.name, reason, "a prompt was blocked");
            return Err(Error::BadRequest(self.blocked));
        }
        self.note(model, failure);
        Ok(())
    }

    fn note(&mut self, model: &Model, failure: ModelFailure) {
        self.all_refused &= !matches!(failure, ModelFailure::Unavailable { .. } | ModelFailure::NoCredit(_));
        let is_invalid = matches!(failure, ModelFailure::Invalid(_));
        self.all_invalid &= is_invalid;
        // A file that one model cannot open is nobody's fault but the file's.
        let is_files = is_invalid && self.unreadable.is_some();
        let passes = is_files || matches!(failure, ModelFailure::Unavailable { .. } | ModelFailure::Cut(_));
        let cause = match failure {
            ModelFailure::Unavailable { cause, retry_after, .. } => {
                self.retry_after = self.retry_after.into_iter().chain(retry_after).min();
                cause
            }
            ModelFailure::KeyRefused(cause) | ModelFailure::NoKey(cause) => {
                self.refused.push(model.provider);
                cause
            }
            ModelFailure::NoCredit(cause)
            | ModelFailure::Blocked(cause)
            | ModelFailure::Invalid(cause)
            | ModelFailure::Refused(cause)
            | ModelFailure::Cut(cause) => cause,
        };
        tracing::warn!(gen_ai.request.model = model.name, cause, "a model gave no text");
        let cause = format!("{}: {cause}", model.name);
        if !passes {
            self.faults.push(cause.clone());
        }
        self.causes.push(cause);
    }

    /// What does not pass by itself is our fault, also where another model answered.
    pub fn report(&self) {
        if !self.faults.is_empty() {
            telemetry::fault("model-refused", "a model refuses us", &self.faults.join("; "));
        }
    }

    /// When no model is left to ask. That none can open a file is its sender's to mend; that all of them refuse us is
    /// our fault, and is logged as such.
    pub fn into_error(self) -> Error {
        if let Some(sentence) = self.unreadable.filter(|_| self.all_invalid) {
            return Error::BadRequest(sentence);
        }
        let cause = self.causes.join("; ");
        if self.all_refused {
            return Error::internal(cause);
        }
        self.report();
        Error::unavailable(cause, self.retry_after.unwrap_or(RETRY_AFTER))
    }
}
