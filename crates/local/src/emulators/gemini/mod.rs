//! Gemini emulator: `generateContent`, streamed or whole, its list of models and its Live API, on the loopback.
//!
//! Tests push the answers they need with [`GeminiEmulator::next`]; without one it improvises something pleasant.

mod control;
mod envelope;
pub mod live;
mod paces;
mod request;
mod rules;
mod stage;
mod whole;
mod wire;

use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use self::live::Live;
pub use self::request::Request;
use self::stage::Stage;
use super::clock::Clock;
use super::journal::Received;
use super::model::ModelServer;
use super::model::script::Script;
use super::model::server::Api;
pub use super::model::{Answer, ApiError, Usage};
use super::server::Reply;

/// How the emulator is set up; by default for tests: any port, any key, no pauses.
#[derive(Clone, Debug, Default)]
pub struct GeminiSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The one key that is taken; without it any key is.
    pub api_key: Option<String>,
    /// The pause between two deltas of an answer that asks for no other.
    pub pace: Duration,
    /// The time that a piece of speech takes, and how much of a tone it has.
    pub speaking_pace: Duration,
    /// Whether another process may ask for what goes wrong (`/control/…`).
    pub control: bool,
    /// Models that are answered with 404.
    pub unknown_models: Vec<String>,
    /// By which tokens of the Live API expire.
    pub clock: Clock,
}

impl GeminiSettings {
    /// A pace at which a person likes to watch an answer appear.
    pub const READING_PACE: Duration = Duration::from_millis(40);
    /// Four words are heard for a moment, and an interview does not take as long as a real one.
    pub const SPEAKING_PACE: Duration = Duration::from_millis(300);
}

/// A Gemini of our own; it stops when dropped.
pub struct GeminiEmulator {
    server: ModelServer,
    stage: Arc<Stage>,
}

impl GeminiEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(GeminiSettings::default()).await
    }

    pub async fn start_with(settings: GeminiSettings) -> io::Result<Self> {
        let (port, control) = (settings.port, settings.control);
        let stage = Arc::new(Stage::new(settings));
        Ok(Self { server: ModelServer::start(port, control, stage.clone()).await?, stage })
    }

    /// The Live API: its tokens, its sessions, and what they are to be like.
    pub fn live(&self) -> &Live {
        &self.stage.live
    }
}

impl Api for Stage {
    fn script(&self) -> &Arc<Script> {
        &self.script
    }

    async fn answer(&self, received: &Received) -> Reply {
        self.reply(received).await
    }

    fn control(&self, received: &Received) -> Reply {
        Ok(control::answer(self, received))
    }
}

impl Deref for GeminiEmulator {
    type Target = ModelServer;

    fn deref(&self) -> &ModelServer {
        &self.server
    }
}
