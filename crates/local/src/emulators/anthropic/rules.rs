//! Request validation of the emulated Anthropic: what version 2026-10-21 refuses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::emulators::chat_completions::rules::is_strict;
use crate::emulators::model::ApiError;

const FIELDS: [&str; 6] = ["max_tokens", "messages", "model", "output_config", "stream", "system"];

pub(crate) fn check(body: &Value) -> Result<(), ApiError> {
    let fields = body.as_object().ok_or_else(|| ApiError::invalid("The body is no JSON object."))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(ApiError::invalid(format!("{unknown}: Extra inputs are not permitted")));
    }
    if body["stream"] != true {
        return Err(ApiError::invalid("The emulator streams only."));
    }
    if body["max_tokens"].as_u64().is_none_or(|tokens| tokens == 0) {
        return Err(ApiError::invalid("max_tokens: Field required"));
    }
    check_messages(&body["messages"])?;
    let format = &body["output_config"]["format"];
    let is_good = format["type"] == "json_schema" && is_strict(&format["schema"]);
    match body.get("output_config") {
        Some(_) if !is_good => Err(ApiError::invalid("output_config.format.schema: unsupported keywords")),
        _ => Ok(()),
    }
}

/// A turn of the model's at the end would be a beginning of its answer, which newer models refuse.
fn check_messages(messages: &Value) -> Result<(), ApiError> {
    let messages = messages.as_array().map_or(&[][..], Vec::as_slice);
    if messages.iter().any(|message| message["role"] != "user" && message["role"] != "assistant") {
        return Err(ApiError::invalid("messages.0.role: Input should be 'user' or 'assistant'"));
    }
    if messages.last().is_none_or(|last| last["role"] != "user") {
        return Err(ApiError::invalid("This model does not support assistant message prefill."));
    }
    let blocks = messages.iter().filter_map(|message| message["content"].as_array()).flatten();
    for source in blocks.filter(|block| block["type"] == "document").map(|block| &block["source"]) {
        let is_data = source["data"].as_str().is_some_and(|data| STANDARD.decode(data).is_ok());
        if source["type"] != "base64" || source["media_type"] != "application/pdf" || !is_data {
            return Err(ApiError::invalid("messages.0.content.0.document.source: Invalid data"));
        }
    }
    Ok(())
}
