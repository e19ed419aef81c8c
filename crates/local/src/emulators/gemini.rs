//! Gemini's `generateContent`, streamed or whole, and its list of models, on the loopback.
//!
//! Tests push the answers they need with [`GeminiEmulator::next`]; without one it improvises something pleasant.

mod answer;
mod error;
mod improvise;
mod perform;
mod request;
mod wire;

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

pub use self::answer::Answer;
pub use self::error::ApiError;
use self::perform::{Manner, perform};
pub use self::request::Request;
pub use self::wire::Usage;
use self::wire::{Envelope, json_reply};
use super::server::{Received, Reply, Server};

const MODELS: [&str; 3] = ["gemini-3.8-flash", "gemini-3.5-flash-lite", "gemini-2.5-flash"];

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
        let stage = Arc::new(Stage { settings, script: Mutex::default(), answered: AtomicUsize::new(0) });
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

struct Stage {
    settings: GeminiSettings,
    script: Mutex<VecDeque<Answer>>,
    answered: AtomicUsize,
}

impl Stage {
    async fn answer(&self, received: &Received) -> Reply {
        let reply = match self.admit(received) {
            Ok(()) => self.route(received).await,
            Err(error) => Err(error),
        };
        reply.unwrap_or_else(|error| Ok(error.reply()))
    }

    fn admit(&self, received: &Received) -> Result<(), ApiError> {
        match (received.header("x-goog-api-key"), self.settings.api_key.as_deref()) {
            (None, _) => Err(ApiError::unregistered()),
            (Some(given), Some(expected)) if given != expected => Err(ApiError::wrong_key()),
            _ => Ok(()),
        }
    }

    async fn route(&self, received: &Received) -> Result<Reply, ApiError> {
        let (version, rest) = version_of(&received.path).ok_or_else(ApiError::no_such_path)?;

        match (&received.method, rest.split_once(':')) {
            (&Method::GET, None) if rest.is_empty() => Ok(Ok(json_reply(StatusCode::OK, &models()))),
            (&Method::GET, None) => {
                self.check_model(version, rest)?;
                Ok(Ok(json_reply(StatusCode::OK, &described(rest))))
            }
            (&Method::POST, Some((model, "streamGenerateContent"))) => {
                // Without it the real service answers one JSON array, which nobody here wants by intention.
                if received.parameter("alt") != Some("sse") {
                    return Err(ApiError::invalid("The emulator streams server-sent events only: add ?alt=sse."));
                }
                self.generate(version, model, received, Manner::Streamed).await
            }
            (&Method::POST, Some((model, "generateContent"))) => {
                self.generate(version, model, received, Manner::Whole).await
            }
            _ => Err(ApiError::no_such_path()),
        }
    }

    async fn generate(
        &self,
        version: &str,
        model: &str,
        received: &Received,
        manner: Manner,
    ) -> Result<Reply, ApiError> {
        self.check_model(version, model)?;
        let request = Request::parse(model, &received.bytes)?;

        let scripted = self.script().pop_front();
        let answer = scripted.unwrap_or_else(|| Answer::text(improvise::improvise(&request)));
        let nth = self.answered.fetch_add(1, Ordering::Relaxed) + 1;
        let to = Envelope { model: request.model, response_id: format!("resp-{nth}"), usage: answer.usage };

        Ok(perform(answer, manner, version, &to, self.settings.pace).await)
    }

    fn check_model(&self, version: &str, model: &str) -> Result<(), ApiError> {
        match self.settings.unknown_models.iter().any(|unknown| unknown == model) {
            true => Err(ApiError::unknown_model(version, model)),
            false => Ok(()),
        }
    }

    fn script(&self) -> std::sync::MutexGuard<'_, VecDeque<Answer>> {
        // A panic elsewhere leaves a queue that is still good.
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The API version of a path, and what follows `models`.
fn version_of(path: &str) -> Option<(&str, &str)> {
    let (version, rest) = path.strip_prefix('/')?.split_once("/models")?;
    let rest = rest.strip_prefix('/').or(rest.is_empty().then_some(rest))?;
    matches!(version, "v1" | "v1beta").then_some((version, rest))
}

fn models() -> Value {
    json!({"models": MODELS.map(described)})
}

fn described(model: &str) -> Value {
    json!({
        "name": format!("models/{model}"),
        "version": "001",
        "displayName": model,
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    })
}
