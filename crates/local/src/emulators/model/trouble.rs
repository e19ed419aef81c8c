//! Fault of an emulated model: what goes wrong with an answer that is made up here, as another process asks for it.

use std::time::Duration;

use serde::Deserialize;

use super::answer::Answer;
use super::error::ApiError;

const RETRY_DELAY: &str = "17s";

/// What goes wrong with an answer that is made up here.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Trouble {
    /// An error before the first word; 503 is a model that is busy.
    Status(u16),
    /// The connection breaks after so many pieces.
    CutAfter(usize),
    /// Nothing more comes after so many pieces.
    StallAfter(usize),
    /// The first piece is late.
    DelayMs(u64),
    /// Each piece is.
    PaceMs(u64),
    /// No answer ever comes.
    Hang,
    /// The model will not answer.
    Refusal,
}

impl Trouble {
    pub(crate) fn answer(self, pieces: Vec<String>) -> Answer {
        match self {
            Self::Status(503) => ApiError::overloaded().into(),
            Self::Status(404) => Answer::unknown_model(),
            Self::Status(429) => Answer::over_quota(RETRY_DELAY),
            Self::Status(500) => ApiError::internal().into(),
            Self::Status(code) => ApiError::new(code, "UNKNOWN", "This goes wrong because a test wants it.").into(),
            Self::CutAfter(count) => Answer::text(pieces.into_iter().take(count)).then_cut(),
            Self::StallAfter(count) => Answer::text(pieces).paused_after(count).0,
            Self::DelayMs(millis) => Answer::text(pieces).after(Duration::from_millis(millis)),
            Self::PaceMs(millis) => Answer::text(pieces).pace(Duration::from_millis(millis)),
            Self::Hang => Answer::hang(),
            Self::Refusal => Answer::blocked("PROHIBITED_CONTENT"),
        }
    }
}
