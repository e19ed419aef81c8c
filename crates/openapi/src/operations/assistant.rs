//! Assistants: the tools of the Model Context Protocol (MCP), and where a program gets a token for them.

use darasa_core::{
    http::{KeyScope, StatusCode},
    server::mcp::metadata::ProtectedResource,
};
use serde_json::{Value, json};

use crate::{
    operation::{Access, Operation, OperationReply},
    schemas::Schemas,
};

pub fn operations() -> Vec<Operation> {
    let at_root = metadata("/.well-known/oauth-protected-resource", "getProtectedResourceOfOrigin");
    vec![message(), metadata("/.well-known/oauth-protected-resource/api/mcp", "getProtectedResource"), at_root]
}

fn message() -> Operation {
    let failed = |status, description| {
        OperationReply::empty(status, description).content("application/json", answer).headers(&["CacheControl"])
    };
    Operation::post("/api/mcp", "sendMcpMessage", "Send a message of the Model Context Protocol")
        .about(
            "An assistant runs a practice session by tools: `list_jobs`, `next_question`, `new_question`, \
             `submit_answer`, `get_feedback`, `review`, `progress`, `plan`; `tools/list` says what each takes and \
             gives. Revisions 2026-07-28, 2025-11-25, 2025-06-18 and 2025-03-26, without a session: one message, \
             one answer. A refusal of a tool is a result with `isError` and the problem's code. Session tokens are \
             not taken.",
        )
        .access(Access::Program)
        .for_keys(&[KeyScope::Read, KeyScope::Practice])
        .parameters(&["McpProtocolVersion", "McpMethod", "McpName"])
        .body_of("application/json", true, message_schema)
        .reply(
            OperationReply::empty(StatusCode::OK, "The answer.")
                .content("application/json", answer)
                .headers(&["CacheControl"]),
        )
        .reply(OperationReply::empty(StatusCode::ACCEPTED, "A notification, which has no answer."))
        .reply(failed(StatusCode::BAD_REQUEST, "The message breaks the protocol.").content(PROBLEM, problem))
        .reply(failed(StatusCode::NOT_FOUND, "The stateless revision has no such method.").content(PROBLEM, problem))
        .reply(
            failed(StatusCode::FORBIDDEN, "A page of another site, another name, or a program that is not let in.")
                .content(PROBLEM, problem),
        )
}

const PROBLEM: &str = "application/problem+json";

fn problem(_: &mut Schemas) -> Value {
    json!({ "$ref": "#/components/schemas/Problem" })
}

fn message_schema(schemas: &mut Schemas) -> Value {
    schemas.named(
        "McpMessage",
        json!({
            "type": "object",
            "description": "A request of JSON-RPC 2.0; without an id it is a notification.",
            "properties": {
                "jsonrpc": { "const": "2.0" },
                "id": { "type": ["string", "number"] },
                "method": { "type": "string", "examples": ["tools/list", "tools/call"] },
                "params": { "type": "object" },
            },
            "required": ["jsonrpc", "method"],
        }),
    )
}

fn answer(schemas: &mut Schemas) -> Value {
    schemas.named(
        "McpAnswer",
        json!({
            "type": "object",
            "description": "An answer of JSON-RPC 2.0: `result` or `error`.",
            "properties": {
                "jsonrpc": { "const": "2.0" },
                "id": { "type": ["string", "number", "null"] },
                "result": { "type": "object" },
                "error": {
                    "type": "object",
                    "properties": {
                        "code": { "type": "integer" }, "message": { "type": "string" }, "data": { "type": "object" },
                    },
                    "required": ["code", "message"],
                },
            },
            "required": ["jsonrpc", "id"],
        }),
    )
}

fn metadata(path: &'static str, id: &'static str) -> Operation {
    Operation::get(path, id, "Where a program gets a token for /api/mcp")
        .about("OAuth protected resource metadata (RFC 9728), which any page may read.")
        .access(Access::Public)
        .reply(
            OperationReply::json::<ProtectedResource<'static>>(StatusCode::OK, "The metadata.")
                .headers(&["CacheControl"]),
        )
}
