//! Gemini client: a prompt in, text as it arrives out; and the tokens with which a browser talks to its Live API.

pub mod live;
mod sse;
mod stream;
mod wire;

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};

use super::{
    HttpClient, HttpResponse, ProbeResult,
    model::{ModelFailure, Pace, Prompt},
    probe, read_limited,
};
use crate::base::{
    env,
    error::{Error, Result},
    trace::{self, Part},
};
use stream::Patience;
pub use stream::TextStream;

const ERROR_REPLY_LIMIT: usize = 64 * 1024;
/// Seconds that a client is to wait when Google does not say.
const RETRY_AFTER: u32 = 15;

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
    /// blocked is answered with `refusal`. The deadline counts from when the request arrived that it is made for.
    pub async fn stream(&self, prompt: Prompt, refusal: &'static str, arrived: Instant) -> Result<TextStream> {
        let text = trace::measure(Part::Ai, self.first_words(prompt, refusal, arrived)).await?;
        trace::note(|trace| trace.note_model(&text.model));
        Ok(text)
    }

    async fn first_words(&self, prompt: Prompt, refusal: &'static str, arrived: Instant) -> Result<TextStream> {
        let (prompt, request) = wire::first_request(prompt).await?;
        let ends_by = arrived + self.0.pace.in_all;
        let first_by = ends_by.min(Instant::now() + self.0.pace.to_first_token);
        let (mut causes, mut retry_after) = (Vec::new(), None);
        for (nth, model) in self.0.models.iter().enumerate() {
            let is_last = nth + 1 == self.0.models.len();
            let patience = Patience { first_by, silence: (!is_last).then_some(self.0.pace.to_head), ends_by };
            match TextStream::begin(self, model, &prompt, request.clone(), patience).await {
                Ok(stream) => return Ok(stream),
                Err(ModelFailure::Blocked(reason)) => {
                    tracing::info!(gen_ai.request.model = model, reason, "a prompt was blocked");
                    return Err(Error::BadRequest(refusal));
                }
                Err(ModelFailure::Misused(cause)) => return Err(Error::internal(format!("Gemini: {cause}"))),
                Err(ModelFailure::Cut(cause)) => causes.push(no_text(model, &cause)),
                Err(ModelFailure::Unavailable { cause, retry_after: wait }) => {
                    causes.push(no_text(model, &cause));
                    retry_after = retry_after.into_iter().chain(wait).min();
                }
            }
        }
        Err(Error::unavailable(format!("Gemini: {}", causes.join("; ")), retry_after.unwrap_or(RETRY_AFTER)))
    }

    /// Whether Google takes our key, and knows a model by this name.
    pub async fn probe(&self, model: &str) -> Result<ProbeResult> {
        let url = format!("{}/v1beta/models/{model}", self.0.base_url);
        let request = self.0.http.request(Method::GET, &url)?.header("x-goog-api-key", self.0.api_key.expose_secret());
        Ok(probe(&self.0.http, request).await)
    }

    async fn call(&self, model: &str, request: Bytes, by: Instant) -> Result<HttpResponse, ModelFailure> {
        let path = format!("/v1beta/models/{model}:streamGenerateContent?alt=sse");
        self.post(&path, request, by).await
    }

    /// One call; returns when the head of a good reply is there.
    async fn post(&self, path: &str, json: Bytes, by: Instant) -> Result<HttpResponse, ModelFailure> {
        let request = self.0.http.request(Method::POST, &format!("{}{path}", self.0.base_url));
        let request = request
            .map_err(|error| ModelFailure::unavailable(error.cause().unwrap_or_default()))?
            .header("x-goog-api-key", self.0.api_key.expose_secret())
            .header(header::CONTENT_TYPE, "application/json")
            .body(json);
        let response = match timeout_at(by, self.0.http.send(request)).await {
            Err(_) => return Err(ModelFailure::unavailable("no answer in time")),
            Ok(Err(error)) => return Err(ModelFailure::unavailable(error.without_url())),
            Ok(Ok(response)) => response,
        };
        match response.status() {
            StatusCode::OK => Ok(response),
            status => Err(refused(status, timeout_at(by, read_limited(response, ERROR_REPLY_LIMIT)).await)),
        }
    }
}

fn no_text(model: &str, cause: &str) -> String {
    tracing::warn!(gen_ai.request.model = model, cause, "a model gave no text");
    format!("{model}: {cause}")
}

/// Google's message may quote the request, so only its codes are kept.
fn api_failure(status: u16, error: &wire::ApiError) -> ModelFailure {
    let reason = error.details.iter().find_map(|detail| detail["reason"].as_str()).unwrap_or_default();
    let cause = format!("{status} {} {reason}", error.status).trim_end().to_owned();
    match status {
        404 | 429 | 499.. => ModelFailure::Unavailable { cause, retry_after: error.retry_after() },
        _ => ModelFailure::Misused(cause),
    }
}

fn refused<E>(status: StatusCode, body: Result<Result<Bytes, String>, E>) -> ModelFailure {
    let body = body.ok().and_then(Result::ok).unwrap_or_default();
    let error = serde_json::from_slice(&body).map(|reply: wire::ErrorReply| reply.error).unwrap_or_default();
    api_failure(status.as_u16(), &error)
}
