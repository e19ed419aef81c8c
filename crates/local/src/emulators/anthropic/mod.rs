//! Anthropic emulator: its Messages API, on the loopback.

mod envelope;
mod event;
mod rules;
mod stage;

use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::model::ModelServer;
use stage::Stage;

/// How the emulator is set up; by default any port, any key, and every model.
#[derive(Clone, Debug, Default)]
pub struct AnthropicSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The one key that is taken; without it any key is.
    pub api_key: Option<String>,
    /// The pause between two pieces of an answer that asks for no other.
    pub pace: Duration,
    /// Whether another process may ask for what is answered (`/control/model`).
    pub control: bool,
    /// Models that are answered with 404.
    pub unknown_models: Vec<String>,
}

/// It stops when dropped.
pub struct AnthropicEmulator(ModelServer);

impl AnthropicEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(AnthropicSettings::default()).await
    }

    pub async fn start_with(settings: AnthropicSettings) -> io::Result<Self> {
        let (port, control) = (settings.port, settings.control);
        ModelServer::start(port, control, Arc::new(Stage::new(settings))).await.map(Self)
    }
}

impl Deref for AnthropicEmulator {
    type Target = ModelServer;

    fn deref(&self) -> &ModelServer {
        &self.0
    }
}
