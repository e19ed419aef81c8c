//! Google's Gemini: a prompt in, text as it arrives out; and the tokens with which a browser talks to its Live API.

pub mod live;
mod sse;
mod stream;
mod wire;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{Method, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{HttpClient, Trial, attempt, read_limited};
use crate::base::{
    env,
    error::{Error, Result},
    trace::{self, Part},
};
pub use stream::TextStream;

const ERROR_REPLY_LIMIT: usize = 64 * 1024;
/// What a client is told to wait when Google did not say.
const RETRY_AFTER: u32 = 15;

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

/// How long one generation may take, and its parts. A function ends at 300 s.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub to_first_token: Duration,
    pub between_deltas: Duration,
    pub in_all: Duration,
    pub heartbeat: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [to_first_token, between_deltas, in_all, heartbeat] = [120, 30, 280, 10].map(Duration::from_secs);
        Self { to_first_token, between_deltas, in_all, heartbeat }
    }
}

/// Why a model gave no text, or no more of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The prompt, or all of the answer, was stopped by a filter before any text.
    Blocked(String),
    /// Overloaded, out of quota, retired, silent or incomprehensible: another model may do.
    Away { cause: String, retry_after: Option<u32> },
    /// Our key or our request is wrong; no other model would take it.
    Misused(String),
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Gemini(Arc<Inner>);

struct Inner {
    http: HttpClient,
    api_key: SecretString,
    models: Vec<String>,
    base_url: String,
    pace: Pace,
}

impl Gemini {
    pub fn new(http: HttpClient, settings: &env::Gemini, pace: Pace) -> Self {
        let env::Gemini { api_key, models, base_url } = settings.clone();
        Self(Arc::new(Inner { http, api_key, models, base_url, pace }))
    }

    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// Text from the first model that begins to answer; returns when its first words are there. A prompt that was
    /// blocked is answered with `refusal`.
    pub async fn stream(&self, prompt: Prompt, refusal: &'static str) -> Result<TextStream> {
        let text = trace::measure(Part::Ai, self.first_words(prompt, refusal)).await?;
        trace::note(|trace| trace.note_model(&text.model));
        Ok(text)
    }

    async fn first_words(&self, prompt: Prompt, refusal: &'static str) -> Result<TextStream> {
        let started = Instant::now();
        let first_by = started + self.0.pace.to_first_token;
        let (mut causes, mut retry_after) = (Vec::new(), None);
        for model in &self.0.models {
            match TextStream::begin(self, model, &prompt, started, first_by).await {
                Ok(stream) => return Ok(stream),
                Err(Failure::Blocked(reason)) => {
                    tracing::info!(gen_ai.request.model = model, reason, "a prompt was blocked");
                    return Err(Error::BadRequest(refusal));
                }
                Err(Failure::Misused(cause)) => return Err(Error::internal(format!("Gemini: {cause}"))),
                Err(Failure::Away { cause, retry_after: wait }) => {
                    tracing::warn!(gen_ai.request.model = model, cause, "a model gave no text");
                    causes.push(format!("{model}: {cause}"));
                    retry_after = retry_after.into_iter().chain(wait).min();
                }
            }
        }
        Err(Error::unavailable(format!("Gemini: {}", causes.join("; ")), retry_after.unwrap_or(RETRY_AFTER)))
    }

    /// Whether Google takes our key, and knows a model by this name.
    pub async fn attempt(&self, model: &str) -> Result<Trial> {
        let url = format!("{}/v1beta/models/{model}", self.0.base_url);
        let request = self.0.http.request(Method::GET, &url)?.header("x-goog-api-key", self.0.api_key.expose_secret());
        Ok(attempt(request).await)
    }

    async fn call(&self, model: &str, prompt: &Prompt, written: &str, by: Instant) -> Result<Response, Failure> {
        let path = format!("/v1beta/models/{model}:streamGenerateContent?alt=sse");
        self.post(&path, &wire::request(prompt, written), by).await
    }

    /// One call; returns when the head of a good reply is there.
    async fn post(&self, path: &str, message: &Value, by: Instant) -> Result<Response, Failure> {
        let request = self.0.http.request(Method::POST, &format!("{}{path}", self.0.base_url));
        let sending = request
            .map_err(|error| Failure::away(error.cause().unwrap_or_default()))?
            .header("x-goog-api-key", self.0.api_key.expose_secret())
            .json(message)
            .send();
        let response = match timeout_at(by, sending).await {
            Err(_) => return Err(Failure::away("no answer in time")),
            Ok(Err(error)) => return Err(Failure::away(error.without_url())),
            Ok(Ok(response)) => response,
        };
        match response.status() {
            StatusCode::OK => Ok(response),
            status => Err(refused(status, timeout_at(by, read_limited(response, ERROR_REPLY_LIMIT)).await)),
        }
    }
}

impl Failure {
    fn away(cause: impl std::fmt::Display) -> Self {
        Self::Away { cause: cause.to_string(), retry_after: None }
    }

    fn of_api(status: u16, error: &wire::ApiError) -> Self {
        // Google's message may quote the request, so only its codes are kept.
        let reason = error.details.iter().find_map(|detail| detail["reason"].as_str()).unwrap_or_default();
        let cause = format!("{status} {} {reason}", error.status).trim_end().to_owned();
        match status {
            404 | 429 | 499.. => Self::Away { cause, retry_after: error.retry_after() },
            _ => Self::Misused(cause),
        }
    }
}

fn refused<E>(status: StatusCode, body: Result<Result<Bytes, String>, E>) -> Failure {
    let body = body.ok().and_then(Result::ok).unwrap_or_default();
    let error = serde_json::from_slice(&body).map(|reply: wire::ErrorReply| reply.error).unwrap_or_default();
    Failure::of_api(status.as_u16(), &error)
}
