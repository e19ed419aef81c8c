//! JSON frames over a WebSocket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

use crate::emulators::server::Socket;

/// How long a client may take to agree that it is over.
const FAREWELL: Duration = Duration::from_secs(1);
/// As much as fits into a frame of control.
const LONGEST_REASON: usize = 123;

/// How a session ends.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// The client went away.
    Gone,
    /// We close it, with this code and reason.
    Refused(u16, String),
}

impl End {
    pub(crate) fn refused(code: u16, reason: impl Into<String>) -> Self {
        Self::Refused(code, reason.into())
    }
}

pub(crate) struct Wire(WebSocketStream<Socket>);

impl Wire {
    pub(crate) async fn new(socket: Socket) -> Self {
        Self(WebSocketStream::from_raw_socket(socket, Role::Server, None).await)
    }

    /// The next frame; it may come as text or as bytes. May be given up while it waits.
    pub(crate) async fn read(&mut self) -> Result<Value, End> {
        loop {
            let bytes = match self.0.next().await {
                Some(Ok(Message::Text(text))) => text.into(),
                Some(Ok(Message::Binary(bytes))) => bytes,
                // Pings are answered, and a farewell is returned, while we go on to read.
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return Err(End::Gone),
            };
            let frame = serde_json::from_slice(&bytes).ok().filter(Value::is_object);
            return frame.ok_or_else(|| End::refused(1007, "Invalid JSON payload received."));
        }
    }

    pub(crate) async fn send(&mut self, frame: &Value) -> Result<(), End> {
        self.0.send(Message::text(frame.to_string())).await.map_err(|_| End::Gone)
    }

    /// The same as bytes: a browser gets a Blob.
    pub(crate) async fn send_bytes(&mut self, frame: &Value) -> Result<(), End> {
        self.0.send(Message::binary(frame.to_string())).await.map_err(|_| End::Gone)
    }

    pub(crate) async fn close(mut self, code: u16, reason: &str) {
        let reason = reason[..reason.floor_char_boundary(LONGEST_REASON)].into();
        let farewell = async {
            // Whoever is gone already needs no farewell.
            let _ = self.0.close(Some(CloseFrame { code: code.into(), reason })).await;
            while let Some(Ok(_)) = self.0.next().await {}
        };
        let _ = timeout(FAREWELL, farewell).await;
    }
}
