//! Model providers: what each of them is sent, how long it may take, and how it fails.

mod event;
mod http_post;
mod refusal;
mod report;
mod retry_hint;
mod schema;
mod secret_header;
mod sse;
mod think_tag;

use std::time::Duration;

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Serialize, Serializer};

use crate::base::error::Error;
pub(super) use event::{Delta, Finish, StreamEvent, Usage};
pub(super) use http_post::post;
pub(super) use refusal::{CodeWord, about_model, failure_of_status, heed_headers};
pub use report::ModelReport;
pub(super) use report::find_model;
pub(super) use schema::strict;
pub(super) use secret_header::secret_header;
pub(super) use sse::{EventReader, Unreadable};
pub(super) use think_tag::ThinkTag;

/// Bytes of a request besides its texts and its file.
const SCHEMA_ROOM: usize = 16 * 1024;

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

    /// A request as JSON, with room for everything: else the writer would move a whole file to make more.
    pub(super) fn encode(&self, written: &str, request: &impl Serialize) -> Result<Bytes, Error> {
        let texts = self.system.len() + written.len() + self.turns.iter().map(|(_, text)| text.len()).sum::<usize>();
        let file = self.attachment.as_ref().map_or(0, |file| file.bytes.len().div_ceil(3) * 4);
        let mut body = Vec::with_capacity(file + 2 * texts + SCHEMA_ROOM);
        serde_json::to_writer(&mut body, request).map_err(Error::internal)?;
        Ok(body.into())
    }

    /// The turns, and behind them what was written of an answer that is to go on, if anything was.
    pub(super) fn turns_after<'a>(&'a self, written: &'a str) -> impl Iterator<Item = (Speaker, &'a str)> {
        let goes_on = [(Speaker::Model, written), (Speaker::User, CONTINUE.trim())];
        let goes_on = goes_on.into_iter().filter(|_| !written.is_empty());
        self.turns.iter().map(|(speaker, text)| (*speaker, text.as_str())).chain(goes_on)
    }
}

/// Bytes that are written as they are encoded, without a text of their own: a file is large.
pub(super) struct Base64<'a> {
    /// What stands before them, such as `data:application/pdf;base64,`.
    pub prefix: &'static str,
    pub bytes: &'a [u8],
}

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.prefix, Base64Display::new(self.bytes, &STANDARD)))
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

/// How long a model is asked last that failed several times in a row: about as long as finding out can take.
pub const MODEL_REST: Duration = Duration::from_secs(30);

/// Seconds that a client is to wait when no provider says.
pub const RETRY_AFTER: u32 = 15;

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
    /// See `MODEL_REST`.
    pub model_rest: Duration,
    /// For one more grade of an answer that has two already; not begun where less than that is left of all.
    pub third_grading: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [to_first_token, between_deltas, heartbeat] = [120, 30, 10].map(Duration::from_secs);
        let [in_all, to_store, to_release] = [280, 10, 5].map(Duration::from_secs);
        let [to_head, to_settle, model_rest] = [HEAD_LIMIT, SETTLE_LIMIT, MODEL_REST];
        let third_grading = Duration::from_secs(60);
        Self {
            to_head,
            to_first_token,
            between_deltas,
            to_settle,
            heartbeat,
            in_all,
            to_store,
            to_release,
            model_rest,
            third_grading,
        }
    }
}

/// Why a model gave no text, or no more of it.
#[derive(Debug, PartialEq, Eq)]
pub enum ModelFailure {
    /// The prompt, or all of the answer, was stopped by a filter before any text.
    Blocked(String),
    /// Overloaded, out of quota, retired, silent or incomprehensible: another model may do. It is down where nothing
    /// came of it, or only the word that it cannot now (429, 5xx).
    Unavailable { cause: String, retry_after: Option<u32>, is_down: bool },
    /// Our account with the provider is used up, which does not pass by itself; another model may do.
    NoCredit(String),
    /// Our key is not taken, and so no other model of the same provider would answer.
    KeyRefused(String),
    /// There is no key that its provider could be shown, so it was not asked.
    NoKey(String),
    /// This model is not for us, or not for such a request; another one may do.
    Refused(String),
    /// What the request holds is not taken, which may be the file's fault if there is one in it; another model may do.
    Invalid(String),
    /// The model itself ended before it was done, after its first words: at a limit, or by a filter.
    Cut(String),
}

impl ModelFailure {
    /// Nothing came, or only a part.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::Unavailable { cause: cause.to_string(), retry_after: None, is_down: true }
    }

    /// A reply came, and is of no use.
    pub fn useless(cause: impl std::fmt::Display) -> Self {
        Self::Unavailable { cause: cause.to_string(), retry_after: None, is_down: false }
    }
}
