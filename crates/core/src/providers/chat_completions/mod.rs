//! Chat Completions client: one API that OpenAI, OpenRouter, Vercel's AI Gateway, Ollama and many others speak, each
//! with its own accent.

mod chunk;
mod probe;
mod refusal;
mod request;

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::{
    HttpClient, HttpResponse,
    model::{ModelFailure, Prompt, post},
};
use crate::base::{
    clock,
    env::{ModelAccount, ModelProvider},
    error::Result,
};
pub(super) use chunk::Chunk;

const NO_KEY: &str = "no AI_GATEWAY_API_KEY, and the request brought no token of the platform";

/// Cheap to clone.
#[derive(Clone)]
pub struct ChatCompletions(Arc<Inner>);

struct Inner {
    http: HttpClient,
    account: ModelAccount,
}

impl ChatCompletions {
    pub fn new(http: HttpClient, account: ModelAccount) -> Self {
        Self(Arc::new(Inner { http, account }))
    }

    /// What is sent for a prompt, to go on after what was written if anything was.
    pub fn encode(&self, model: &str, prompt: &Prompt, written: &str) -> Result<Bytes> {
        request::encode(self.0.account.provider, model, prompt, written)
    }

    /// A generation; returns when the head of a good reply is there. The token is the platform's, of the request that
    /// it is made for: only the gateway is shown it, and only where it has no key of ours.
    pub async fn call(
        &self,
        model: &str,
        request: Bytes,
        token: Option<&SecretString>,
        by: Instant,
    ) -> Result<HttpResponse, ModelFailure> {
        let Inner { http, account } = &*self.0;
        let key = match account.provider {
            ModelProvider::Gateway => Some(account.key.as_ref().or(token).ok_or(ModelFailure::NoKey(NO_KEY.into()))?),
            _ => account.key.as_ref(),
        };
        let request_to = self.request(Method::POST, "/chat/completions", key);
        let refused = |status: reqwest::StatusCode, headers: &_, body: &[u8]| {
            refusal::refused(account.provider, model, status.as_u16(), headers, body, clock::now())
        };
        post(http, request_to, request, by, refused).await
    }

    fn request(&self, method: Method, path: &str, key: Option<&SecretString>) -> Result<RequestBuilder> {
        let Inner { http, account } = &*self.0;
        let request = http.request(method, &format!("{}{path}", account.base_url))?;
        Ok(match key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        })
    }
}
