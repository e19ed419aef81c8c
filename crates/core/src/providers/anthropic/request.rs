//! Messages request: what Anthropic is sent for a prompt. No sampling parameters, which this version refuses.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    base::error::Result,
    providers::model::{Base64, Prompt, Speaker, strict},
};

#[derive(Serialize)]
struct MessagesRequest<'a> {
    model: &'a str,
    max_tokens: u32,
    system: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<Value>,
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
    Blocks([Block<'a>; 2]),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block<'a> {
    Document { source: Source<'a> },
    Text { text: &'a str },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Source<'a> {
    Base64 { media_type: &'static str, data: Base64<'a> },
}

/// To go on after what was written, if anything was. A beginning of the model's own turn is refused by newer models, so
/// the last turn is the user's.
pub fn encode(model: &str, prompt: &Prompt, written: &str) -> Result<Bytes> {
    prompt.encode(written, &MessagesRequest::new(model, prompt, written))
}

impl<'a> MessagesRequest<'a> {
    fn new(model: &'a str, prompt: &'a Prompt, written: &'a str) -> Self {
        let format = |schema| json!({ "format": { "type": "json_schema", "schema": strict(schema) } });
        Self {
            model,
            max_tokens: prompt.max_output_tokens,
            system: &prompt.system,
            messages: messages(prompt, written),
            stream: true,
            output_config: prompt.schema.as_ref().map(format),
        }
    }
}

fn messages<'a>(prompt: &'a Prompt, written: &'a str) -> Vec<Message<'a>> {
    let message = |(speaker, text)| {
        let role = if speaker == Speaker::User { "user" } else { "assistant" };
        Message { role, content: Content::Text(text) }
    };
    let mut messages: Vec<_> = prompt.turns_after(written).map(message).collect();
    if let (Some(attachment), Some(last)) = (&prompt.attachment, messages.last_mut())
        && let Content::Text(text) = last.content
    {
        let data = Base64 { prefix: "", bytes: &attachment.bytes };
        let source = Source::Base64 { media_type: attachment.mime_type, data };
        last.content = Content::Blocks([Block::Document { source }, Block::Text { text }]);
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::model::Attachment;

    fn sent(prompt: &Prompt, written: &str) -> Value {
        serde_json::from_slice(&encode("claude-sonnet-4-5", prompt, written).unwrap()).unwrap()
    }

    fn words() -> Prompt {
        Prompt::words("S", vec![(Speaker::User, "U".to_owned())], 100)
    }

    /// Texts stand there as they are where the official client makes a list with one block of each.
    #[test]
    fn a_request_is_the_one_that_the_official_client_sends() {
        let schema = json!({
            "type": "object",
            "properties": { "score": { "type": "number" }, "why": { "type": "string" } },
        });
        let captured = include_str!("../../../tests/captures/models/anthropic-request.json");
        let mut captured: Value = serde_json::from_str(captured).unwrap();
        captured["body"]["system"] = captured["body"]["system"][0]["text"].take();
        let content = &mut captured["body"]["messages"][0]["content"];
        *content = content[0]["text"].take();
        assert_eq!(sent(&Prompt { schema: Some(schema), ..words() }, ""), captured["body"]);
    }

    #[test]
    fn an_answer_goes_on_after_what_was_written_and_the_last_turn_is_the_users() {
        let messages = sent(&words(), "# Send")["messages"].clone();
        let roles: Vec<_> =
            messages.as_array().unwrap().iter().map(|message| message["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["user", "assistant", "user"]);
        assert_eq!(messages[1]["content"], "# Send");
    }

    #[test]
    fn a_file_stands_before_the_text_of_the_last_turn() {
        let attachment = Attachment { mime_type: "application/pdf", bytes: b"%PDF-1.7"[..].into(), unreadable: "no" };
        let sent = sent(&Prompt { attachment: Some(attachment), ..words() }, "");
        let source = json!({ "type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjc=" });
        let blocks = json!([{ "type": "document", "source": source }, { "type": "text", "text": "U" }]);
        assert_eq!(sent["messages"][0]["content"], blocks);
    }
}
