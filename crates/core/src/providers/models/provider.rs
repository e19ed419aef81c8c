//! Model provider: one of the three APIs that models are asked over, and one model there.

use bytes::Bytes;
use secrecy::SecretString;
use tokio::time::Instant;

use super::events::Events;
use crate::{
    base::{
        circuit_breaker::CircuitBreaker,
        env::{ModelName, ModelProvider},
        error::Result,
        http_client::HttpResponse,
    },
    providers::{
        anthropic::{self, Anthropic},
        chat_completions::ChatCompletions,
        gemini::{self, Gemini},
        model::{EventReader, ModelFailure, ModelReport, Prompt},
    },
};

/// Failures in a row after which a model is asked last for a while.
const MOST_FAILURES: u32 = 3;

/// Whom to ask, and how.
#[derive(Clone)]
pub(super) enum Client {
    Gemini(Gemini),
    ChatCompletions(ChatCompletions),
    Anthropic(Anthropic),
}

/// A model that may be asked.
pub(super) struct Model {
    pub provider: ModelProvider,
    /// As its provider spells it.
    pub id: String,
    /// As it is stored and logged.
    pub name: String,
    pub client: Client,
    pub breaker: CircuitBreaker,
}

impl Model {
    pub fn new(name: &ModelName, client: Client, rest: std::time::Duration) -> Self {
        let breaker = CircuitBreaker::new(MOST_FAILURES, rest);
        Self { provider: name.provider, id: name.model.clone(), name: name.to_string(), client, breaker }
    }

    /// As it is named in the environment.
    pub fn listed(&self) -> ModelName {
        ModelName { provider: self.provider, model: self.id.clone() }
    }

    /// Whether it can be sent a PDF. Local servers take none over this API.
    pub fn reads_pdf(&self) -> bool {
        !matches!(self.provider, ModelProvider::Ollama | ModelProvider::Compatible)
    }

    /// Whether it can be sent the very request that was made for another one. Google has the name in the address.
    pub fn takes_request_of(&self, other: &Self) -> bool {
        let is_googles = |model: &Self| model.provider == ModelProvider::Google;
        is_googles(self) && is_googles(other) || self.name == other.name
    }

    /// The request for a prompt, to go on after what was written if anything was.
    pub fn encode(&self, prompt: &Prompt, written: &str) -> Result<Bytes> {
        match &self.client {
            Client::Gemini(_) => gemini::encode(prompt, written),
            Client::ChatCompletions(client) => client.encode(&self.id, prompt, written),
            Client::Anthropic(_) => anthropic::encode(&self.id, prompt, written),
        }
    }

    /// A generation; returns when the head of a good reply is there.
    pub async fn call(
        &self,
        request: Bytes,
        token: Option<&SecretString>,
        by: Instant,
    ) -> Result<HttpResponse, ModelFailure> {
        match &self.client {
            Client::Gemini(client) => client.call(&self.id, request, by).await,
            Client::ChatCompletions(client) => client.call(&self.id, request, token, by).await,
            Client::Anthropic(client) => client.call(&self.id, request, by).await,
        }
    }

    /// Whether its provider takes our key and knows it, which costs nothing.
    pub async fn probe(&self) -> Result<ModelReport> {
        match &self.client {
            Client::Gemini(client) => client.probe(&self.id).await,
            Client::ChatCompletions(client) => client.probe(&self.id).await,
            Client::Anthropic(client) => client.probe(&self.id).await,
        }
    }

    /// A reader of what a reply brings.
    pub fn events(&self) -> Events {
        let asked = self.listed();
        match &self.client {
            Client::Gemini(_) => Events::Gemini(EventReader::new(asked)),
            Client::ChatCompletions(_) => Events::ChatCompletions(EventReader::new(asked)),
            Client::Anthropic(_) => Events::Anthropic(EventReader::new(asked)),
        }
    }
}
