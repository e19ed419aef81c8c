//! Live writer: hands the text of a generation to those who read along, in a task of its own, and hears there whether
//! it is to stop. The generation never waits for it.

use std::{future::pending, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout_at},
};

use super::live_text::{LiveEnd, LiveText};
use crate::{base::trace, http::WaitUntil, storage::redis::RedisError};

/// What comes within so long is written together, unless it is more than so much.
const BATCH_TIME: Duration = Duration::from_millis(100);
const BATCH_BYTES: usize = 2 << 10;
/// How often it is asked whether to stop.
const STOP_EVERY: Duration = Duration::from_secs(1);

/// Without a Redis it does nothing.
pub struct LiveWriter(Option<Inner>);

struct Inner {
    pieces: mpsc::UnboundedSender<Piece>,
    stopped: watch::Receiver<bool>,
}

enum Piece {
    Text(String),
    End(LiveEnd),
}

impl LiveWriter {
    /// The invocation stays open until the end is written.
    pub fn start(text: Option<LiveText>, hold: WaitUntil) -> Self {
        let begin = |text| {
            let ((pieces, received), (stop, stopped)) = (mpsc::unbounded_channel(), watch::channel(false));
            trace::spawn(async move {
                write(text, received, stop).await;
                drop(hold);
            });
            Inner { pieces, stopped }
        };
        Self(text.map(begin))
    }

    pub fn push(&self, delta: &str) {
        if let Some(inner) = self.0.as_ref().filter(|_| !delta.is_empty()) {
            inner.pieces.send(Piece::Text(delta.to_owned())).ok();
        }
    }

    /// Nothing is written after it.
    pub fn end(&self, end: LiveEnd) {
        if let Some(inner) = &self.0 {
            inner.pieces.send(Piece::End(end)).ok();
        }
    }

    /// Waits for something. None: it is to stop.
    pub async fn unless_stopped<T>(&mut self, waited_for: impl Future<Output = T>) -> Option<T> {
        let Some(inner) = &mut self.0 else { return Some(waited_for.await) };
        let stopped = async {
            // A task that has ended tells nobody to stop.
            if inner.stopped.wait_for(|stopped| *stopped).await.is_err() {
                pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            () = stopped => None,
            done = waited_for => Some(done),
        }
    }
}

/// After a piece that could not be written nothing more is: a reader finds the rest in Postgres, and must never find a
/// gap here.
async fn write(text: LiveText, pieces: mpsc::UnboundedReceiver<Piece>, stop: watch::Sender<bool>) {
    if let Err(cause) = write_all(&text, pieces, stop).await {
        tracing::warn!(%cause, "stream.degraded");
        // Where this fails too, what stands there is a beginning of the text.
        text.remove().await.ok();
    }
}

async fn write_all(
    text: &LiveText,
    mut pieces: mpsc::UnboundedReceiver<Piece>,
    stop: watch::Sender<bool>,
) -> Result<(), RedisError> {
    let (mut written, mut ask_at) = (0, Instant::now() + STOP_EVERY);
    loop {
        let mut batch = String::new();
        let ended = gather(&mut pieces, &mut batch, ask_at).await;
        if !batch.is_empty() {
            if !text.append(written, &batch).await? {
                stop.send_replace(true);
                return Ok(());
            }
            written += batch.len();
        }
        match ended {
            Gathered::End(end) => return text.finish(&LiveEnd { bytes: written, ..end }).await,
            // It was dropped without a word: nobody knows how it ended.
            Gathered::Nobody => return Ok(()),
            Gathered::More => {}
        }
        if Instant::now() >= ask_at {
            ask_at = Instant::now() + STOP_EVERY;
            match text.is_stopped().await {
                Ok(true) => drop(stop.send_replace(true)),
                Ok(false) => {}
                // It leaves no gap, and the next look may be heard.
                Err(cause) => tracing::info!(%cause, "a generation cannot ask whether to stop"),
            }
        }
    }
}

enum Gathered {
    More,
    End(LiveEnd),
    Nobody,
}

/// What is written at once: waits for a first piece until it is time to ask, and then for others.
async fn gather(pieces: &mut mpsc::UnboundedReceiver<Piece>, batch: &mut String, ask_at: Instant) -> Gathered {
    let mut until = ask_at;
    while batch.len() < BATCH_BYTES {
        match timeout_at(until, pieces.recv()).await {
            Ok(Some(Piece::Text(text))) => {
                if batch.is_empty() {
                    until = Instant::now() + BATCH_TIME;
                }
                batch.push_str(&text);
            }
            Ok(Some(Piece::End(end))) => return Gathered::End(end),
            Ok(None) => return Gathered::Nobody,
            Err(_) => break,
        }
    }
    Gathered::More
}
