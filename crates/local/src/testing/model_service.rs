//! Model service: an emulated model behind each of the APIs that models are asked over, and an app that asks it.

use darasa_core::providers::model::Pace;

use crate::{
    emulators::{
        AnthropicEmulator, ChatCompletionsEmulator, Received, chat_completions::ChatCompletionsSettings, model::Answer,
    },
    testing::test_app::{Settings, TestApp},
};

/// The API that an app's models are asked over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    Gemini,
    /// As OpenAI has it.
    OpenAi,
    /// As Ollama and other local servers have it.
    Ollama,
    Anthropic,
}

impl Api {
    pub const ALL: [Self; 4] = [Self::Gemini, Self::OpenAi, Self::Ollama, Self::Anthropic];

    /// Two models of one provider, as they are stored.
    pub fn models(self) -> [&'static str; 2] {
        match self {
            Self::Gemini => ["gemini-3.8-flash", "gemini-3.5-flash-lite"],
            Self::OpenAi => ["openai/gpt-6.1", "openai/gpt-6.1-mini"],
            Self::Ollama => ["ollama/qwen3:8b", "ollama/gemma4"],
            Self::Anthropic => ["anthropic/claude-sonnet-5", "anthropic/claude-haiku-5"],
        }
    }

    fn listed(self, name: &str) -> String {
        if self == Self::Gemini { format!("google/{name}") } else { name.to_owned() }
    }

    /// An app with the first so many of these models.
    pub async fn app(self, models: usize, pace: Pace) -> ModelService {
        self.app_with(models, Settings { pace, ..Settings::default() }).await
    }

    pub async fn app_with(self, models: usize, mut settings: Settings) -> ModelService {
        let openai = ChatCompletionsSettings { is_openai: self == Self::OpenAi, ..ChatCompletionsSettings::default() };
        let chat = ChatCompletionsEmulator::start_with(openai).await.expect("a Chat Completions");
        let anthropic = AnthropicEmulator::start().await.expect("an Anthropic");
        let names: Vec<_> = self.models().iter().take(models).map(|name| self.listed(name)).collect();
        settings.env.extend([
            ("AI_MODELS", names.join(",")),
            ("OPENAI_API_KEY", "openai-key".to_owned()),
            ("OPENAI_BASE_URL", chat.url()),
            ("OLLAMA_BASE_URL", chat.url()),
            ("ANTHROPIC_API_KEY", "anthropic-key".to_owned()),
            ("ANTHROPIC_BASE_URL", anthropic.url()),
        ]);
        ModelService { api: self, app: TestApp::with(settings).await, chat, anthropic }
    }
}

/// An app with its models.
pub struct ModelService {
    pub api: Api,
    pub app: TestApp,
    chat: ChatCompletionsEmulator,
    anthropic: AnthropicEmulator,
}

impl ModelService {
    /// Queues an answer of the models; requests take them in order.
    pub fn next(&self, answer: impl Into<Answer>) {
        match self.api {
            Api::Gemini => self.app.gemini.next(answer),
            Api::OpenAi | Api::Ollama => self.chat.next(answer),
            Api::Anthropic => self.anthropic.next(answer),
        }
    }

    pub fn received(&self) -> Vec<Received> {
        match self.api {
            Api::Gemini => self.app.gemini.received(),
            Api::OpenAi | Api::Ollama => self.chat.received(),
            Api::Anthropic => self.anthropic.received(),
        }
    }

    /// How many queued answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        match self.api {
            Api::Gemini => self.app.gemini.left(),
            Api::OpenAi | Api::Ollama => self.chat.left(),
            Api::Anthropic => self.anthropic.left(),
        }
    }
}
