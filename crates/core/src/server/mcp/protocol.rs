//! JSON-RPC messages of the Model Context Protocol (MCP): what a request asks for, by its headers and its body, and how
//! it is answered.
//!
//! Nothing is remembered between two requests. The revision of 2026-07-28 has no session and no handshake; the older
//! ones have, and are answered without: whoever says hello gets a version, and is not known when they come again.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::{Map, Value, json};

use crate::base::json;

/// The revision without a session.
const STATELESS: &str = "2026-07-28";
/// Those with a handshake, the newest first.
const WITH_HANDSHAKE: [&str; 3] = ["2025-11-25", "2025-06-18", "2025-03-26"];
const SUPPORTED: [&str; 4] = [STATELESS, WITH_HANDSHAKE[0], WITH_HANDSHAKE[1], WITH_HANDSHAKE[2]];

const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// Keys of `_meta`.
const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const META_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const META_SERVER: &str = "io.modelcontextprotocol/serverInfo";

const PARSE_ERROR: i32 = -32_700;
const INVALID_REQUEST: i32 = -32_600;
const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
/// Of a server's own, for what no other code is for.
const NOT_ALLOWED: i32 = -32_000;
const HEADER_MISMATCH: i32 = -32_020;
const UNSUPPORTED_VERSION: i32 = -32_022;

/// How long a client may keep what is public.
const TTL_MS: u32 = 3_600_000;

/// A message of a client.
#[derive(Debug)]
pub enum Message {
    /// Nobody waits for an answer.
    Notification,
    Call(Call, McpMethod),
}

/// Whom an answer is for.
#[derive(Debug)]
pub struct Call {
    id: Value,
    is_stateless: bool,
    /// Whether the answer is the same for everybody.
    is_public: bool,
}

/// What a request asks for, with what it says of it.
#[derive(Debug)]
pub enum McpMethod {
    Discover,
    Initialize { version: &'static str },
    Ping,
    ListTools,
    CallTool { name: String, arguments: Value },
}

/// A message that breaks the protocol, and how it is answered.
#[derive(Debug)]
pub struct Fault {
    pub status: StatusCode,
    id: Value,
    code: i32,
    message: &'static str,
    /// The version that was asked for, where there is no such.
    requested: Option<String>,
}

/// A message, by the rules in their order: each says what is wrong only where those before it are kept.
pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Message, Fault> {
    let Ok(message) = json::from_slice::<Value>(body) else {
        return Err(Fault::new(Value::Null, PARSE_ERROR, "The body is not JSON"));
    };
    let envelope = Envelope::parse(message)?;
    let is_stateless = envelope.version(headers)? == Some(STATELESS);
    let Some(id) = envelope.id.clone() else { return Ok(Message::Notification) };
    if is_stateless {
        envelope.says_all_by_itself(headers)?;
    }
    let asked = envelope.asked(is_stateless)?;
    let is_public = matches!(asked, McpMethod::Discover | McpMethod::ListTools);
    Ok(Message::Call(Call { id, is_stateless, is_public }, asked))
}

/// What every message has.
struct Envelope {
    /// None: a notification.
    id: Option<Value>,
    method: String,
    params: Map<String, Value>,
}

impl Envelope {
    fn parse(message: Value) -> Result<Self, Fault> {
        let invalid = |id, message| Err(Fault::new(id, INVALID_REQUEST, message));
        // Batches are of one old revision, and no client sends them.
        let Value::Object(mut message) = message else {
            return invalid(Value::Null, "A message is one JSON object");
        };
        let id = message.remove("id");
        let told = id.clone().filter(is_id).unwrap_or_default();
        let method = match (message.remove("jsonrpc"), message.remove("method")) {
            (Some(Value::String(jsonrpc)), Some(Value::String(method))) if jsonrpc == "2.0" => method,
            _ => return invalid(told, "A message has jsonrpc \"2.0\" and a method"),
        };
        if id.as_ref().is_some_and(|id| !is_id(id)) {
            return invalid(Value::Null, "An id is a text or a number of 64 bits");
        }
        match message.remove("params") {
            None => Ok(Self { id, method, params: Map::new() }),
            Some(Value::Object(params)) => Ok(Self { id, method, params }),
            Some(_) => Err(Fault::new(told, INVALID_PARAMS, "params is an object")),
        }
    }

    fn meta(&self, key: &str) -> Option<&Value> {
        self.params.get("_meta")?.as_object()?.get(key)
    }

    /// The version in the header, which is that of `_meta` where one is there too.
    fn version<'h>(&self, headers: &'h HeaderMap) -> Result<Option<&'h str>, Fault> {
        let Some(version) = one(headers, PROTOCOL_VERSION) else {
            return Err(self.fault(HEADER_MISMATCH, "MCP-Protocol-Version is sent twice, or is no text"));
        };
        if self.meta(META_VERSION).is_some_and(|said| version.is_none() || said.as_str() != version) {
            return Err(self.fault(HEADER_MISMATCH, "MCP-Protocol-Version is not the protocolVersion of _meta"));
        }
        match version.filter(|version| !SUPPORTED.contains(version)) {
            None => Ok(version),
            Some(requested) => {
                let requested = Some(requested.to_owned());
                Err(Fault { requested, ..self.fault(UNSUPPORTED_VERSION, "Unsupported protocol version") })
            }
        }
    }

    /// Whether it has what a request needs that stands alone, in `_meta` and once more in its headers.
    fn says_all_by_itself(&self, headers: &HeaderMap) -> Result<(), Fault> {
        if self.meta(META_VERSION).is_none() || !self.meta(META_CAPABILITIES).is_some_and(Value::is_object) {
            Err(self.fault(INVALID_PARAMS, "_meta needs protocolVersion and clientCapabilities"))
        } else if one(headers, METHOD) != Some(Some(&self.method)) {
            Err(self.fault(HEADER_MISMATCH, "Mcp-Method is not the method"))
        } else if !self.named().is_none_or(|named| is_named(headers, named)) {
            Err(self.fault(HEADER_MISMATCH, "Mcp-Name is not what the request names"))
        } else {
            Ok(())
        }
    }

    /// What a request names besides its method.
    fn named(&self) -> Option<&str> {
        let key = match self.method.as_str() {
            "tools/call" | "prompts/get" => "name",
            "resources/read" => "uri",
            _ => return None,
        };
        self.params.get(key)?.as_str()
    }

    fn asked(mut self, is_stateless: bool) -> Result<McpMethod, Fault> {
        match (self.method.as_str(), is_stateless) {
            ("server/discover", true) => Ok(McpMethod::Discover),
            ("initialize", false) => Ok(McpMethod::Initialize { version: agreed(self.params.get("protocolVersion")) }),
            ("ping", false) => Ok(McpMethod::Ping),
            ("tools/list", _) => Ok(McpMethod::ListTools),
            ("tools/call", _) => match self.params.remove("name") {
                Some(Value::String(name)) => {
                    let arguments = self.params.remove("arguments").unwrap_or_else(|| json!({}));
                    Ok(McpMethod::CallTool { name, arguments })
                }
                _ => Err(self.fault(INVALID_PARAMS, "params needs the name of a tool").under(is_stateless)),
            },
            (_, true) => Err(Fault { status: StatusCode::NOT_FOUND, ..self.unknown() }),
            (_, false) => Err(self.unknown().under(false)),
        }
    }

    fn unknown(&self) -> Fault {
        self.fault(METHOD_NOT_FOUND, "Method not found")
    }

    fn fault(&self, code: i32, message: &'static str) -> Fault {
        Fault::new(self.id.clone().unwrap_or_default(), code, message)
    }
}

/// Not a whole number that is read as another one, for it would come back changed.
fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_i64() || id.is_u64() || id.as_f64().is_some_and(|number| number.fract() != 0.0)
}

/// The one line of a header, or none. None at all: there are two, or it is no text.
fn one(headers: &HeaderMap, name: HeaderName) -> Option<Option<&str>> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Some(None),
        (Some(line), None) => line.to_str().ok().map(Some),
        (Some(_), Some(_)) => None,
    }
}

/// Whether `Mcp-Name` says the same, as it is or in base64.
fn is_named(headers: &HeaderMap, named: &str) -> bool {
    let Some(Some(header)) = one(headers, NAME) else { return false };
    match header.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) {
        Some(encoded) => STANDARD.decode(encoded).is_ok_and(|name| name == named.as_bytes()),
        None => header == named,
    }
}

/// The version that was asked for in a handshake, or the newest that has one.
fn agreed(asked: Option<&Value>) -> &'static str {
    let asked = asked.and_then(Value::as_str);
    WITH_HANDSHAKE.into_iter().find(|version| asked == Some(version)).unwrap_or(WITH_HANDSHAKE[0])
}

impl Call {
    /// The answer. What is public may be kept for a while.
    pub fn result(self, mut result: Map<String, Value>) -> Value {
        if self.is_stateless {
            result.insert("resultType".to_owned(), json!("complete"));
            if self.is_public {
                result.insert("ttlMs".to_owned(), json!(TTL_MS));
                result.insert("cacheScope".to_owned(), json!("public"));
            }
            result.insert("_meta".to_owned(), json!({ META_SERVER: server() }));
        }
        json!({ "jsonrpc": "2.0", "id": self.id, "result": result })
    }

    pub fn unknown_tool(self) -> Fault {
        Fault::new(self.id, INVALID_PARAMS, "Unknown tool; tools/list has those that there are")
            .under(self.is_stateless)
    }
}

/// What `server/discover` and `initialize` say besides the version.
fn introduction(instructions: &str) -> Map<String, Value> {
    let pairs = [("capabilities", json!({ "tools": {} })), ("instructions", json!(instructions))];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `server/discover`.
pub fn discovered(instructions: &str) -> Map<String, Value> {
    let mut result = introduction(instructions);
    result.insert("supportedVersions".to_owned(), json!(SUPPORTED));
    result
}

/// `initialize`.
pub fn initialized(instructions: &str, version: &str) -> Map<String, Value> {
    let mut result = introduction(instructions);
    result.insert("protocolVersion".to_owned(), json!(version));
    result.insert("serverInfo".to_owned(), server());
    result
}

fn server() -> Value {
    json!({ "name": "darasa", "version": env!("CARGO_PKG_VERSION") })
}

impl Fault {
    /// A page of another site, or by a name that is not ours.
    pub const FOREIGN: Self = Self {
        status: StatusCode::FORBIDDEN,
        id: Value::Null,
        code: NOT_ALLOWED,
        message: "This origin or host is not allowed",
        requested: None,
    };

    fn new(id: Value, code: i32, message: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, id, code, message, requested: None }
    }

    /// The older revisions answer with 200 what JSON-RPC can say by itself.
    fn under(self, is_stateless: bool) -> Self {
        if is_stateless { self } else { Self { status: StatusCode::OK, ..self } }
    }

    /// What the log of the request calls it.
    pub fn kind(&self) -> &'static str {
        match self.code {
            PARSE_ERROR => "mcp-parse-error",
            METHOD_NOT_FOUND => "mcp-method-not-found",
            INVALID_PARAMS => "mcp-invalid-params",
            HEADER_MISMATCH => "mcp-header-mismatch",
            UNSUPPORTED_VERSION => "mcp-unsupported-version",
            NOT_ALLOWED => "foreign-origin",
            _ => "mcp-invalid-request",
        }
    }

    pub fn body(self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(requested) = self.requested {
            error["data"] = json!({ "supported": SUPPORTED, "requested": requested });
        }
        json!({ "jsonrpc": "2.0", "id": self.id, "error": error })
    }
}

#[cfg(test)]
mod tests;
