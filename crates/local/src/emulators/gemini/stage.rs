//! Where a request comes in: who may ask, what for, and which answer it takes from the script.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::GeminiSettings;
use super::answer::Answer;
use super::envelope::Envelope;
use super::error::ApiError;
use super::improvise::improvise;
use super::perform::{Manner, perform};
use super::request::Request;
use super::wire::json_reply;
use crate::emulators::journal::Received;
use crate::emulators::server::Reply;

const MODELS: [&str; 3] = [
    "gemini-3.8-flash",
    "gemini-3.5-flash-lite",
    "gemini-2.5-flash",
];

pub(crate) struct Stage {
    settings: GeminiSettings,
    script: Mutex<VecDeque<Answer>>,
    answered: AtomicUsize,
}

impl Stage {
    pub(crate) fn new(settings: GeminiSettings) -> Self {
        Self {
            settings,
            script: Mutex::default(),
            answered: AtomicUsize::new(0),
        }
    }

    pub(crate) async fn answer(&self, received: &Received) -> Reply {
        let reply = match self.admit(received) {
            Ok(()) => self.route(received).await,
            Err(error) => Err(error),
        };
        reply.unwrap_or_else(|error| Ok(error.reply()))
    }

    fn admit(&self, received: &Received) -> Result<(), ApiError> {
        match (
            received.header("x-goog-api-key"),
            self.settings.api_key.as_deref(),
        ) {
            (None, _) => Err(ApiError::unregistered()),
            (Some(given), Some(expected)) if given != expected => Err(ApiError::wrong_key()),
            _ => Ok(()),
        }
    }

    async fn route(&self, received: &Received) -> Result<Reply, ApiError> {
        let (version, rest) = version_of(&received.path).ok_or_else(ApiError::no_such_path)?;

        match (&received.method, rest.split_once(':')) {
            (&Method::GET, None) if rest.is_empty() => {
                Ok(Ok(json_reply(StatusCode::OK, &models())))
            }
            (&Method::GET, None) => {
                self.check_model(version, rest)?;
                Ok(Ok(json_reply(StatusCode::OK, &described(rest))))
            }
            (&Method::POST, Some((model, "streamGenerateContent"))) => {
                // Without it the real service answers one JSON array, which nobody here wants by intention.
                if received.parameter("alt") != Some("sse") {
                    return Err(ApiError::invalid(
                        "The emulator streams server-sent events only: add ?alt=sse.",
                    ));
                }
                self.generate(version, model, received, Manner::Streamed)
                    .await
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
        let answer = scripted.unwrap_or_else(|| Answer::text(improvise(&request)));
        let nth = self.answered.fetch_add(1, Ordering::Relaxed) + 1;
        let to = Envelope {
            model: request.model,
            response_id: format!("resp-{nth}"),
            usage: answer.usage,
        };

        Ok(perform(answer, manner, version, &to, self.settings.pace).await)
    }

    fn check_model(&self, version: &str, model: &str) -> Result<(), ApiError> {
        match self
            .settings
            .unknown_models
            .iter()
            .any(|unknown| unknown == model)
        {
            true => Err(ApiError::unknown_model(version, model)),
            false => Ok(()),
        }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, VecDeque<Answer>> {
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
