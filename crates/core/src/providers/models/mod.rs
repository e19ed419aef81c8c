//! Models that write: asked in their order until one begins to answer, whoever provides them.

mod call;
mod events;
mod fallback;
mod provider;
mod requests;
mod stream;

use std::{collections::VecDeque, sync::Arc};

use futures_util::future::try_join_all;
use secrecy::SecretString;
use tokio::time::Instant;

use super::{
    HttpClient,
    anthropic::Anthropic,
    chat_completions::ChatCompletions,
    gemini::Gemini,
    model::{ModelFailure, ModelReport, Pace, Prompt},
};
use crate::base::{
    circuit_breaker::Passage,
    clock::Clock,
    env::{self, ModelProvider},
    error::{Error, Result},
    trace::{self, Part},
};
use fallback::Failures;
use provider::{Client, Model};
use requests::Requests;
use stream::Patience;
pub use stream::TextStream;

/// Cheap to clone.
#[derive(Clone)]
pub struct Models(Arc<Inner>);

struct Inner {
    /// First choice, then fallbacks.
    models: Vec<Arc<Model>>,
    pace: Pace,
    clock: Clock,
}

/// What is known of a request beside its prompt.
pub struct ModelRequest<'a> {
    /// What a prompt that was blocked is answered with.
    pub refusal: &'static str,
    /// When the request arrived: its deadline counts from there.
    pub arrived: Instant,
    /// The platform's token that came with it. It is shown to the gateway alone, and kept no longer than the answer.
    pub token: Option<&'a SecretString>,
}

impl Models {
    /// One HTTP client a provider: the one that hangs costs the others no connection. Gemini's is shared with whoever
    /// speaks there.
    pub fn new(
        settings: &env::Models,
        gemini: Option<&Gemini>,
        http: impl Fn() -> HttpClient,
        pace: Pace,
        clock: Clock,
    ) -> Self {
        let account = |account: &env::ModelAccount| match account.provider {
            ModelProvider::Anthropic => Client::Anthropic(Anthropic::new(http(), account.clone())),
            _ => Client::ChatCompletions(ChatCompletions::new(http(), account.clone())),
        };
        let accounts = settings.accounts.iter().map(|settings| (settings.provider, account(settings)));
        let gemini = gemini.map(|gemini| (ModelProvider::Google, Client::Gemini(gemini.clone())));
        let clients: Vec<_> = accounts.chain(gemini).collect();
        let model = |name: &env::ModelName| {
            let (_, client) = clients.iter().find(|(provider, _)| *provider == name.provider)?;
            Some(Arc::new(Model::new(name, client.clone(), pace.model_rest)))
        };
        let models = settings.names.iter().filter_map(model).collect();
        Self(Arc::new(Inner { models, pace, clock }))
    }

    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// Whether any of them can be sent a PDF.
    pub fn reads_pdf(&self) -> bool {
        self.0.models.iter().any(|model| model.reads_pdf())
    }

    /// Text from the first model that begins to answer; returns when its first words are there.
    pub async fn stream(&self, prompt: Prompt, asked: ModelRequest<'_>) -> Result<TextStream> {
        let text = trace::measure(Part::Ai, self.first_words(prompt, asked)).await?;
        trace::note(|trace| trace.note_model(&text.model));
        Ok(text)
    }

    /// What the provider of each one tells for nothing, in their order.
    pub async fn probe_each(&self) -> Result<Vec<ModelReport>> {
        try_join_all(self.0.models.iter().map(|model| model.probe())).await
    }

    async fn first_words(&self, prompt: Prompt, asked: ModelRequest<'_>) -> Result<TextStream> {
        let mut failures = Failures::new(&prompt, asked.refusal);
        let mut queue = self.able(&prompt)?;
        let mut requests = Requests::new(prompt);
        let ends_by = asked.arrived + self.0.pace.in_all;
        let first_by = ends_by.min(Instant::now() + self.0.pace.to_first_token);
        while let Some((model, was_put_off)) = queue.pop_front() {
            if failures.end_provider_of(model) {
                continue;
            }
            if !was_put_off && !queue.is_empty() && self.rests(model) {
                queue.push_back((model, true));
                continue;
            }
            let is_last = queue.iter().all(|(other, _)| failures.end_provider_of(other));
            let patience = Patience { first_by, silence: (!is_last).then_some(self.0.pace.to_head), ends_by };
            let request = requests.encode(model, queue.iter().map(|(other, _)| *other)).await?;
            let begun =
                TextStream::begin(model, requests.prompt(), request, asked.token, (self.0.pace, patience)).await;
            self.note_outcome(model, begun.as_ref().err());
            match begun {
                Ok(stream) => {
                    failures.report();
                    return Ok(stream);
                }
                Err(failure) => failures.add(model, failure)?,
            }
        }
        Err(failures.into_error())
    }

    /// Those that can be sent the prompt, none of which was put off yet.
    fn able(&self, prompt: &Prompt) -> Result<VecDeque<(&Arc<Model>, bool)>> {
        let is_able = |model: &&Arc<Model>| prompt.attachment.is_none() || model.reads_pdf();
        let able: VecDeque<_> = self.0.models.iter().filter(is_able).map(|model| (model, false)).collect();
        match &prompt.attachment {
            Some(file) if able.is_empty() => Err(Error::BadRequest(file.unreadable)),
            _ => Ok(able),
        }
    }

    /// Whether a model is asked after all others now. When its rest is over one caller finds out how it is.
    fn rests(&self, model: &Model) -> bool {
        model.breaker.pass((self.0.clock)(), self.0.pace.to_head) == Passage::Open
    }

    /// Whoever blocks or refuses is there, and no rest would change that.
    fn note_outcome(&self, model: &Model, failure: Option<&ModelFailure>) {
        let name = &model.name;
        if let Some(ModelFailure::Unavailable { .. } | ModelFailure::NoCredit(_)) = failure {
            if model.breaker.failed((self.0.clock)()) {
                tracing::warn!(gen_ai.request.model = name, "a model failed too often and is asked last for now");
            }
        } else if model.breaker.succeeded() && failure.is_none() {
            tracing::info!(gen_ai.request.model = name, "a model answers again");
        }
    }
}
