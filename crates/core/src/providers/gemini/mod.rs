//! Gemini client: a prompt in, the events of its answer out; and the tokens with which a browser talks to its Live API.

pub mod live;
mod refusal;
mod wire;

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, RequestBuilder};
use secrecy::SecretString;
use tokio::time::Instant;

use super::{
    HttpClient, HttpResponse,
    model::{ModelFailure, ModelReport, post, secret_header},
    probe_and_read, read_limited,
};
use crate::base::{env, error::Result};
pub(super) use wire::{Chunk, encode};

/// Cheap to clone.
#[derive(Clone)]
pub struct Gemini(Arc<Inner>);

struct Inner {
    http: HttpClient,
    api_key: SecretString,
    base_url: String,
}

impl Gemini {
    pub fn new(http: HttpClient, settings: &env::Gemini) -> Self {
        let env::Gemini { api_key, base_url } = settings.clone();
        Self(Arc::new(Inner { http, api_key, base_url }))
    }

    /// A generation; returns when the head of a good reply is there.
    pub(super) async fn call(&self, model: &str, request: Bytes, by: Instant) -> Result<HttpResponse, ModelFailure> {
        let path = format!("/v1beta/models/{model}:streamGenerateContent?alt=sse");
        self.post(&path, request, by).await
    }

    /// Whether Google takes our key, and knows a model by this name.
    pub async fn probe(&self, model: &str) -> Result<ModelReport> {
        let request = self.request(Method::GET, &format!("/v1beta/models/{model}"))?;
        let (result, told) = probe_and_read(&self.0.http, request).await;
        Ok(ModelReport::new(result, &told, ["inputTokenLimit"]))
    }

    async fn post(&self, path: &str, json: Bytes, by: Instant) -> Result<HttpResponse, ModelFailure> {
        let request = self.request(Method::POST, path);
        post(&self.0.http, request, json, by, |status, _, body| refusal::refused(status.as_u16(), body)).await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let request = self.0.http.request(method, &format!("{}{path}", self.0.base_url))?;
        secret_header(request, "x-goog-api-key", &self.0.api_key)
    }
}
