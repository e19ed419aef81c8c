//! Fallback from model to model: what a failure says of the next one, and what is answered when none is left.

use bytes::Bytes;
use reqwest::StatusCode;

use super::{RETRY_AFTER, wire};
use crate::{
    base::{
        error::{Error, Result},
        json,
    },
    providers::model::{ModelFailure, Prompt},
};

/// Google's reasons for refusing a key begin like this: it is unknown, expired, or not for this service or address.
const KEY_REASONS: &str = "API_KEY_";

/// What the models that were asked so far said instead of an answer.
pub(super) struct Failures {
    /// What a prompt that was blocked is answered with.
    blocked: &'static str,
    /// And a file that cannot be opened, if the prompt has one.
    unreadable: Option<&'static str>,
    causes: Vec<String>,
    retry_after: Option<u32>,
    /// None of them may do better when it is asked again.
    all_refused: bool,
}

impl Failures {
    pub fn new(prompt: &Prompt, blocked: &'static str) -> Self {
        let unreadable = prompt.attachment.as_ref().map(|file| file.unreadable);
        Self { blocked, unreadable, causes: Vec::new(), retry_after: None, all_refused: true }
    }

    /// The error where another model would not do either; else it may be asked.
    pub fn add(&mut self, model: &str, failure: ModelFailure) -> Result<()> {
        self.all_refused &= matches!(failure, ModelFailure::Refused(_) | ModelFailure::Invalid(_));
        let cause = match (failure, self.unreadable) {
            (ModelFailure::Blocked(reason), _) => {
                tracing::info!(gen_ai.request.model = model, reason, "a prompt was blocked");
                return Err(Error::BadRequest(self.blocked));
            }
            (ModelFailure::Invalid(cause), Some(sentence)) => {
                tracing::info!(gen_ai.request.model = model, cause, "a model could not open a file");
                return Err(Error::BadRequest(sentence));
            }
            (ModelFailure::KeyRefused(cause), _) => return Err(Error::internal(format!("Gemini: {cause}"))),
            (ModelFailure::Unavailable { cause, retry_after }, _) => {
                self.retry_after = self.retry_after.into_iter().chain(retry_after).min();
                cause
            }
            (ModelFailure::Invalid(cause) | ModelFailure::Refused(cause) | ModelFailure::Cut(cause), _) => cause,
        };
        tracing::warn!(gen_ai.request.model = model, cause, "a model gave no text");
        self.causes.push(format!("{model}: {cause}"));
        Ok(())
    }

    /// When no model is left to ask. That all of them refuse us is our fault, and does not pass by itself.
    pub fn into_error(self) -> Error {
        let cause = format!("Gemini: {}", self.causes.join("; "));
        if self.all_refused {
            return Error::internal(cause);
        }
        Error::unavailable(cause, self.retry_after.unwrap_or(RETRY_AFTER))
    }
}

/// Google's message may quote the request, so only its codes are kept.
pub(super) fn api_failure(status: u16, error: &wire::ApiError) -> ModelFailure {
    let reason = error.details.iter().find_map(|detail| detail["reason"].as_str()).unwrap_or_default();
    let cause = format!("{status} {} {reason}", error.status).trim_end().to_owned();
    match status {
        401 => ModelFailure::KeyRefused(cause),
        // A key that is none is a 400.
        400 | 403 if reason.starts_with(KEY_REASONS) => ModelFailure::KeyRefused(cause),
        400 if error.status == "INVALID_ARGUMENT" => ModelFailure::Invalid(cause),
        404 | 408 | 429 | 499.. => ModelFailure::Unavailable { cause, retry_after: error.retry_after() },
        _ => ModelFailure::Refused(cause),
    }
}

pub(super) fn refused<E>(status: StatusCode, body: Result<Result<Bytes, String>, E>) -> ModelFailure {
    let body = body.ok().and_then(Result::ok).unwrap_or_default();
    let error = json::from_slice(&body).map(|reply: wire::ErrorReply| reply.error).unwrap_or_default();
    api_failure(status.as_u16(), &error)
}
