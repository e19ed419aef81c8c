//! Routes of the emulated Anthropic: the key, the version, the model, and which answer a request takes from the script.

use std::sync::Arc;

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::AnthropicSettings;
use super::envelope::Envelope;
use super::rules;
use crate::emulators::journal::Received;
use crate::emulators::model::ApiError;
use crate::emulators::model::conversation::{Conversation, Turn, text_of};
use crate::emulators::model::perform::{Wire, perform};
use crate::emulators::model::reply::json_reply;
use crate::emulators::model::script::Script;
use crate::emulators::model::server::Api;
use crate::emulators::playback::Playback;
use crate::emulators::server::Reply;

const VERSIONS: [&str; 2] = ["2023-06-01", "2026-10-21"];
const MODELS: &str = "/v1/models/";

pub(crate) struct Stage {
    settings: AnthropicSettings,
    script: Arc<Script>,
}

impl Api for Stage {
    fn script(&self) -> &Arc<Script> {
        &self.script
    }

    async fn answer(&self, received: &Received) -> Reply {
        let mut envelope = Envelope::new(received.body["model"].as_str().unwrap_or_default());
        match self.admit(received).and_then(|()| self.read(received)) {
            Ok(Order::Tell(told)) => Ok(told),
            Ok(Order::Generate(conversation)) => {
                let (answer, nth) = self.script.take(&conversation);
                envelope.begin(nth, answer.usage, answer.usage_in);
                perform(answer, &envelope, self.settings.pace).await
            }
            Err(error) => Ok(envelope.refusal(&error)),
        }
    }
}

impl Stage {
    pub(crate) fn new(settings: AnthropicSettings) -> Self {
        Self { settings, script: Arc::default() }
    }

    fn admit(&self, received: &Received) -> Result<(), ApiError> {
        let wrong_key = || ApiError::new(401, "UNAUTHENTICATED", "invalid x-api-key");
        // Its own libraries send the key as other services want it.
        let bearer = received.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let given = received.header("x-api-key").or(bearer).ok_or_else(wrong_key)?;
        if self.settings.api_key.as_ref().is_some_and(|key| key != given) {
            return Err(wrong_key());
        }
        match received.header("anthropic-version") {
            Some(version) if VERSIONS.contains(&version) => Ok(()),
            _ => Err(ApiError::invalid("anthropic-version: header is required")),
        }
    }

    fn read(&self, received: &Received) -> Result<Order, ApiError> {
        match (&received.method, received.path.as_str()) {
            (&Method::POST, "/v1/messages") => self.generate(&received.body).map(Order::Generate),
            (&Method::GET, path) if path.starts_with(MODELS) => {
                let model = &path[MODELS.len()..];
                self.know(model)?;
                Ok(Order::Tell(json_reply(
                    StatusCode::OK,
                    &json!({"type": "model", "id": model, "display_name": model}),
                )))
            }
            _ => Err(ApiError::no_such_path()),
        }
    }

    fn generate(&self, body: &Value) -> Result<Conversation, ApiError> {
        rules::check(body)?;
        self.know(body["model"].as_str().unwrap_or_default())?;
        let messages = body["messages"].as_array().map_or(&[][..], Vec::as_slice);
        let turn =
            |message: &Value| Turn { is_models: message["role"] == "assistant", text: text_of(&message["content"]) };
        let schema = &body["output_config"]["format"]["schema"];
        Ok(Conversation {
            system: text_of(&body["system"]),
            turns: messages.iter().map(turn).collect(),
            wants_json: schema.is_object(),
            schema: schema.is_object().then(|| schema.clone()),
        })
    }

    fn know(&self, model: &str) -> Result<(), ApiError> {
        if self.settings.unknown_models.iter().any(|unknown| unknown == model) {
            return Err(ApiError::unknown_model("v1", model));
        }
        Ok(())
    }
}

/// What a caller may ask for.
enum Order {
    Tell(Response<Playback>),
    Generate(Conversation),
}
