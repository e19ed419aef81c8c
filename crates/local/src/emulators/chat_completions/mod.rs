//! Chat Completions emulator: what OpenAI, OpenRouter, Vercel's AI Gateway, Ollama and others have in common, on the
//! loopback, and how each of them tells of its models.

pub(crate) mod envelope;
pub(crate) mod rules;
mod stage;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::journal::Received;
use super::model::{Answer, control};
use super::server::Server;
use stage::Stage;

/// How the emulator is set up; by default any port, any key or none, and every model.
#[derive(Clone, Debug, Default)]
pub struct ChatCompletionsSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The one key that is taken.
    pub api_key: Option<String>,
    /// The pause between two pieces of an answer that asks for no other.
    pub pace: Duration,
    /// Whether another process may ask for what is answered (`/control/model`).
    pub control: bool,
    /// Models that are answered with 404.
    pub unknown_models: Vec<String>,
    /// Whether the token limit has the name that OpenAI's models want, and no other.
    pub is_openai: bool,
    /// The context of each model, where it is told.
    pub context: Option<u64>,
}

/// It stops when dropped.
pub struct ChatCompletionsEmulator {
    server: Server,
    stage: Arc<Stage>,
}

impl ChatCompletionsEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(ChatCompletionsSettings::default()).await
    }

    pub async fn start_with(settings: ChatCompletionsSettings) -> io::Result<Self> {
        let (port, controllable) = (settings.port, settings.control);
        let stage = Arc::new(Stage::new(settings));
        let actor = stage.clone();
        let server = Server::start(port, move |received| {
            let actor = actor.clone();
            async move {
                if controllable && received.path.starts_with(control::PREFIX) {
                    return Ok(control::answer(&actor.script, &received, "POST model", |_, _, _| None));
                }
                actor.answer(&received).await
            }
        });
        Ok(Self { server: server.await?, stage })
    }

    /// The base URL, with the version.
    pub fn url(&self) -> String {
        format!("{}/v1", self.server.url())
    }

    /// Queues an answer; requests take them in order.
    pub fn next(&self, answer: impl Into<Answer>) {
        self.stage.script.answers().push_back(answer.into());
    }

    /// How many queued answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        self.stage.script.answers().len()
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    pub async fn until_received(&self, requests: usize) {
        self.server.until(requests, |_| true).await;
    }

    pub async fn until_aborted(&self, requests: usize) {
        self.server.until(requests, |received| received.aborted).await;
    }
}
