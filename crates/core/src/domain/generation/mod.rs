//! Generation: from a prompt to a stored result, streamed to a client who may leave at any time; the text is then still
//! finished, stored and counted.

pub mod ai_sdk_stream;
pub mod json_object;
pub mod live_text;
mod live_writer;
pub mod prompts;
pub mod quotations;
pub mod rating;
pub mod reader;
mod relay;
mod stream_client;
pub mod streams;
pub mod whole_object;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, StatusCode, header};
use serde_json::Value;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use crate::{
    base::{
        clock,
        error::{Error, Result},
        trace,
    },
    domain::{
        accounts::usage::{self, Reservation},
        generation::{
            ai_sdk_stream::{FinishReason, Protocol, StreamOptions},
            live_text::{LiveEnd, LiveState},
            live_writer::LiveWriter,
            relay::{Relay, stopped},
            stream_client::StreamClient,
        },
    },
    http::{BodyStream, Reply, ReplyBody},
    providers::{
        model::{Pace, Prompt},
        models::{ModelRequest, Models},
    },
    storage::db::{self, Db},
};
pub use relay::SUBSTANCE;

/// A finished text and what it cost.
#[derive(Debug, Clone)]
pub struct Generated {
    pub text: String,
    pub model: String,
    pub input_tokens: i32,
    pub output_tokens: i32,
    /// The model ended before its text did.
    pub is_cut: bool,
}

/// The data for a stream's last part: a name and a value.
pub type StoreResult = Result<Option<(&'static str, Value)>>;

/// What a request for a generation comes to, before any model is asked.
pub enum Begun<G> {
    New(G),
    /// The same was asked for before, under the same key: its receipt.
    Repeated(Uuid),
}

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
#[derive(Clone, Copy)]
enum Shape {
    Prose,
    /// One JSON object: fences and words around it are dropped, and the client gets bare text whatever it asked for.
    Object(ObjectRules),
}

/// What an object has to be, which its stream cannot say before its end.
#[derive(Clone, Copy)]
pub struct ObjectRules {
    /// Whether the whole text is valid.
    pub check: fn(&str) -> Result<()>,
    /// Whether what was sent of one that is not is worth a use.
    pub has_substance: fn(&str) -> bool,
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

/// Stores what was made while there is time for it, where nobody is sent anything meanwhile. May be repeated.
pub async fn store_in_time<T, F>(pace: Pace, arrived: Instant, store: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let stored = timeout_at(Deadlines::new(pace, arrived).stored_by, db::retry(store)).await;
    stored.unwrap_or_else(|_| Err(no_time_left()))
}

fn no_time_left() -> Error {
    Error::unavailable("no time was left to store it", 0)
}

impl Generation {
    pub fn new(prompt: Prompt, refusal: &'static str, paid: Reservation) -> Self {
        let message = paid.subject;
        Self { prompt, refusal, paid, shape: Shape::Prose, message }
    }

    pub fn object(prompt: Prompt, refusal: &'static str, paid: Reservation, rules: ObjectRules) -> Self {
        Self { shape: Shape::Object(rules), ..Self::new(prompt, refusal, paid) }
    }

    /// For one of many messages that are made for the same thing.
    pub fn called(self, message: Uuid) -> Self {
        Self { message, ..self }
    }

    /// Replies when the model's first words are there, so that an early failure is a real status. `store` keeps the
    /// result and settles its use in one statement, which may be repeated; it yields the data for the last part.
    pub async fn stream<S, F>(self, options: StreamOptions, db: &Db, models: &Models, store: S) -> Result<Reply>
    where
        S: Fn(Generated) -> F + Send + Sync + 'static,
        F: Future<Output = StoreResult> + Send,
    {
        let StreamOptions { protocol, hold, arrived, token, live, .. } = options;
        let asked = ModelRequest { refusal: self.refusal, arrived, token: token.as_ref(), heard: &[] };
        let live_text = live.map(|live| live.of(self.paid.id, self.paid.attempt));
        let mut live = LiveWriter::start(live_text, hold.clone());
        let begun = live.unless_stopped(models.stream(self.prompt, asked)).await;
        let protocol = if matches!(self.shape, Shape::Object(_)) { Protocol::Text } else { protocol };
        let (pieces, body) = mpsc::unbounded_channel();
        let client = StreamClient::new(pieces, protocol);
        client.send(protocol.start(&message_id(self.message)));
        let reply = stream_headers(protocol.reply(body), self.paid.id);
        let text = match begun {
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                usage::release(db, &self.paid).await;
                live.end(LiveEnd::new(LiveState::Failed, None));
                return Err(error);
            }
            None => {
                usage::release(db, &self.paid).await;
                live.end(LiveEnd::new(LiveState::Stopped, Some(stopped().1)));
                client.finish(Some(stopped()), FinishReason::Stop);
                return Ok(reply);
            }
        };
        let deadlines = Deadlines::new(models.pace(), arrived);
        let relay = Relay { db: db.clone(), paid: self.paid, shape: self.shape, deadlines, client, live };
        trace::spawn(async move {
            relay.run(text, store).await;
            drop(hold);
        });
        Ok(reply)
    }
}

/// Tells a client that no model was asked and nothing was used.
const REPLAYED: HeaderName = HeaderName::from_static("x-replayed");
/// The receipt of a stream, by which it can be read again.
const STREAM_ID: HeaderName = HeaderName::from_static("x-stream-id");

/// A text made earlier, as a stream that is there at once; with the receipt it was made with, where that is known.
pub fn replay(options: StreamOptions, receipt: Option<Uuid>, text: &str, data: Option<(&'static str, Value)>) -> Reply {
    let StreamOptions { protocol, .. } = options;
    let (pieces, body) = mpsc::unbounded_channel();
    let client = StreamClient::new(pieces, protocol);
    client.send(protocol.start(&message_id(receipt.unwrap_or_else(clock::random_uuid))));
    client.send(protocol.text(text));
    client.finish(data, FinishReason::Stop);
    replayed(protocol.reply(body), receipt)
}

/// An object made earlier, whose stream is bare text whatever was asked for.
pub fn replay_object(receipt: Option<Uuid>, text: &str) -> Reply {
    let (pieces, body) = mpsc::unbounded_channel();
    pieces.send(Ok(Bytes::copy_from_slice(text.as_bytes()))).ok();
    replayed(Protocol::Text.reply(body), receipt)
}

fn replayed(reply: Reply, receipt: Option<Uuid>) -> Reply {
    let reply = reply.with(REPLAYED, "true");
    match receipt {
        Some(receipt) => stream_headers(reply, receipt),
        None => reply,
    }
}

fn stream_headers(reply: Reply, receipt: Uuid) -> Reply {
    reply.with(STREAM_ID, &receipt.to_string())
}

/// As the SDK writes them: `msg-` and 24 letters or digits.
fn message_id(id: Uuid) -> String {
    format!("msg-{}", &id.simple().to_string()[..24])
}

impl Protocol {
    fn reply(self, body: BodyStream) -> Reply {
        let reply = Reply::new(StatusCode::OK, ReplyBody::Stream(body))
            .with(header::CONTENT_TYPE, self.content_type())
            .with(header::CACHE_CONTROL, "no-cache, no-transform")
            .with(HeaderName::from_static("x-accel-buffering"), "no");
        match self.marker() {
            Some((name, value)) => reply.with(name, value),
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_of_a_generation_fit_into_the_life_of_its_function() {
        let settings: Value = serde_json::from_str(include_str!("../../../../../vercel.json")).unwrap();
        let arrived = Instant::now();
        let last = Deadlines::new(Pace::default(), arrived).released_by - arrived;
        for function in ["api/ai/**/*.rs", "api/interviews.rs", "api/mcp.rs"] {
            let seconds = settings["functions"][function]["maxDuration"].as_u64().unwrap();
            assert!(last < Duration::from_secs(seconds), "{function}: {last:?} of {seconds} s");
        }
    }
}
