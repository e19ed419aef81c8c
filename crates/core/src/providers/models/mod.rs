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
    env::{self, ModelName, ModelProvider},
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
    /// The names of models that have spoken on the matter already: each is asked after those that spoke less often.
    pub heard: &'a [String],
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
    ) -> Result<Self> {
        let account = |account: &env::ModelAccount| match account.provider {
            ModelProvider::Google => Err(Error::internal("an account with Google that is not Gemini's")),
            ModelProvider::Anthropic => Ok(Client::Anthropic(Anthropic::new(http(), account.clone()))),
            ModelProvider::OpenAi
            | ModelProvider::OpenRouter
            | ModelProvider::Gateway
            | ModelProvider::Ollama
            | ModelProvider::Compatible => Ok(Client::ChatCompletions(ChatCompletions::new(http(), account.clone()))),
        };
        let accounts = settings.accounts.iter().map(|settings| Ok((settings.provider, account(settings)?)));
        let gemini = gemini.map(|gemini| Ok((ModelProvider::Google, Client::Gemini(gemini.clone()))));
        let clients = accounts.chain(gemini).collect::<Result<Vec<_>>>()?;
        let model = |name: &ModelName| {
            let client = clients.iter().find(|(provider, _)| *provider == name.provider);
            let (_, client) = client.ok_or_else(|| Error::internal(format!("no account for the model {name}")))?;
            Ok(Arc::new(Model::new(name, client.clone(), pace.model_rest)))
        };
        let models = settings.names.iter().map(model).collect::<Result<_>>()?;
        Ok(Self(Arc::new(Inner { models, pace, clock })))
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
    pub async fn probe_each(&self) -> Result<Vec<(ModelName, ModelReport)>> {
        let probe = |model: &Arc<Model>| {
            let model = model.clone();
            async move { Ok((model.listed(), model.probe().await?)) }
        };
        try_join_all(self.0.models.iter().map(probe)).await
    }

    async fn first_words(&self, prompt: Prompt, asked: ModelRequest<'_>) -> Result<TextStream> {
        let mut failures = Failures::new(&prompt, asked.refusal);
        let mut queue = self.able(&prompt, asked.heard)?;
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

    /// Those that can be sent the prompt, the least heard first, none of which was put off yet.
    fn able(&self, prompt: &Prompt, heard: &[String]) -> Result<VecDeque<(&Arc<Model>, bool)>> {
        let is_able = |model: &&Arc<Model>| prompt.attachment.is_none() || model.reads_pdf();
        let mut able: Vec<_> = self.0.models.iter().filter(is_able).collect();
        able.sort_by_key(|model| heard.iter().filter(|name| **name == model.name).count());
        let able: VecDeque<_> = able.into_iter().map(|model| (model, false)).collect();
        match &prompt.attachment {
            Some(file) if able.is_empty() => Err(Error::BadRequest(file.unreadable)),
            _ => Ok(able),
        }
    }

    /// Whether a model is asked after all others now. When its rest is over one caller finds out how it is.
    fn rests(&self, model: &Model) -> bool {
        model.breaker.pass((self.0.clock)(), self.0.pace.to_head) == Passage::Open
    }

    /// Whoever replies is there, and no rest would change what it says. Of one that was not asked nothing is known.
    fn note_outcome(&self, model: &Model, failure: Option<&ModelFailure>) {
        let name = &model.name;
        match failure {
            Some(ModelFailure::NoKey(_)) => {}
            Some(ModelFailure::Unavailable { is_down: true, .. }) => {
                if model.breaker.failed((self.0.clock)()) {
                    tracing::warn!(gen_ai.request.model = name, "a model failed too often and is asked last for now");
                }
            }
            _ => {
                if model.breaker.succeeded() && failure.is_none() {
                    tracing::info!(gen_ai.request.model = name, "a model answers again");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::base::clock;

    fn named(names: &str) -> env::Models {
        let pairs = [("AI_MODELS", names), ("GEMINI_API_KEY", "k"), ("ANTHROPIC_API_KEY", "k")];
        let pairs: HashMap<_, _> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        env::models_and_voice(pairs).unwrap().0
    }

    fn models(settings: &env::Models, gemini: Option<&Gemini>) -> Result<Models> {
        Models::new(settings, gemini, HttpClient::default, Pace::default(), clock::system())
    }

    #[tokio::test]
    async fn a_model_without_an_account_is_an_error_and_none_is_left_out() {
        let settings = named("ollama/a,google/b,anthropic/c");
        let gemini = Gemini::new(HttpClient::default(), settings.gemini.as_ref().unwrap());
        let listed = |models: &Models| models.0.models.iter().map(|model| model.listed()).collect::<Vec<_>>();
        assert_eq!(listed(&models(&settings, Some(&gemini)).unwrap()), settings.names);

        let error = models(&settings, None).err().unwrap();
        assert_eq!(error.cause(), Some("no account for the model b"));
        let accounts = settings.accounts[..1].to_vec();
        let error = models(&env::Models { accounts, ..settings }, Some(&gemini)).err().unwrap();
        assert_eq!(error.cause(), Some("no account for the model ollama/a"));
    }

    #[tokio::test]
    async fn only_whoever_is_down_fails_and_only_a_reply_is_a_success() {
        let models = models(&named("ollama/a"), None).unwrap();
        let model = &models.0.models[0];
        let down = || ModelFailure::unavailable("503");
        let fails = || (0..3).for_each(|_| models.note_outcome(model, Some(&down())));
        for reply in [
            ModelFailure::useless("404"),
            ModelFailure::NoCredit("402".to_owned()),
            ModelFailure::KeyRefused("401".to_owned()),
            ModelFailure::Refused("422".to_owned()),
            ModelFailure::Invalid("400".to_owned()),
            ModelFailure::Blocked("SAFETY".to_owned()),
        ] {
            (0..3).for_each(|_| models.note_outcome(model, Some(&reply)));
            assert!(!models.rests(model), "{reply:?}");
            fails();
            assert!(models.rests(model));
            models.note_outcome(model, Some(&reply));
            assert!(!models.rests(model), "{reply:?}");
        }
        fails();
        models.note_outcome(model, Some(&ModelFailure::NoKey("none".to_owned())));
        assert!(models.rests(model), "nobody was asked");
    }
}
