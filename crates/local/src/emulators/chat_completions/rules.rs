//! Request validation of the emulated Chat Completions: what the services refuse.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::emulators::model::ApiError;

/// What is sent, and the words that are for OpenRouter and Ollama alone.
const FIELDS: [&str; 10] = [
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "model",
    "provider",
    "reasoning_effort",
    "response_format",
    "store",
    "stream",
    "stream_options",
];
const DATA_URL: &str = "data:application/pdf;base64,";

pub(crate) fn check(body: &Value, is_openai: bool) -> Result<(), ApiError> {
    let fields =
        body.as_object().ok_or_else(|| refused("body", "We could not parse the JSON body of your request."))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(refused("body", &format!("Unrecognized request argument supplied: {unknown}")));
    }
    if body["stream"] != true {
        return Err(refused("stream", "The emulator streams only."));
    }
    let (limit, other) =
        if is_openai { ("max_completion_tokens", "max_tokens") } else { ("max_tokens", "max_completion_tokens") };
    if body[limit].as_u64().is_none_or(|tokens| tokens == 0) || !body[other].is_null() {
        return Err(refused(other, &format!("Unsupported parameter: use '{limit}'.")));
    }
    check_messages(&body["messages"])?;
    match &body["response_format"] {
        Value::Null => Ok(()),
        format => check_format(format),
    }
}

fn check_messages(messages: &Value) -> Result<(), ApiError> {
    let messages = messages.as_array().map_or(&[][..], Vec::as_slice);
    let roles: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap_or_default()).collect();
    if roles.iter().any(|role| !["system", "user", "assistant"].contains(role)) {
        return Err(refused("messages", "Invalid value for a role."));
    }
    if roles.last() != Some(&"user") {
        return Err(refused("messages", "The last message has to be the user's."));
    }
    let parts = messages.iter().filter_map(|message| message["content"].as_array()).flatten();
    for file in parts.map(|part| &part["file"]).filter(|file| !file.is_null()) {
        let data = file["file_data"].as_str().and_then(|data| data.strip_prefix(DATA_URL));
        if data.is_none_or(|data| STANDARD.decode(data).is_err()) || !file["filename"].is_string() {
            return Err(refused("", "Invalid file data."));
        }
    }
    Ok(())
}

fn check_format(format: &Value) -> Result<(), ApiError> {
    let schema = &format["json_schema"];
    let is_named = schema["name"].as_str().is_some_and(|name| (1..=64).contains(&name.len()));
    if format["type"] != "json_schema" || !is_named || schema["strict"] != true || !is_strict(&schema["schema"]) {
        return Err(refused("response_format", "Invalid schema for response_format."));
    }
    Ok(())
}

/// The subset that OpenAI and Anthropic take: every property required, no other allowed, and few keywords.
pub(crate) fn is_strict(schema: &Value) -> bool {
    const KEYWORDS: [&str; 9] =
        ["additionalProperties", "anyOf", "const", "description", "enum", "items", "properties", "required", "type"];
    let Some(keywords) = schema.as_object() else { return false };
    let properties = schema["properties"].as_object();
    let closed = properties.is_none_or(|properties| {
        let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        schema["additionalProperties"] == false && properties.keys().all(|name| required.contains(&name.as_str()))
    });
    let alternatives = schema["anyOf"].as_array().into_iter().flatten();
    let inner = properties.into_iter().flat_map(|all| all.values()).chain(keywords.get("items")).chain(alternatives);
    closed && keywords.keys().all(|keyword| KEYWORDS.contains(&keyword.as_str())) && inner.into_iter().all(is_strict)
}

/// A parameter that is wrong; none, where it is what somebody sent.
fn refused(parameter: &str, message: &str) -> ApiError {
    let status = if parameter.is_empty() { "INVALID_ARGUMENT" } else { "FAILED_PRECONDITION" };
    ApiError::new(400, status, message)
}
