//! Chat Completions request: what is sent for a prompt. No sampling parameters, which models that reason refuse.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    base::{env::ModelProvider, error::Result},
    providers::model::{Base64, Prompt, Speaker, strict},
};

/// At most 64 letters, digits, underscores and hyphens.
const SCHEMA_NAME: &str = "answer";
const FILE_NAME: &str = "document.pdf";
const DATA_URL: &str = "data:application/pdf;base64,";

#[derive(Serialize)]
struct ChatRequest<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    stream_options: Value,
    /// OpenAI's models that reason take no other; everybody else knows only the older word, and passes over this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
    /// Ollama's word for no thoughts: they count as answer, and a small model can think until its limit is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    /// OpenAI is asked to store nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<bool>,
    /// How OpenRouter routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<Value>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts([Part<'a>; 2]),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    File { file: File<'a> },
    Text { text: &'a str },
}

#[derive(Serialize)]
struct File<'a> {
    filename: &'static str,
    file_data: Base64<'a>,
}

pub fn encode(provider: ModelProvider, model: &str, prompt: &Prompt, written: &str) -> Result<Bytes> {
    prompt.encode(written, &ChatRequest::new(provider, model, prompt, written))
}

impl<'a> ChatRequest<'a> {
    fn new(provider: ModelProvider, model: &'a str, prompt: &'a Prompt, written: &'a str) -> Self {
        let (is_openai, has_schema) = (provider == ModelProvider::OpenAi, prompt.schema.is_some());
        let limit = Some(prompt.max_output_tokens);
        // Without it a request may be routed to a model that takes no schema.
        let routing =
            (provider == ModelProvider::OpenRouter && has_schema).then(|| json!({"require_parameters": true}));
        Self {
            model,
            messages: messages(prompt, written),
            stream: true,
            stream_options: json!({"include_usage": true}),
            max_completion_tokens: limit.filter(|_| is_openai),
            max_tokens: limit.filter(|_| !is_openai),
            response_format: prompt.schema.as_ref().map(response_format),
            reasoning_effort: (provider == ModelProvider::Ollama).then_some("none"),
            store: is_openai.then_some(false),
            provider: routing,
        }
    }
}

/// The instruction is the system's: OpenAI takes that word for the newer one, which breaks local servers' templates.
fn messages<'a>(prompt: &'a Prompt, written: &'a str) -> Vec<Message<'a>> {
    let message = |(speaker, text)| {
        let role = if speaker == Speaker::User { "user" } else { "assistant" };
        Message { role, content: Content::Text(text) }
    };
    let system = Message { role: "system", content: Content::Text(&prompt.system) };
    let mut messages: Vec<_> = [system].into_iter().chain(prompt.turns_after(written).map(message)).collect();
    if let (Some(attachment), Some(last)) = (&prompt.attachment, messages.last_mut())
        && let Content::Text(text) = last.content
    {
        let file_data = Base64 { prefix: DATA_URL, bytes: &attachment.bytes };
        let file = File { filename: FILE_NAME, file_data };
        last.content = Content::Parts([Part::File { file }, Part::Text { text }]);
    }
    messages
}

fn response_format(schema: &Value) -> Value {
    json!({
        "type": "json_schema",
        "json_schema": { "name": SCHEMA_NAME, "strict": true, "schema": strict(schema) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::model::Attachment;

    fn sent(provider: ModelProvider, prompt: &Prompt, written: &str) -> Value {
        serde_json::from_slice(&encode(provider, "vendor/m:free", prompt, written).unwrap()).unwrap()
    }

    fn words() -> Prompt {
        Prompt::words("Be kind.", vec![(Speaker::User, "Ask \"me\".".to_owned())], 100)
    }

    #[test]
    fn a_request_is_the_one_that_the_official_clients_send() {
        let schema = json!({
            "type": "object",
            "properties": { "score": { "type": "number" }, "why": { "type": "string" } },
        });
        let prompt = Prompt::words("S", vec![(Speaker::User, "U".to_owned())], 100);
        let sent = sent(ModelProvider::Compatible, &Prompt { schema: Some(schema), ..prompt }, "");
        let captured = include_str!("../../../tests/captures/models/compatible-request.json");
        let mut captured: Value = serde_json::from_str(captured).unwrap();
        captured["body"]["model"] = "vendor/m:free".into();
        captured["body"]["response_format"]["json_schema"]["name"] = SCHEMA_NAME.into();
        assert_eq!(sent, captured["body"]);
    }

    #[test]
    fn each_provider_gets_the_limit_under_the_name_that_it_reads() {
        for (provider, name) in [
            (ModelProvider::OpenAi, "max_completion_tokens"),
            (ModelProvider::OpenRouter, "max_tokens"),
            (ModelProvider::Gateway, "max_tokens"),
            (ModelProvider::Ollama, "max_tokens"),
            (ModelProvider::Compatible, "max_tokens"),
        ] {
            let sent = sent(provider, &words(), "");
            assert_eq!(sent[name], 100, "{provider:?}");
            let limits = sent.as_object().unwrap().keys().filter(|key| key.starts_with("max_"));
            assert_eq!(limits.count(), 1, "{provider:?}");
        }
    }

    #[test]
    fn openrouter_routes_an_object_only_to_models_that_take_a_schema() {
        let object = Prompt { schema: Some(json!({ "type": "object", "properties": {} })), ..words() };
        assert_eq!(sent(ModelProvider::OpenRouter, &object, "")["provider"], json!({ "require_parameters": true }));
        assert!(sent(ModelProvider::OpenRouter, &words(), "").get("provider").is_none());
        assert!(sent(ModelProvider::OpenAi, &object, "").get("provider").is_none());
    }

    #[test]
    fn only_openai_is_asked_to_store_nothing() {
        for (provider, store) in [
            (ModelProvider::OpenAi, json!(false)),
            (ModelProvider::OpenRouter, Value::Null),
            (ModelProvider::Gateway, Value::Null),
            (ModelProvider::Ollama, Value::Null),
            (ModelProvider::Compatible, Value::Null),
        ] {
            assert_eq!(sent(provider, &words(), "")["store"], store, "{provider:?}");
        }
    }

    #[test]
    fn only_ollama_is_told_not_to_think() {
        for (provider, word) in [(ModelProvider::Ollama, json!("none")), (ModelProvider::Compatible, Value::Null)] {
            assert_eq!(sent(provider, &words(), "")["reasoning_effort"], word, "{provider:?}");
        }
    }

    #[test]
    fn an_answer_goes_on_after_what_was_written() {
        let messages = sent(ModelProvider::Ollama, &words(), "# Send")["messages"].clone();
        let roles: Vec<_> =
            messages.as_array().unwrap().iter().map(|message| message["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["system", "user", "assistant", "user"]);
        assert_eq!(messages[2]["content"], "# Send");
    }

    #[test]
    fn a_file_stands_before_the_text_of_the_last_turn() {
        let attachment = Attachment { mime_type: "application/pdf", bytes: b"%PDF-1.7"[..].into(), unreadable: "no" };
        let sent = sent(ModelProvider::OpenAi, &Prompt { attachment: Some(attachment), ..words() }, "");
        let file = json!({ "filename": FILE_NAME, "file_data": "data:application/pdf;base64,JVBERi0xLjc=" });
        assert_eq!(
            sent["messages"][1]["content"],
            json!([{ "type": "file", "file": file }, { "type": "text", "text": "Ask \"me\"." }])
        );
    }
}
