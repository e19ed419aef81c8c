//! Streams in the document: the two protocols of the AI SDK, and bare text.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{operation::OperationReply, schemas::Schemas};

/// The name and the schema of a data part.
pub type DataPart = fn() -> (&'static str, Value);

/// Prose that is sent while it is written, with the data parts that it may have.
pub fn prose(description: &'static str, data: &'static [DataPart]) -> OperationReply {
    OperationReply::empty(StatusCode::OK, description)
        .content("text/event-stream", move |schemas| event(schemas, data))
        .content("text/plain", |_| {
            let about =
                "`v1`: lines of a code, a colon and JSON (`0:\"text\"\\n`); `text`: the answer and nothing else.";
            json!({ "type": "string", "description": about })
        })
        .headers(&["CacheControl", "UiMessageStream", "DataStream", "StreamId", "IdempotencyReplayed"])
}

/// One server-sent event; the last is `[DONE]`. The whole stream is such events, and comments that keep it alive.
fn event(schemas: &mut Schemas, data: &[DataPart]) -> Value {
    let mut chunks = vec![schemas.named("UiChunk", chunk())];
    chunks.extend(data.iter().map(|data| {
        let (name, schema) = data();
        object(json!({ "type": { "const": format!("data-{name}") }, "data": schema }), &["type", "data"])
    }));
    let chunk = if let [chunk] = chunks.as_slice() { chunk.clone() } else { json!({ "anyOf": chunks }) };
    json!({
        "type": "object",
        "description": "One event. Its data is JSON, but for the last, which is `[DONE]`; without that the stream was cut.",
        "properties": { "data": { "type": "string", "contentMediaType": "application/json", "contentSchema": chunk } },
        "required": ["data"],
    })
}

/// What an event's data is, but for the part with the ids of what was stored.
fn chunk() -> Value {
    let id = json!({ "const": "0" });
    let of_type = |name: &str| json!({ "const": name });
    json!({
        "description": "A part of the AI SDK's UI message stream.",
        "anyOf": [
            object(json!({ "type": of_type("start"), "messageId": { "type": "string" } }), &["type"]),
            object(json!({ "type": of_type("text-start"), "id": id }), &["type", "id"]),
            object(json!({ "type": of_type("text-delta"), "id": id, "delta": { "type": "string" } }), &["type", "id", "delta"]),
            object(json!({ "type": of_type("text-end"), "id": id }), &["type", "id"]),
            object(json!({ "type": of_type("data-stopped"), "data": all_of(json!({ "stopped": { "const": true } })) }), &["type", "data"]),
            object(json!({ "type": of_type("finish"), "finishReason": { "const": "length" } }), &["type"]),
            object(json!({ "type": of_type("error"), "errorText": { "type": "string" } }), &["type", "errorText"]),
        ],
    })
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

pub fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

/// An object of these fields, all of which it has.
pub fn all_of(properties: Value) -> Value {
    let required: Vec<_> = properties.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
