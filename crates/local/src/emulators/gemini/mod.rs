//! Gemini emulator: `generateContent`, streamed or whole, its list of models and its Live API, on the loopback.
//!
//! Tests push the answers they need with [`GeminiEmulator::next`]; without one it improvises something pleasant.

mod answer;
mod envelope;
mod error;
mod improvise;
pub mod live;
mod perform;
mod request;
mod rules;
mod stage;
mod wire;

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use self::answer::Answer;
pub use self::error::ApiError;
use self::live::Live;
pub use self::request::Request;
use self::stage::Stage;
pub use self::wire::Usage;
use super::clock::Clock;
use super::journal::Received;
use super::server::Server;

/// How the emulator is set up; by default for tests: any port, any key, no pauses.
#[derive(Clone, Debug, Default)]
pub struct GeminiSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The one key that is taken; without it any key is.
    pub api_key: Option<String>,
    /// The pause between two deltas of an answer that asks for no other.
    pub pace: Duration,
    /// Models that are answered with 404.
    pub unknown_models: Vec<String>,
    /// By which tokens of the Live API expire.
    pub clock: Clock,
}

impl GeminiSettings {
    /// A pace at which a person likes to watch an answer appear.
    pub const READING_PACE: Duration = Duration::from_millis(40);
}

/// A Gemini of our own; it stops when dropped.
pub struct GeminiEmulator {
    server: Server,
    stage: Arc<Stage>,
}

impl GeminiEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(GeminiSettings::default()).await
    }

    pub async fn start_with(settings: GeminiSettings) -> io::Result<Self> {
        let port = settings.port;
        let stage = Arc::new(Stage::new(settings));
        let actor = stage.clone();
        let server = Server::start(port, move |received| {
            let actor = actor.clone();
            async move { actor.answer(&received).await }
        });

        Ok(Self { server: server.await?, stage })
    }

    /// The base URL, without a version.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The Live API: its tokens, its sessions, and what they are to be like.
    pub fn live(&self) -> &Live {
        &self.stage.live
    }

    /// Queues an answer; requests take them in order.
    pub fn next(&self, answer: impl Into<Answer>) {
        self.stage.script().push_back(answer.into());
    }

    /// How many queued answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        self.stage.script().len()
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// How many clients went away before they had the whole answer.
    pub fn aborted(&self) -> usize {
        self.server.count(|received| received.aborted)
    }

    pub async fn until_received(&self, requests: usize) {
        self.server.until(requests, |_| true).await;
    }

    pub async fn until_aborted(&self, requests: usize) {
        self.server.until(requests, |received| received.aborted).await;
    }
}
