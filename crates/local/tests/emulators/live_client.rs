//! Live API client: a browser, as far as it talks to the Live API.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use darasa_local::emulators::GeminiEmulator;
use darasa_local::testing::time_limits::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::captures::{client, post};

pub const MODEL: &str = "models/gemini-3.8-live";
pub const SOCKET: &str = "//ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained";

/// The setup that the backend locks, in short.
pub fn setup() -> Value {
    json!({
        "model": MODEL,
        "systemInstruction": {"parts": [{"text": "You are Maya."}]},
        "inputAudioTranscription": {},
        "outputAudioTranscription": {},
        "sessionResumption": {},
    })
}

pub async fn mint(gemini: &GeminiEmulator, body: &Value) -> Response {
    post(gemini, "/v1alpha/auth_tokens", body).send().await.unwrap()
}

/// A token that locks this setup.
pub async fn token(gemini: &GeminiEmulator, setup: &Value) -> String {
    let reply = mint(gemini, &json!({"bidiGenerateContentSetup": setup})).await;
    assert_eq!(reply.status(), 200);
    reply.json::<Value>().await.unwrap()["name"].as_str().unwrap().to_owned()
}

pub struct Browser(WebSocketStream<TcpStream>);

/// How a session ended: code and reason.
pub type Closed = (u16, String);

impl Browser {
    /// Connects without a word.
    pub async fn connect(gemini: &GeminiEmulator, path: &str) -> Result<Self, tungstenite::Error> {
        Self::connect_with(gemini, path, None).await
    }

    /// The same with a header `Authorization`, which a real browser cannot send.
    pub async fn connect_with(
        gemini: &GeminiEmulator,
        path: &str,
        authorization: Option<&str>,
    ) -> Result<Self, tungstenite::Error> {
        let address = gemini.url().strip_prefix("http://").unwrap().to_owned();
        let stream = TcpStream::connect(&address).await.unwrap();
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", authorization.parse().unwrap());
        }
        client_async(request, stream).await.map(|(socket, _)| Self(socket))
    }

    /// Connects with a token and sends a setup.
    pub async fn open(gemini: &GeminiEmulator, token: &str, setup: Value) -> Self {
        let mut browser = Self::connect(gemini, &format!("{SOCKET}?access_token={token}")).await.unwrap();
        browser.send(json!({"setup": setup})).await;
        browser
    }

    /// The same, up to the moment when somebody may speak; with the first handle.
    pub async fn ready(gemini: &GeminiEmulator, token: &str) -> (Self, String) {
        let mut browser = Self::open(gemini, token, json!({"model": MODEL})).await;
        assert_eq!(browser.next().await.unwrap(), json!({"setupComplete": {}}));
        let handle = browser.next().await.unwrap()["sessionResumptionUpdate"]["newHandle"].take();
        (browser, handle.as_str().unwrap().to_owned())
    }

    pub async fn send(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub async fn types(&mut self, text: &str) {
        self.send(json!({"realtimeInput": {"text": text}})).await;
    }

    /// Speaks, or keeps silent.
    pub async fn sounds(&mut self, millis: usize, sample: i16) {
        let data = STANDARD.encode(sample.to_le_bytes().repeat(16 * millis));
        self.send(json!({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": data}}})).await;
    }

    /// The next message as it is.
    pub async fn message(&mut self) -> Message {
        timeout(PATIENCE, self.0.next()).await.expect("nothing came").unwrap().unwrap()
    }

    pub async fn next(&mut self) -> Result<Value, Closed> {
        match self.message().await {
            Message::Close(frame) => {
                let frame = frame.unwrap();
                Err((frame.code.into(), frame.reason.to_string()))
            }
            message => Ok(serde_json::from_slice(&message.into_data()).unwrap()),
        }
    }

    pub async fn closed(&mut self) -> Closed {
        loop {
            if let Err(closed) = self.next().await {
                return closed;
            }
        }
    }

    /// Whether the connection breaks without a farewell.
    pub async fn hung_up(&mut self) -> bool {
        matches!(timeout(PATIENCE, self.0.next()).await, Ok(None | Some(Err(_))))
    }

    /// What was heard and what was said until a turn is complete, and whether it was broken off.
    pub async fn turn(&mut self) -> Result<Turn, Closed> {
        let mut turn = Turn::default();
        loop {
            let content = self.next().await?["serverContent"].take();
            let text = |name: &str| content[name]["text"].as_str().unwrap_or_default().to_owned();
            turn.heard += &text("inputTranscription");
            turn.said += &text("outputTranscription");
            turn.interrupted |= content["interrupted"] == true;
            if content["turnComplete"] == true {
                return Ok(turn);
            }
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Turn {
    pub heard: String,
    pub said: String,
    pub interrupted: bool,
}

/// The status of a plain GET, for a path that opens no socket.
pub async fn status(gemini: &GeminiEmulator, path: &str) -> u16 {
    client().get(format!("{}{path}", gemini.url())).send().await.unwrap().status().as_u16()
}
