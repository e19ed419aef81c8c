//! Anthropic client: the Messages API.

mod event;
mod refusal;
mod request;

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, RequestBuilder};
use tokio::time::Instant;

use super::{
    HttpClient, HttpResponse,
    model::{ModelFailure, ModelReport, post, secret_header},
    probe_and_read,
};
use crate::base::{clock, env::ModelAccount, error::Result};
pub(super) use event::Event;
pub(super) use request::encode;

const VERSION: &str = "2026-10-21";

/// Cheap to clone.
#[derive(Clone)]
pub struct Anthropic(Arc<Inner>);

struct Inner {
    http: HttpClient,
    account: ModelAccount,
}

impl Anthropic {
    pub fn new(http: HttpClient, account: ModelAccount) -> Self {
        Self(Arc::new(Inner { http, account }))
    }

    /// A generation; returns when the head of a good reply is there.
    pub(super) async fn call(&self, model: &str, request: Bytes, by: Instant) -> Result<HttpResponse, ModelFailure> {
        let refused = |status: reqwest::StatusCode, headers: &_, body: &[u8]| {
            refusal::refused(model, status.as_u16(), headers, body, clock::now())
        };
        post(&self.0.http, self.request(Method::POST, "/v1/messages"), request, by, refused).await
    }

    /// Whether Anthropic takes our key, and knows a model by this name.
    pub(super) async fn probe(&self, model: &str) -> Result<ModelReport> {
        let request = self.request(Method::GET, &format!("/v1/models/{model}"))?;
        let (result, told) = probe_and_read(&self.0.http, request).await;
        Ok(ModelReport::new(result, &told, ["max_input_tokens"]))
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let Inner { http, account } = &*self.0;
        let request =
            http.request(method, &format!("{}{path}", account.base_url))?.header("anthropic-version", VERSION);
        match &account.key {
            Some(key) => secret_header(request, "x-api-key", key),
            None => Ok(request),
        }
    }
}
