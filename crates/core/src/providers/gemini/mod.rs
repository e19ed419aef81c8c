//! Gemini client: a prompt in, text as it arrives out; and the tokens with which a browser talks to its Live API.

mod call;
mod fallback;
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
    error::Result,
    trace::{self, Part},
};
use fallback::{Failures, refused};
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

    /// Whether a model is given a PDF as it is, and sees what is on its pages.
    pub fn reads_pdf(&self) -> bool {
        true
    }

    /// Text from the first model that begins to answer; returns when its first words are there. A prompt that was
    /// blocked is answered with `refusal`. The deadline counts from when the request arrived that it is made for.
    pub async fn stream(&self, prompt: Prompt, refusal: &'static str, arrived: Instant) -> Result<TextStream> {
        let text = trace::measure(Part::Ai, self.first_words(prompt, refusal, arrived)).await?;
        trace::note(|trace| trace.note_model(&text.model));
        Ok(text)
    }

    async fn first_words(&self, prompt: Prompt, refusal: &'static str, arrived: Instant) -> Result<TextStream> {
        let mut failures = Failures::new(&prompt, refusal);
        let (prompt, request) = wire::first_request(prompt).await?;
        let ends_by = arrived + self.0.pace.in_all;
        let first_by = ends_by.min(Instant::now() + self.0.pace.to_first_token);
        for (nth, model) in self.0.models.iter().enumerate() {
            let is_last = nth + 1 == self.0.models.len();
            let patience = Patience { first_by, silence: (!is_last).then_some(self.0.pace.to_head), ends_by };
            match TextStream::begin(self, model, &prompt, request.clone(), patience).await {
                Ok(stream) => return Ok(stream),
                Err(failure) => failures.add(model, failure)?,
            }
        }
        Err(failures.into_error())
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
