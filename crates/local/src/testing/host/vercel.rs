//! Vercel's host, what it hears: messages of a function on a Unix socket.

use std::{
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, BufReader},
    net::UnixListener,
    sync::watch,
};

use super::{Heard, Message};
use crate::services::temporary;

/// Where the function calls its host; the file goes with the value.
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    pub fn new() -> io::Result<Self> {
        let path = temporary::path("host");
        Ok(Self { listener: UnixListener::bind(&path)?, path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that is gone already is as good.
        std::fs::remove_file(&self.path).ok();
    }
}

pub(super) async fn listen(socket: Socket, heard: watch::Sender<Heard>) {
    let Ok((stream, _)) = socket.listener.accept().await else { return };
    let mut messages = BufReader::new(stream);
    while let Some(message) = next_message(&mut messages).await {
        heard.send_modify(|heard| heard.messages.push(message));
    }
    heard.send_modify(|heard| heard.hung_up = true);
}

/// Messages are JSON, each with a NUL after it.
async fn next_message(messages: &mut (impl AsyncBufRead + Unpin)) -> Option<Message> {
    let mut bytes = Vec::new();
    messages.read_until(0, &mut bytes).await.ok().filter(|length| *length > 0)?;
    let mut message: Value = serde_json::from_slice(bytes.strip_suffix(&[0])?).expect("a message is JSON");
    let kind = message["type"].as_str().expect("a message has a type").to_owned();
    Some(Message { at: Instant::now(), kind, payload: message["payload"].take() })
}
