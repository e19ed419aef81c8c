//! Stream client: where the pieces of a stream go, with heartbeats in silence, and an end or a break.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    Deadlines,
    ai_sdk_stream::{FinishReason, Protocol},
    no_time_left,
};
use crate::{
    base::{error::Result, idle_timer::IdleTimer},
    http::reply::Broken,
};

/// Where the pieces go. Unbounded, because a slow reader must not stop the model; the text itself has a limit.
pub(super) struct StreamClient {
    pieces: mpsc::UnboundedSender<Result<Bytes, Broken>>,
    pub(super) protocol: Protocol,
    heartbeat: IdleTimer,
    /// A good end, or a failure that the client was sent. Without one the stream breaks: nobody may take the part for
    /// the whole.
    ended: bool,
}

impl StreamClient {
    pub(super) fn new(pieces: mpsc::UnboundedSender<Result<Bytes, Broken>>, protocol: Protocol) -> Self {
        Self { pieces, protocol, heartbeat: IdleTimer::default(), ended: false }
    }

    /// A client that has left misses nothing it could still see.
    pub(super) fn send(&self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.pieces.send(Ok(bytes)).ok();
        }
    }

    pub(super) fn finish(mut self, data: Option<(&str, Value)>, reason: FinishReason) {
        self.ended = true;
        self.send(self.protocol.finish(data, reason));
    }

    pub(super) fn fail(mut self, sentence: &str) {
        self.ended = true;
        self.pieces.send(self.protocol.error(sentence).ok_or(Broken)).ok();
    }

    /// Waits for something, with a heartbeat whenever that takes long.
    pub(super) async fn alive_until<T>(&mut self, waited_for: impl Future<Output = T>, heartbeat: Duration) -> T {
        let mut waited_for = std::pin::pin!(waited_for);
        loop {
            match self.heartbeat.until(Instant::now() + heartbeat, waited_for.as_mut()).await {
                Some(done) => return done,
                None => self.send(self.protocol.heartbeat().unwrap_or_default()),
            }
        }
    }

    pub(super) fn has_left(&self) -> bool {
        self.pieces.is_closed()
    }

    /// The end of a generation has its own time, with heartbeats like the rest.
    pub(super) async fn in_time<T>(
        &mut self,
        deadlines: Deadlines,
        storing: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let Deadlines { heartbeat, stored_by, .. } = deadlines;
        let stored = self.alive_until(timeout_at(stored_by, storing), heartbeat).await;
        stored.unwrap_or_else(|_| Err(no_time_left()))
    }
}

impl Drop for StreamClient {
    fn drop(&mut self) {
        if !self.ended {
            self.pieces.send(Err(Broken)).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_piece(end: impl FnOnce(StreamClient)) -> Option<Result<Bytes, Broken>> {
        let (pieces, mut body) = mpsc::unbounded_channel();
        let client = StreamClient::new(pieces, Protocol::Text);
        client.send(Bytes::from_static(b"half a sentence"));
        end(client);
        body.blocking_recv();
        body.blocking_recv()
    }

    #[test]
    fn a_stream_that_nobody_ended_breaks() {
        assert!(matches!(last_piece(drop), Some(Err(Broken))), "as after a panic");
        assert!(matches!(last_piece(|client| client.fail("no")), Some(Err(Broken))), "plain text has no word for it");
        assert!(last_piece(|client| client.finish(None, FinishReason::Stop)).is_none());
    }
}
