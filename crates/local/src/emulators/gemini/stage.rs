//! Routes of the emulated Gemini: authentication, the model, and which answer a request takes from the script.

use std::sync::Arc;

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::GeminiSettings;
use super::envelope::Envelope;
use super::live::{Door, Live};
use super::paces::Paces;
use super::request::Request;
use super::whole::perform_whole;
use crate::emulators::journal::Received;
use crate::emulators::model::error::ApiError;
use crate::emulators::model::perform::perform;
use crate::emulators::model::reply::json_reply;
use crate::emulators::model::script::Script;
use crate::emulators::playback::Playback;
use crate::emulators::server::Reply;

const MODELS: [&str; 3] = ["gemini-3.8-flash", "gemini-3.5-flash-lite", "gemini-2.5-flash"];

pub(crate) struct Stage {
    settings: GeminiSettings,
    pub(crate) live: Arc<Live>,
    pub(crate) paces: Arc<Paces>,
    pub(crate) script: Arc<Script>,
}

impl Stage {
    pub(crate) fn new(settings: GeminiSettings) -> Self {
        let paces = Arc::new(Paces::new(&settings));
        let live = Arc::new(Live::new(settings.clone(), paces.clone()));
        Self { settings, live, paces, script: Arc::default() }
    }

    pub(crate) async fn reply(&self, received: &Received) -> Reply {
        // A session is opened by its token alone.
        let order = match (&received.method, Door::of(&received.path)) {
            (&Method::GET, Some(Door::Session)) => self.live.open(received).map(Order::Talk),
            (&Method::POST, Some(Door::Mint(version))) => self.admit(received).map(|()| Order::Mint(version)),
            _ => self.admit(received).and_then(|()| self.read(received)),
        };
        match order {
            Ok(Order::Describe(models)) => Ok(json_reply(StatusCode::OK, &models)),
            Ok(Order::Generate(request, manner)) => self.generate(request, manner).await,
            Ok(Order::Mint(version)) => self.live.mint(version, received).await,
            Ok(Order::Talk(reply)) => Ok(reply),
            Err(error) => Ok(error.reply()),
        }
    }

    fn admit(&self, received: &Received) -> Result<(), ApiError> {
        let given = received.header("x-goog-api-key").ok_or_else(ApiError::unregistered)?;
        match &self.settings.api_key {
            Some(expected) if given != expected => Err(ApiError::wrong_key()),
            _ => Ok(()),
        }
    }

    fn read(&self, received: &Received) -> Result<Order<'_>, ApiError> {
        let (version, rest) = version_of(&received.path).ok_or_else(ApiError::no_such_path)?;
        let (model, verb) = rest.split_once(':').unwrap_or((rest, ""));
        if self.settings.unknown_models.iter().any(|unknown| unknown == model) {
            return Err(ApiError::unknown_model(version, model));
        }
        let generate = |manner| {
            let request = Request::parse(version, model, &received.bytes)?;
            Ok(Order::Generate(request, manner))
        };

        match (&received.method, verb) {
            (&Method::GET, "") if model.is_empty() => Ok(Order::Describe(models())),
            (&Method::GET, "") => Ok(Order::Describe(described(model))),
            (&Method::POST, "generateContent") => generate(Manner::Whole),
            (&Method::POST, "streamGenerateContent") if received.parameter("alt") == Some("sse") => {
                generate(Manner::Streamed)
            }
            (&Method::POST, "streamGenerateContent") => Err(ApiError::only_sse()),
            _ => Err(ApiError::no_such_path()),
        }
    }

    async fn generate(&self, request: Request, manner: Manner) -> Reply {
        let (answer, nth) = self.script.take(&request.conversation());
        let to = Envelope {
            version: request.version,
            model: request.model,
            response_id: format!("resp-{nth}"),
            usage: answer.usage,
            usage_in: answer.usage_in,
        };

        match manner {
            Manner::Streamed => perform(answer, &to, self.paces.text()).await,
            Manner::Whole => perform_whole(answer, &to).await,
        }
    }
}

/// How the caller wants the answer to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Streamed,
    Whole,
}

/// What a caller may ask for.
enum Order<'a> {
    Describe(Value),
    Generate(Request, Manner),
    /// A token for a live session, in this version of the API.
    Mint(&'a str),
    /// The live session itself.
    Talk(Response<Playback>),
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
