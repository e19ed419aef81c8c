//! Routes of the emulated Chat Completions: the key, the model, and which answer a request takes from the script.

use std::sync::Arc;

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::ChatCompletionsSettings;
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

const MODELS: [&str; 3] = ["gpt-6.1-mini", "qwen3:8b", "openai/gpt-6.1-mini"];

pub(crate) struct Stage {
    settings: ChatCompletionsSettings,
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
    pub(crate) fn new(settings: ChatCompletionsSettings) -> Self {
        Self { settings, script: Arc::default() }
    }

    fn admit(&self, received: &Received) -> Result<(), ApiError> {
        let Some(key) = &self.settings.api_key else { return Ok(()) };
        // The list of models is for everybody.
        let is_open = received.path == "/v1/models";
        match received.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) {
            Some(given) if given == key => Ok(()),
            _ if is_open => Ok(()),
            _ => Err(ApiError::new(401, "UNAUTHENTICATED", "Incorrect API key provided.")),
        }
    }

    fn read(&self, received: &Received) -> Result<Order, ApiError> {
        let tell = |told: Value| Ok(Order::Tell(json_reply(StatusCode::OK, &told)));
        match (&received.method, received.path.as_str()) {
            (&Method::POST, "/v1/chat/completions") => self.generate(&received.body).map(Order::Generate),
            (&Method::GET, "/v1/models") => tell(
                json!({"object": "list", "data": self.models().map(|model| self.described(model)).collect::<Value>()}),
            ),
            (&Method::GET, "/v1/key" | "/v1/credits") => tell(json!({"data": {}})),
            (&Method::POST, "/api/show") => {
                self.know(received.body["model"].as_str().unwrap_or_default())?;
                let length = self.settings.context.map(|context| ("qwen3.context_length".to_owned(), json!(context)));
                tell(json!({"model_info": length.into_iter().collect::<serde_json::Map<_, _>>()}))
            }
            (&Method::GET, path) if path.starts_with("/v1/models/") => {
                let model = &path["/v1/models/".len()..];
                self.know(model)?;
                tell(json!({"id": model, "object": "model"}))
            }
            _ => Err(ApiError::no_such_path()),
        }
    }

    fn generate(&self, body: &Value) -> Result<Conversation, ApiError> {
        rules::check(body, self.settings.is_openai)?;
        self.know(body["model"].as_str().unwrap_or_default())?;
        let messages = body["messages"].as_array().map_or(&[][..], Vec::as_slice);
        let (system, turns): (Vec<_>, Vec<_>) = messages.iter().partition(|message| message["role"] == "system");
        let turn =
            |message: &Value| Turn { is_models: message["role"] == "assistant", text: text_of(&message["content"]) };
        let schema = &body["response_format"]["json_schema"]["schema"];
        Ok(Conversation {
            system: system.first().map(|message| text_of(&message["content"])).unwrap_or_default(),
            turns: turns.into_iter().map(turn).collect(),
            wants_json: body["response_format"].is_object(),
            schema: schema.is_object().then(|| schema.clone()),
        })
    }

    fn know(&self, model: &str) -> Result<(), ApiError> {
        if self.settings.unknown_models.iter().any(|unknown| unknown == model) {
            return Err(ApiError::unknown_model("v1", model));
        }
        Ok(())
    }

    fn models(&self) -> impl Iterator<Item = &'static str> {
        let is_known = |model: &&str| !self.settings.unknown_models.iter().any(|unknown| unknown == model);
        MODELS.into_iter().filter(is_known)
    }

    fn described(&self, model: &str) -> Value {
        match self.settings.context {
            Some(context) => json!({"id": model, "object": "model", "context_length": context}),
            None => json!({"id": model, "object": "model"}),
        }
    }
}

/// What a caller may ask for.
enum Order {
    Tell(Response<Playback>),
    Generate(Conversation),
}
