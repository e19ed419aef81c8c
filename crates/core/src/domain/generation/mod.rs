//! Generation: from a prompt to a stored result, streamed to a client who may leave at any time; the text is then still
//! finished, stored and counted.

pub mod ai_sdk_stream;
mod json_object;
pub mod prompts;
pub mod quotations;
pub mod rating;

use std::{iter, time::Duration};

use bytes::Bytes;
use http::{StatusCode, header};
use serde_json::Value;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout, timeout_at},
};
use uuid::Uuid;

use crate::{
    base::{
        error::{Error, Result},
        telemetry, trace,
    },
    domain::{
        accounts::usage::{self, Reservation},
        generation::{
            ai_sdk_stream::{Protocol, StreamOptions},
            json_object::ObjectReader,
        },
    },
    http::{BodyStream, Reply, ReplyBody, reply::Broken},
    providers::{
        gemini::{Gemini, TextStream},
        model::{Pace, Prompt},
    },
    storage::db::{self, Db},
};

const MODEL_FAILED: &str = "The model failed.";
const NOT_STORED: &str = "Your result could not be saved. Nothing was charged; please try again.";

/// A finished text and what it cost.
#[derive(Debug, Clone)]
pub struct Generated {
    pub text: String,
    pub model: String,
    pub input_tokens: i32,
    pub output_tokens: i32,
}

/// The data for a stream's last part: a name and a value.
pub type StoreResult = Result<Option<(&'static str, Value)>>;

/// What a route asks for.
pub struct Generation {
    prompt: Prompt,
    /// What a blocked prompt is answered with.
    refusal: &'static str,
    /// What pays for it.
    paid: Reservation,
    shape: Shape,
    /// Whose id the message bears: the thing that is made, unless it is called otherwise.
    message: Uuid,
}

/// What the model's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Prose,
    /// One JSON object: fences and words around it are dropped, and the client gets bare text whatever it asked for.
    Object,
}

/// Where the pieces go. Unbounded, because a slow reader must not stop the model; the text itself has a limit.
struct StreamClient {
    pieces: mpsc::UnboundedSender<Result<Bytes, Broken>>,
    protocol: Protocol,
    /// A good end, or a failure that the client was sent. Without one the stream breaks: nobody may take the part for
    /// the whole.
    ended: bool,
}

/// What is left to do when the model has ended, counted from the request's arrival: the host ends everything at 300 s.
#[derive(Clone, Copy)]
struct Deadlines {
    heartbeat: Duration,
    stored_by: Instant,
    released_by: Instant,
}

impl Deadlines {
    fn new(pace: Pace, arrived: Instant) -> Self {
        let stored_by = arrived + pace.in_all + pace.to_store;
        Self { heartbeat: pace.heartbeat, stored_by, released_by: stored_by + pace.to_release }
    }
}

impl Generation {
    pub fn new(prompt: Prompt, refusal: &'static str, paid: Reservation) -> Self {
        let message = paid.subject;
        Self { prompt, refusal, paid, shape: Shape::Prose, message }
    }

    pub fn object(prompt: Prompt, refusal: &'static str, paid: Reservation) -> Self {
        Self { shape: Shape::Object, ..Self::new(prompt, refusal, paid) }
    }

    /// For one of many messages that are made for the same thing.
    pub fn called(self, message: Uuid) -> Self {
        Self { message, ..self }
    }

    /// Replies when the model's first words are there, so that an early failure is a real status. `store` keeps the
    /// result and settles its use in one statement, which may be repeated; it yields the data for the last part.
    pub async fn stream<S, F>(self, options: StreamOptions, db: &Db, gemini: &Gemini, store: S) -> Result<Reply>
    where
        S: Fn(Generated) -> F + Send + Sync + 'static,
        F: Future<Output = StoreResult> + Send,
    {
        let text = match gemini.stream(self.prompt, self.refusal, options.arrived).await {
            Ok(text) => text,
            Err(error) => {
                usage::release(db, &self.paid).await;
                return Err(error);
            }
        };
        let StreamOptions { protocol, hold, arrived } = options;
        let protocol = if self.shape == Shape::Object { Protocol::Text } else { protocol };
        let (pieces, body) = mpsc::unbounded_channel();
        let client = StreamClient { pieces, protocol, ended: false };
        client.send(protocol.start(&message_id(self.message)));
        let reply = protocol.reply(body);
        let (db, pace) = (db.clone(), gemini.pace());
        trace::spawn(async move {
            let deadlines = Deadlines::new(pace, arrived);
            match relay(text, self.shape, &client, deadlines, store).await {
                Ok(data) => client.finish(data),
                Err(sentence) => {
                    // One that is not given back in time lapses by itself.
                    timeout_at(deadlines.released_by, usage::release(&db, &self.paid)).await.ok();
                    client.fail(sentence);
                }
            }
            drop(hold);
        });
        Ok(reply)
    }
}

/// A text made earlier, as a stream that is there at once.
pub fn replay(options: StreamOptions, message: Uuid, text: &str, data: Option<(&'static str, Value)>) -> Reply {
    let StreamOptions { protocol, .. } = options;
    let (pieces, body) = mpsc::unbounded_channel();
    let client = StreamClient { pieces, protocol, ended: false };
    client.send(protocol.start(&message_id(message)));
    client.send(protocol.text(text));
    client.finish(data);
    protocol.reply(body)
}

/// Passes the text on as it comes and stores it; yields the data for the last part, or the sentence for the client.
async fn relay<S, F>(
    mut text: TextStream,
    shape: Shape,
    client: &StreamClient,
    Deadlines { heartbeat, stored_by, .. }: Deadlines,
    store: S,
) -> Result<Option<(&'static str, Value)>, &'static str>
where
    S: Fn(Generated) -> F,
    F: Future<Output = StoreResult>,
{
    let (mut whole, mut object) = (String::new(), ObjectReader::default());
    loop {
        match client.alive_until(text.next(), heartbeat).await {
            Ok(Some(delta)) => {
                // What came together leaves together, for each piece is a write of its own.
                let mut piece = Vec::new();
                for delta in iter::once(delta).chain(text.at_hand()) {
                    let delta = if shape == Shape::Object { object.push(&delta) } else { &delta };
                    whole.push_str(delta);
                    piece.extend_from_slice(&client.protocol.text(delta));
                }
                client.send(piece.into());
            }
            Ok(None) => break,
            Err(failure) => {
                tracing::warn!(gen_ai.request.model = text.model, ?failure, "a model failed in mid-stream");
                trace::note(|trace| trace.note_error("model"));
                count(&text);
                return Err(MODEL_FAILED);
            }
        }
    }
    let (input_tokens, output_tokens) = count(&text);
    let made = Generated { text: whole, model: text.model, input_tokens, output_tokens };
    let storing = timeout_at(stored_by, db::retry(|| store(made.clone())));
    let late = || Error::unavailable("no time was left to store it", 0);
    client.alive_until(storing, heartbeat).await.unwrap_or_else(|_| Err(late())).map_err(|error| {
        telemetry::fault("not-stored", "a finished text could not be stored", error.cause().unwrap_or_default());
        NOT_STORED
    })
}

/// Tokens read and written; those of a model that failed are paid for too.
fn count(text: &TextStream) -> (i32, i32) {
    let (input, output) = text.tokens();
    trace::note(|trace| trace.note_tokens(input, output));
    (input, output)
}

/// As the SDK writes them: `msg-` and 24 letters or digits.
fn message_id(id: Uuid) -> String {
    format!("msg-{}", &id.simple().to_string()[..24])
}

impl StreamClient {
    /// A client that has left misses nothing it could still see.
    fn send(&self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.pieces.send(Ok(bytes)).ok();
        }
    }

    fn finish(mut self, data: Option<(&str, Value)>) {
        self.ended = true;
        self.send(self.protocol.finish(data));
    }

    fn fail(mut self, sentence: &str) {
        self.ended = true;
        self.pieces.send(self.protocol.error(sentence).ok_or(Broken)).ok();
    }

    /// Waits for something, with a heartbeat whenever that takes long.
    async fn alive_until<T>(&self, waited_for: impl Future<Output = T>, heartbeat: Duration) -> T {
        let mut waited_for = std::pin::pin!(waited_for);
        loop {
            match timeout(heartbeat, waited_for.as_mut()).await {
                Ok(done) => return done,
                Err(_) => self.send(self.protocol.heartbeat().unwrap_or_default()),
            }
        }
    }
}

impl Drop for StreamClient {
    fn drop(&mut self) {
        if !self.ended {
            self.pieces.send(Err(Broken)).ok();
        }
    }
}

impl Protocol {
    /// A text that is there as a whole, sent as a stream would send it.
    pub fn whole(self, text: Bytes) -> Reply {
        let (pieces, body) = mpsc::unbounded_channel();
        pieces.send(Ok(text)).ok();
        self.reply(body)
    }

    fn reply(self, body: BodyStream) -> Reply {
        let reply = Reply::new(StatusCode::OK, ReplyBody::Stream(body))
            .with(header::CONTENT_TYPE, self.content_type())
            .with(header::CACHE_CONTROL, "no-cache, no-transform")
            .with(header::HeaderName::from_static("x-accel-buffering"), "no");
        match self.marker() {
            Some((name, value)) => reply.with(name, value),
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_piece(end: impl FnOnce(StreamClient)) -> Option<Result<Bytes, Broken>> {
        let (pieces, mut body) = mpsc::unbounded_channel();
        let client = StreamClient { pieces, protocol: Protocol::Text, ended: false };
        client.send(Bytes::from_static(b"half a sentence"));
        end(client);
        body.blocking_recv();
        body.blocking_recv()
    }

    #[test]
    fn all_parts_of_a_generation_fit_into_the_life_of_its_function() {
        let settings: Value = serde_json::from_str(include_str!("../../../../../vercel.json")).unwrap();
        let arrived = Instant::now();
        let last = Deadlines::new(Pace::default(), arrived).released_by - arrived;
        for function in ["api/ai/**/*.rs", "api/interviews.rs"] {
            let seconds = settings["functions"][function]["maxDuration"].as_u64().unwrap();
            assert!(last < Duration::from_secs(seconds), "{function}: {last:?} of {seconds} s");
        }
    }

    #[test]
    fn a_stream_that_nobody_ended_breaks() {
        assert!(matches!(last_piece(drop), Some(Err(Broken))), "as after a panic");
        assert!(matches!(last_piece(|client| client.fail("no")), Some(Err(Broken))), "plain text has no word for it");
        assert!(last_piece(|client| client.finish(None)).is_none());
    }
}
