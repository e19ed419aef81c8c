//! Model providers: what each of them is sent, how long it may take, and how it fails.

use std::time::Duration;

use bytes::Bytes;

/// Asks a model to go on where its answer was cut.
pub const CONTINUE: &str = include_str!("continue.md");

/// What is sent to the model. The last turn is the user's: the service refuses anything else.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub system: String,
    pub turns: Vec<(Speaker, String)>,
    pub max_output_tokens: u32,
    /// A file that stands before the text of the last turn.
    pub attachment: Option<Attachment>,
    /// The answer is one JSON object of this schema. Such an answer is never continued when it is cut.
    pub schema: Option<serde_json::Value>,
}

#[derive(Debug, Clone)]
pub struct Attachment {
    pub mime_type: &'static str,
    pub bytes: Bytes,
    /// What whoever sent it is answered when the model cannot open it.
    pub unreadable: &'static str,
}

impl Prompt {
    /// A conversation in words only.
    pub fn words(system: &str, turns: Vec<(Speaker, String)>, max_output_tokens: u32) -> Self {
        Self { system: system.trim().to_owned(), turns, max_output_tokens, attachment: None, schema: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    User,
    Model,
}

/// What a model has until the head of its reply while another one could be asked instead. Whoever is last has the rest.
pub const HEAD_LIMIT: Duration = Duration::from_secs(30);

/// How long a model that gave a finish reason is waited for: usage, more text or the end of its reply may follow.
pub const SETTLE_LIMIT: Duration = Duration::from_secs(2);

/// How long one generation may take, and its parts, counted from the arrival of its request. A function ends at 300 s
/// (`maxDuration` in vercel.json).
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// See `HEAD_LIMIT`; afterwards, each sign of life until the first text has as long again.
    pub to_head: Duration,
    pub to_first_token: Duration,
    pub between_deltas: Duration,
    /// See `SETTLE_LIMIT`.
    pub to_settle: Duration,
    /// Until the model's last word.
    pub in_all: Duration,
    /// After that, for the statement that stores the result.
    pub to_store: Duration,
    /// And after that, for giving back the use of one that could not be stored.
    pub to_release: Duration,
    pub heartbeat: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [to_first_token, between_deltas, heartbeat] = [120, 30, 10].map(Duration::from_secs);
        let [in_all, to_store, to_release] = [280, 10, 5].map(Duration::from_secs);
        let (to_head, to_settle) = (HEAD_LIMIT, SETTLE_LIMIT);
        Self { to_head, to_first_token, between_deltas, to_settle, heartbeat, in_all, to_store, to_release }
    }
}

/// Why a model gave no text, or no more of it.
#[derive(Debug, PartialEq, Eq)]
pub enum ModelFailure {
    /// The prompt, or all of the answer, was stopped by a filter before any text.
    Blocked(String),
    /// Overloaded, out of quota, retired, silent or incomprehensible: another model may do.
    Unavailable { cause: String, retry_after: Option<u32> },
    /// Our key is not taken, and so no other model of the same provider would answer.
    KeyRefused(String),
    /// This model is not for us, or not for such a request; another one may do.
    Refused(String),
    /// What the request holds is not taken. If there is a file in it, the file is at fault; else another model may do.
    Invalid(String),
    /// The model itself ended before it was done, after its first words: at a limit, or by a filter.
    Cut(String),
}

impl ModelFailure {
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::Unavailable { cause: cause.to_string(), retry_after: None }
    }
}
