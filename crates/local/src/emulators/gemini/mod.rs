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
use std::sync::Arc;
use std::time::Duration;

use self::live::Live;
pub use self::request::Request;
use self::stage::Stage;
use super::clock::Clock;
use super::journal::Received;
use super::model::control::PREFIX;
pub use super::model::{Answer, ApiError, Usage};
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
    server: Server,
    stage: Arc<Stage>,
}

impl GeminiEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(GeminiSettings::default()).await
    }

    pub async fn start_with(settings: GeminiSettings) -> io::Result<Self> {
        let (port, controllable) = (settings.port, settings.control);
        let stage = Arc::new(Stage::new(settings));
        let actor = stage.clone();
        let server = Server::start(port, move |received| {
            let actor = actor.clone();
            async move {
                match controllable && received.path.starts_with(PREFIX) {
                    true => Ok(control::answer(&actor, &received)),
                    false => actor.answer(&received).await,
                }
            }
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
