//! Emulators of the models that `AI_MODELS` names, for each provider that wants a key and has none. A model on this
//! machine needs none, and is asked itself.

use std::io;

use darasa_core::base::env::ModelProvider;
use darasa_local::emulators::{
    anthropic::{AnthropicEmulator, AnthropicSettings},
    chat_completions::{ChatCompletionsEmulator, ChatCompletionsSettings},
    gemini::GeminiSettings,
};

use crate::{
    Failure,
    emulated_port::{on_a_port, port_of},
    env_file::Settings,
    state::State,
};

const KEY: &str = "emulated";
/// Tokens that those models can read whose provider tells it.
const CONTEXT: u64 = 32_768;
const EMULATED: [ModelProvider; 4] =
    [ModelProvider::OpenAi, ModelProvider::Anthropic, ModelProvider::OpenRouter, ModelProvider::Gateway];

/// It stops when dropped.
pub struct ModelEmulator {
    pub provider: ModelProvider,
    server: ModelServer,
}

enum ModelServer {
    ChatCompletions(ChatCompletionsEmulator),
    Anthropic(AnthropicEmulator),
}

/// Starts them, and adds to the settings where they are.
pub async fn start(settings: &mut Settings, state: &mut State) -> Result<Vec<ModelEmulator>, Failure> {
    let mut emulators = Vec::new();
    for provider in EMULATED {
        let Some(key) = provider.key_variable() else { continue };
        let base_url = provider.base_url_variable();
        // Whoever names a server means that one, and is told if it needs a key.
        if !is_named(settings, provider) || [key, base_url].iter().any(|name| settings.contains_key(*name)) {
            continue;
        }
        let port = state.model_ports.get(provider.as_str()).copied().unwrap_or_default();
        let emulator = on_a_port(port, |port| ModelEmulator::start(provider, port)).await?;
        state.model_ports.insert(provider.as_str().to_owned(), port_of(&emulator.url()));
        settings.insert(key.to_owned(), KEY.to_owned());
        settings.insert(base_url.to_owned(), emulator.url());
        emulators.push(emulator);
    }
    Ok(emulators)
}

/// Whether `AI_MODELS` names a model of theirs.
pub fn is_named(settings: &Settings, provider: ModelProvider) -> bool {
    let models = settings.get("AI_MODELS").map(String::as_str).unwrap_or_default();
    models.split(',').filter_map(|model| model.split_once('/')).any(|(word, _)| word.trim() == provider.as_str())
}

impl ModelEmulator {
    async fn start(provider: ModelProvider, port: u16) -> io::Result<Self> {
        let (api_key, pace) = (Some(KEY.to_owned()), GeminiSettings::READING_PACE);
        let server = if provider == ModelProvider::Anthropic {
            let settings = AnthropicSettings { port, api_key, pace, control: true, ..AnthropicSettings::default() };
            ModelServer::Anthropic(AnthropicEmulator::start_with(settings).await?)
        } else {
            let is_openai = provider == ModelProvider::OpenAi;
            let common = ChatCompletionsSettings::default();
            let context = (!is_openai).then_some(CONTEXT);
            let settings = ChatCompletionsSettings { port, api_key, pace, is_openai, context, control: true, ..common };
            ModelServer::ChatCompletions(ChatCompletionsEmulator::start_with(settings).await?)
        };
        Ok(Self { provider, server })
    }

    /// As it is set for the provider.
    fn url(&self) -> String {
        match &self.server {
            ModelServer::ChatCompletions(emulator) => emulator.url(),
            ModelServer::Anthropic(emulator) => emulator.url(),
        }
    }
}
