//! Chat Completions emulator: what OpenAI, OpenRouter, Vercel's AI Gateway, Ollama and others have in common, on the
//! loopback, and how each of them tells of its models.

pub(crate) mod envelope;
pub(crate) mod rules;
mod stage;

use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::model::ModelServer;
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
pub struct ChatCompletionsEmulator(ModelServer);

impl ChatCompletionsEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(ChatCompletionsSettings::default()).await
    }

    pub async fn start_with(settings: ChatCompletionsSettings) -> io::Result<Self> {
        let (port, control) = (settings.port, settings.control);
        ModelServer::start(port, control, Arc::new(Stage::new(settings))).await.map(Self)
    }

    /// The base URL, with the version.
    pub fn url(&self) -> String {
        format!("{}/v1", self.0.url())
    }
}

impl Deref for ChatCompletionsEmulator {
    type Target = ModelServer;

    fn deref(&self) -> &ModelServer {
        &self.0
    }
}
