//! Request validation: what the real service refuses, in its words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::emulators::model::ApiError;

/// Top-level fields, as the official clients spell them; proto JSON takes their snake_case too.
const FIELDS: [&str; 10] = [
    "cachedContent",
    "contents",
    "generationConfig",
    "labels",
    "model",
    "safetySettings",
    "store",
    "systemInstruction",
    "toolConfig",
    "tools",
];

/// What may stand inline: whole families, and a few of the documents whose names say nothing of text.
const FAMILIES: [&str; 4] = ["audio/", "image/", "text/", "video/"];
const DOCUMENTS: [&str; 4] = ["application/pdf", "application/rtf", "application/x-javascript", "application/x-python"];

const LEVELS: [&str; 4] = ["MINIMAL", "LOW", "MEDIUM", "HIGH"];

pub(crate) fn check(body: &Value) -> Result<(), ApiError> {
    check_fields(body)?;
    check_contents(field(body, "contents"))?;
    check_config(field(body, "generationConfig"))
}

fn check_fields(body: &Value) -> Result<(), ApiError> {
    let fields = body.as_object().ok_or_else(|| {
        ApiError::invalid("Invalid JSON payload received. Unknown name \"\": Root element must be a message.")
    })?;
    let known = |name: &str| FIELDS.iter().any(|field| name == *field || name == snake_case(field));

    match fields.keys().find(|name| !known(name)) {
        Some(name) => Err(ApiError::unknown_field(name)),
        None => Ok(()),
    }
}

fn check_contents(contents: &Value) -> Result<(), ApiError> {
    let turns = contents.as_array().map_or(&[][..], Vec::as_slice);
    let Some(last) = turns.last() else {
        return Err(ApiError::invalid("* GenerateContentRequest.contents: contents is not specified\n"));
    };
    for turn in turns {
        check_turn(turn)?;
    }
    if last["role"] == "model" {
        return Err(ApiError::invalid("Requests ending with a model turn are not supported."));
    }
    Ok(())
}

fn check_turn(turn: &Value) -> Result<(), ApiError> {
    // A turn without a role is the user's.
    if !matches!(turn["role"].as_str().unwrap_or("user"), "user" | "model") {
        return Err(ApiError::invalid("Please use a valid role: user, model."));
    }
    let parts = turn["parts"].as_array().map_or(&[][..], Vec::as_slice);
    if parts.is_empty() {
        let message = "* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n";
        return Err(ApiError::invalid(message));
    }
    parts.iter().map(|part| field(part, "inlineData")).try_for_each(check_inline)
}

fn check_inline(inline: &Value) -> Result<(), ApiError> {
    if inline.is_null() {
        return Ok(());
    }
    let mime_type = field(inline, "mimeType").as_str().unwrap_or_default();
    if !FAMILIES.iter().any(|family| mime_type.starts_with(family)) && !DOCUMENTS.contains(&mime_type) {
        return Err(ApiError::invalid(format!("Unsupported MIME type: {mime_type}")));
    }
    match inline["data"].as_str().map(|data| STANDARD.decode(data)) {
        Some(Ok(_)) => Ok(()),
        _ => Err(ApiError::invalid("Invalid value (TYPE_BYTES), Base64 decoding failed.")),
    }
}

fn check_config(config: &Value) -> Result<(), ApiError> {
    let has = |name| !field(config, name).is_null();
    if has("responseSchema") && has("responseJsonSchema") {
        return Err(ApiError::invalid("Only one of response_schema and response_json_schema may be set."));
    }
    let schema = has("responseSchema") || has("responseJsonSchema");
    if schema && field(config, "responseMimeType") != "application/json" {
        return Err(ApiError::invalid("A response schema needs response_mime_type application/json."));
    }
    let level = field(field(config, "thinkingConfig"), "thinkingLevel").as_str().unwrap_or("LOW");
    if !LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
        return Err(ApiError::invalid(format!("Invalid value at 'thinking_level', \"{level}\"")));
    }
    Ok(())
}

/// A field under its camelCase or its snake_case name; null when it is not there.
pub(crate) fn field<'a>(object: &'a Value, name: &str) -> &'a Value {
    match &object[name] {
        Value::Null => &object[snake_case(name).as_str()],
        found => found,
    }
}

pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
