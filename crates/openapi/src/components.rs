//! Components of the document: parameters, headers, ways to sign in and replies that operations share.

use std::collections::BTreeMap;

use darasa_core::{
    base::newtype::TextEnum,
    domain::{
        practice::progress::{DAYS, USUAL_DAYS},
        questions::{Difficulty, auto::Reason, due, study_plan},
    },
    http::{KeyScope, problem::ProblemDetails},
};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    operation::Access,
    operations::operations,
    problems::{self, ProblemCode},
    schemas::Schemas,
};

/// Refusals that anybody may meet who calls.
const OF_A_VISIT: [&str; 3] = ["bot", "suspicious", "not-admitted"];

pub fn components(mut schemas: Schemas) -> Value {
    schemas.output::<ProblemDetails<'static>>();
    let codes: Vec<_> = problems::all().iter().map(|row| row.code).collect();
    let about = "What programs compare. More may be added; treat one you do not know by its status.";
    schemas.named("ProblemCode", json!({ "type": "string", "enum": codes, "description": about }));
    let mut schemas = schemas.into_map();
    schemas["Problem"]["properties"]["code"] = json!({ "$ref": "#/components/schemas/ProblemCode" });
    json!({
        "schemas": schemas,
        "parameters": parameters(),
        "headers": headers(),
        "responses": responses(),
        "securitySchemes": security_schemes(),
    })
}

/// Either way of a person to sign in.
pub fn session() -> Value {
    json!([{ "bearer": [] }, { "sessionCookie": [] }])
}

/// What an operation says about it; none where it is the usual.
pub fn security(access: Access, key_scopes: &[KeyScope]) -> Option<Value> {
    match access {
        Access::Session if key_scopes.is_empty() => None,
        Access::Session => {
            let mut ways = session();
            let keys = key_scopes.iter().map(|scope| json!({ "apiKey": [scope] }));
            ways.as_array_mut()?.extend(keys);
            Some(ways)
        }
        Access::Program => Some(
            key_scopes.iter().flat_map(|scope| ["apiKey", "accessToken"].map(|way| json!({ way: [scope] }))).collect(),
        ),
        Access::Public => Some(json!([])),
        Access::Monitor => Some(json!([{}, { "monitorToken": [] }])),
        Access::Scheduler => Some(json!([{ "schedulerSecret": [] }])),
        Access::Webhook => Some(json!([{ "webhookSignature": [] }])),
    }
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "A session token of Clerk's (`await Clerk.session.getToken()`); it lives for a minute, so get one for each request. \
                `cargo dev` prints one that lives longer.",
        },
        "sessionCookie": {
            "type": "apiKey", "in": "cookie", "name": "__session",
            "description": "The same token, as Clerk's script keeps it in the browser. Whatever changes something takes it only from a page of ours \
                (`CLERK_AUTHORIZED_PARTIES`).",
        },
        "apiKey": {
            "type": "http", "scheme": "bearer", "bearerFormat": "darasa_…",
            "description": "An API key of the person's own, for programs: `darasa_` with 49 letters, digits, `-` and `_`. Where an operation names a \
                scope, a key needs it; what names none is closed to keys: 403 `scope`. 60 requests a minute for a key.",
        },
        "accessToken": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An OAuth access token of Clerk's (RFC 9068, `at+jwt`) whose `aud` is the address of `/api/mcp` and whose `scope` has the \
                operation's. `/.well-known/oauth-protected-resource/api/mcp` says where a program gets one.",
        },
        "monitorToken": { "type": "http", "scheme": "bearer", "description": "The deployment's `READY_TOKEN`." },
        "schedulerSecret": { "type": "http", "scheme": "bearer", "description": "The deployment's `CRON_SECRET`." },
        "webhookSignature": {
            "type": "apiKey", "in": "header", "name": "svix-signature",
            "description": "`v1,` and the HMAC-SHA256 of `svix-id`, `svix-timestamp` and the body, by the webhook's secret (Standard Webhooks).",
        },
    })
}

fn parameters() -> Value {
    let path = |about: &str| json!({ "name": "id", "in": "path", "required": true, "description": about, "schema": { "type": "string", "format": "uuid" } });
    let header = |name: &str, about: &str, schema: Value| json!({ "name": name, "in": "header", "description": about, "schema": schema });
    json!({
        "JobInfoId": path("The job."),
        "McpProtocolVersion": header("MCP-Protocol-Version", "The revision; the same as in `_meta`. None: the oldest.",
            json!({ "type": "string", "examples": ["2026-07-28"] })),
        "McpMethod": header("Mcp-Method", "From 2026-07-28 on: the message's method.", json!({ "type": "string" })),
        "McpName": header("Mcp-Name", "From 2026-07-28 on: the tool that is called, as it is or as `=?base64?…?=`.",
            json!({ "type": "string" })),
        "AnalysisId": {
            "name": "analysisId", "in": "path", "required": true, "description": "The analysis.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "QuestionId": path("The question."),
        "AnswerId": {
            "name": "answerId", "in": "path", "required": true, "description": "The answer.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "InterviewId": path("The interview."),
        "KeyId": {
            "name": "keyId", "in": "path", "required": true, "description": "The key's id; not the key.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "ShareId": {
            "name": "shareId", "in": "path", "required": true, "description": "The link.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "ShareToken": {
            "name": "token", "in": "path", "required": true, "description": "What the link's `url` ends in.",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" },
        },
        "ReceiptToken": {
            "name": "token", "in": "path", "required": true, "description": "What `receiptUrl` ends in.",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" },
        },
        "StreamId": path("The stream, as `x-stream-id` names it."),
        "From": {
            "name": "from", "in": "query",
            "description": "How much of the text the caller has already, in UTF-16 units, as JavaScript counts; the stream goes on behind it.",
            "schema": { "type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0 },
        },
        "LastEventId": header("Last-Event-ID", "The same, as `EventSource` sends it. It counts before `from`.",
            json!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 })),
        "StreamKey": header("Idempotency-Key",
            "A text of the caller's own, with or without quotes. The same key with the same fields gets the stream that it got at first, from its beginning, \
             whether that is still being made or not: sent twice, made and paid once. What came to nothing is made anew. It holds as long as the stream's receipt.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^([!#-+\\--:<-\\[\\]-~]+|\"[ !#-\\[\\]-~]+\")$" })),
        "OpinionKey": header("Idempotency-Key",
            "A text of the caller's own, with or without quotes. With the same key the same opinion is told again, made and paid once; 409 while it is \
             being made. What came to nothing is made anew.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^([!#-+\\--:<-\\[\\]-~]+|\"[ !#-\\[\\]-~]+\")$" })),
        "OfJob": {
            "name": "jobInfoId", "in": "query", "required": true, "description": "The job whose things are listed.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "OfOneJob": {
            "name": "jobInfoId", "in": "query", "description": "Only what belongs to this job counts.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "Days": {
            "name": "days", "in": "query",
            "description": "For how many days, today among them, days, interviews and analyses are listed; all else is of all days.",
            "schema": {
                "type": "integer", "minimum": DAYS.start(), "maximum": DAYS.end(), "default": USUAL_DAYS,
            },
        },
        "PlanDays": {
            "name": "days", "in": "query", "description": "How many days the plan has at the most, today among them.",
            "schema": {
                "type": "integer", "minimum": study_plan::DAYS.start(), "maximum": study_plan::DAYS.end(),
                "default": study_plan::USUAL_DAYS,
            },
        },
        "CalendarToken": {
            "name": "token", "in": "path", "required": true, "description": "The last part of the feed's address.",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{43}\\.ics$" },
        },
        "DueLimit": {
            "name": "limit", "in": "query", "description": "How many questions are listed at the most.",
            "schema": { "type": "integer", "minimum": 1, "maximum": due::MOST, "default": due::USUAL },
        },
        "Fields": {
            "name": "fields", "in": "query", "description": "`summary` leaves out what is long: a job's description.",
            "schema": { "type": "string", "enum": ["summary"] },
        },
        "Limit": {
            "name": "limit", "in": "query", "description": "How many items a page has at the most; one of long items ends earlier.",
            "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 },
        },
        "Cursor": {
            "name": "cursor", "in": "query", "description": "The `nextCursor` of the page before.",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{32}$" },
        },
        "Stream": {
            "name": "stream", "in": "query",
            "description": "How the answer is sent: `ui` as server-sent events (AI SDK 5 and later), `v1` as the data stream of AI SDK 4, `text` as bare text. \
                Without it `Accept: text/event-stream` or an AI SDK's own `User-Agent` decides, otherwise it is `v1`.",
            "schema": { "type": "string", "enum": ["v1", "ui", "text"] },
        },
        "Regenerate": {
            "name": "regenerate", "in": "query",
            "description": "Ask the model again, although there is an analysis of the same file for the same job.",
            "schema": { "type": "boolean", "default": false },
        },
        "WebhookId": {
            "name": "svix-id", "in": "header", "required": true, "description": "The same however often an event is delivered.",
            "schema": { "type": "string", "minLength": 1 },
        },
        "WebhookTimestamp": {
            "name": "svix-timestamp", "in": "header", "required": true,
            "description": "When it was sent, in seconds since 1970; within five minutes of now.",
            "schema": { "type": "string", "pattern": "^[0-9]{1,19}$" },
        },
        "IfMatch": header("If-Match",
            "The `ETag` of the version that is to be changed, as a proxy left it (`\"2\"`, `W/\"2\"`, `\"2-gzip\"`): it names a version, not bytes. `*` is any.",
            json!({ "type": "string" })),
        "IfNoneMatch": header("If-None-Match", "An `ETag` that the caller has; 304 if it is still right.", json!({ "type": "string" })),
        "IdempotencyKey": header("Idempotency-Key",
            "A text of the caller's own, with or without quotes. For 24 hours the same key with the same body gets the first reply again, and nothing is done twice.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^([!#-+\\--:<-\\[\\]-~]+|\"[ !#-\\[\\]-~]+\")$" })),
    })
}

fn headers() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    HEADERS
        .iter()
        .map(|(component, _, about)| {
            let schema = match *component {
                "RetryAfter" => json!({ "type": "integer", "minimum": 1 }),
                "QuestionId" | "StreamId" => json!({ "type": "string", "format": "uuid" }),
                "Difficulty" => json!({ "type": "string", "enum": words::<Difficulty>() }),
                "DifficultyReason" => json!({ "type": "string", "enum": words::<Reason>() }),
                "Replayed" | "IdempotencyReplayed" | "ReadOnly" => json!({ "type": "string", "const": "true" }),
                "UiMessageStream" | "DataStream" => json!({ "type": "string", "const": "v1" }),
                "Location" => json!({ "type": "string", "format": "uri-reference" }),
                _ => text(),
            };
            ((*component).to_owned(), json!({ "description": about, "schema": schema }))
        })
        .collect()
}

fn words<T: TextEnum>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}

/// Component, name and meaning of each header of a reply.
const HEADERS: [(&str, &str, &str); 20] = [
    (
        "RequestId",
        "x-request-id",
        "The caller's own `x-request-id`, if it sent one of 8 to 64 letters, digits, `-` and `_`, otherwise a new one.",
    ),
    ("ServerTiming", "server-timing", "How long each part took, in milliseconds."),
    ("RateLimit", "ratelimit", "What is left of each limit (`r`), and in how many seconds there is more (`t`)."),
    ("RateLimitPolicy", "ratelimit-policy", "Each limit (`q`) and its window in seconds (`w`)."),
    ("ReadOnly", "x-darasa-read-only", "Only reading works at the moment; the reply may be some seconds old."),
    ("ETag", "etag", "The version of what was replied."),
    ("CacheControl", "cache-control", "Who may keep the reply."),
    ("ContentDisposition", "content-disposition", "The name under which a browser saves it."),
    ("RobotsTag", "x-robots-tag", "`noindex`: search engines are asked not to list it."),
    ("Location", "location", "Where the new thing is."),
    ("RetryAfter", "retry-after", "In how many seconds to ask again."),
    ("WwwAuthenticate", "www-authenticate", "`Bearer`; with `error=\"invalid_token\"` a new token is needed."),
    ("QuestionId", "x-question-id", "The id under which the question will be stored."),
    (
        "Difficulty",
        "x-difficulty",
        "How difficult the question is. Missing where a stream is sent again that is still written.",
    ),
    (
        "DifficultyReason",
        "x-difficulty-reason",
        "Why it is so difficult; only where `auto` decided it, and only once: what is sent again does not say it.",
    ),
    ("StreamId", "x-stream-id", "By which the stream can be read again: `/api/ai/streams/{id}`."),
    ("Replayed", "x-replayed", "What is replied was made earlier, and costs nothing."),
    ("IdempotencyReplayed", "idempotency-replayed", "The reply to the first request with this key."),
    ("UiMessageStream", "x-vercel-ai-ui-message-stream", "By which AI SDK 5 and later know the stream."),
    ("DataStream", "x-vercel-ai-data-stream", "By which AI SDK 4 knows the stream."),
];

/// Headers of every reply of an operation.
pub fn common_headers(access: Access) -> &'static [&'static str] {
    match access {
        Access::Public | Access::Scheduler | Access::Webhook => &["RequestId", "ServerTiming"],
        Access::Monitor => &["RequestId", "ServerTiming", "ReadOnly"],
        Access::Program | Access::Session => &["RequestId", "ServerTiming", "RateLimit", "RateLimitPolicy", "ReadOnly"],
    }
}

/// References to header components, by the headers' names.
pub fn header_references<'a>(components: impl Iterator<Item = &'a &'static str>) -> Value {
    let reference = |component: &&str| {
        let found = HEADERS.iter().find(|(name, ..)| name == component);
        let (component, header, _) = found.unwrap_or_else(|| panic!("there is no header component {component}"));
        ((*header).to_owned(), json!({ "$ref": format!("#/components/headers/{component}") }))
    };
    Value::Object(components.map(reference).collect())
}

/// A reference to the reply of problems with one status.
pub fn problem_reference(status: u16, codes: &[&str], is_ai: bool) -> Value {
    json!({ "$ref": format!("#/components/responses/{}", problem_name(status, codes, is_ai)) })
}

/// `NotFoundOrStale`; what anybody may meet is one word of its own.
fn problem_name(status: u16, codes: &[&str], is_ai: bool) -> String {
    let of_a_visit = OF_A_VISIT.iter().all(|code| codes.contains(code));
    let others = codes.iter().filter(|code| !(of_a_visit && OF_A_VISIT.contains(code)));
    let words = of_a_visit.then(|| "NotAdmitted".to_owned()).into_iter().chain(others.map(|code| pascal_case(code)));
    let name = words.collect::<Vec<_>>().join("Or");
    let streamed = if is_ai { "OfStream" } else { "" };
    format!("{name}{status}{streamed}")
}

fn pascal_case(code: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    };
    code.split(['-', '_']).map(word).collect()
}

fn responses() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for operation in operations() {
        let headers = common_headers(operation.access);
        for (status, codes) in operation.problems_by_status() {
            let name = problem_name(status, &codes, operation.is_ai);
            all.entry(name).or_insert_with(|| response(status, &codes, operation.is_ai, headers));
        }
    }
    all
}

fn response(status: u16, codes: &[&str], is_ai: bool, headers: &[&'static str]) -> Value {
    let rows: Vec<_> = codes.iter().map(|code| problems::find(code)).collect();
    let lines: Vec<_> = rows.iter().map(|row| format!("`{}`: {}", row.code, row.detail)).collect();
    let more: &[&str] = match StatusCode::from_u16(status) {
        Ok(StatusCode::UNAUTHORIZED) => &["WwwAuthenticate"],
        Ok(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT) => &["RetryAfter"],
        _ => &[],
    };
    let schema = json!({ "allOf": [
        { "$ref": "#/components/schemas/Problem" },
        { "type": "object", "properties": { "code": { "enum": codes } } },
    ] });
    let examples: Map<String, Value> =
        rows.iter().map(|row| (row.code.to_owned(), json!({ "value": example(row) }))).collect();
    let mut content = json!({ "application/problem+json": { "schema": schema, "examples": examples } });
    if is_ai {
        content["text/plain"] = json!({ "schema": { "type": "string", "description": "The bare sentence or code." } });
    }
    json!({
        "description": lines.join("\n\n"),
        "headers": header_references(headers.iter().chain(more)),
        "content": content,
    })
}

fn example(row: &ProblemCode) -> Value {
    let mut example = json!({
        "type": format!("/reference/#problem-{}", row.code),
        "title": row.title,
        "status": row.status.as_u16(),
        "detail": row.detail,
        "code": row.code,
        "requestId": "0b5e8f8e-4a55-4f0c-9d5c-1f6f6c1f2a10",
    });
    match row.code {
        "invalid" => example["errors"] = json!([{ "pointer": "#/name", "detail": "is required" }]),
        "conflicts" => example["conflicts"] = json!([4]),
        "too-many-shares" => {
            let [id, job] = ["3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34", "6a90c2d4-1d53-4a0e-8a5b-7c1f0f5f9e21"];
            example["interviews"] = json!([{ "id": id, "jobInfoId": job, "createdAt": "2026-11-24T09:30:00.000Z" }]);
        }
        "reverification-needed" => {
            let metadata = json!({ "reverification": "strict" });
            example["clerk_error"] =
                json!({ "type": "forbidden", "reason": "reverification-error", "metadata": metadata });
        }
        _ => {}
    }
    example
}
