//! Captures: the request an official client sent, and the reply it took.

use std::path::Path;

use darasa_local::emulators::GeminiEmulator;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

pub struct Capture {
    pub path: String,
    pub request: Value,
    pub status: u16,
    pub content_type: String,
    pub body: String,
}

/// Everything that was captured under this name.
pub fn captured(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/captures/{name}.json"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

pub fn capture(name: &str) -> Capture {
    let capture = captured(name);
    let (request, response) = (&capture["exchanges"][0]["request"], &capture["exchanges"][0]["response"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    Capture {
        path: text(&request["path"]),
        request: request["body"].clone(),
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        content_type: text(&response["contentType"]),
        body: text(&response["body"]),
    }
}

pub fn client() -> Client {
    // Every test may be the first to install it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

/// The JSON of each frame, after making sure that the body is made of frames and of nothing else.
pub fn frames(body: &str) -> Vec<Value> {
    let body = body.strip_suffix("\r\n\r\n").expect("the last frame ends as the others do");
    let frame = |frame: &str| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap();
    body.split("\r\n\r\n").map(frame).collect()
}

pub fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

pub const STREAM: &str = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse";
pub const WHOLE: &str = "/v1beta/models/gemini-3.8-flash:generateContent";

pub fn post(gemini: &GeminiEmulator, path: &str, body: &Value) -> RequestBuilder {
    client().post(format!("{}{path}", gemini.url())).header("x-goog-api-key", "gemini-key").json(body)
}

/// Asks for a stream with the simplest prompt.
pub async fn ask(gemini: &GeminiEmulator) -> Response {
    let body = json!({"contents": [{"role": "user", "parts": [{"text": "x"}]}]});
    post(gemini, STREAM, &body).send().await.unwrap()
}
