//! Refusal by a provider: what a status and an error's own words mean for us, where the API is not Google's.

use std::{fmt, time::SystemTime};

use http::HeaderMap;

use super::{
    ModelFailure,
    retry_hint::{may_retry, retry_hint},
};

/// A provider's own word for what went wrong. Only what looks like one: a message may quote the request.
pub struct CodeWord<'a>(pub &'a str);

impl fmt::Display for CodeWord<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 64;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        let is_code = self.0.len() <= LONGEST && self.0.bytes().all(is_word);
        out.write_str(if is_code { self.0 } else { "(no code)" })
    }
}

/// Whether an error that is not for everybody speaks of this model: then it is no word about our key.
pub fn about_model(model: &str, words: [&str; 3]) -> bool {
    let model = model.to_lowercase();
    let is_named = |word: &str| !model.is_empty() && word.contains(&model);
    words.into_iter().map(str::to_lowercase).any(|word| word == "model" || word.contains("model_") || is_named(&word))
}

/// By the status alone.
pub fn failure_of_status(status: u16, cause: String) -> ModelFailure {
    match status {
        401 => ModelFailure::KeyRefused(cause),
        402 => ModelFailure::NoCredit(cause),
        404 | 408 | 409 => ModelFailure::useless(cause),
        429 | 499.. => ModelFailure::unavailable(cause),
        _ => ModelFailure::Refused(cause),
    }
}

/// With what the headers of the reply tell: how long to wait, and that asking again may help. That it may not is a word
/// to the client of a moment: whoever is overloaded says so too, and is no less only away.
pub fn heed_headers(failure: ModelFailure, headers: &HeaderMap, now: SystemTime) -> ModelFailure {
    let away = |cause, is_down| ModelFailure::Unavailable { cause, retry_after: retry_hint(headers, now), is_down };
    match failure {
        ModelFailure::Refused(cause) | ModelFailure::Invalid(cause) if may_retry(headers) => away(cause, false),
        ModelFailure::Unavailable { cause, is_down, .. } => away(cause, is_down),
        failure => failure,
    }
}
