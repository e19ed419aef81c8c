//! Stream reader: sends a stream once more, from any place: what is there at once, and what is still made as it comes.
//!
//! It polls, because reads that block would block the one connection that all requests share, and Redis over HTTP has
//! none.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, header};
use serde_json::Value;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use uuid::Uuid;

use super::{
    ai_sdk_stream::{AROUND_DELTA, FinishReason, Protocol, StreamOptions},
    live_text::{LiveEnd, LiveState, LiveText},
    message_id,
    relay::{MODEL_FAILED, stopped},
    stream_client::StreamClient,
    stream_headers,
    streams::{self, Stream, StreamId, StreamKind, StreamState},
};
use crate::{
    base::{
        error::{Error, Result},
        trace,
    },
    domain::accounts::users::UserId,
    http::{Reply, reply::IDEMPOTENCY_REPLAYED},
    providers::model::Pace,
    storage::db::Db,
};

/// How often Redis is asked for more.
const LIVE_EVERY: Duration = Duration::from_millis(250);
/// Where nothing comes from there, Postgres is asked whether it is done: after this, and then this often.
const STORED_AFTER: Duration = Duration::from_secs(1);
const STORED_EVERY: Duration = Duration::from_secs(2);

const QUESTION_ID: HeaderName = HeaderName::from_static("x-question-id");
const DIFFICULTY: HeaderName = HeaderName::from_static("x-difficulty");

/// Whose stream is read, and where that is asked.
pub struct StreamAccess<'a> {
    pub db: &'a Db,
    pub owner: &'a UserId,
    pub pace: Pace,
}

impl<'a> StreamAccess<'a> {
    pub fn new(db: &'a Db, owner: &'a UserId, pace: Pace) -> Self {
        Self { db, owner, pace }
    }
}

/// A place in a text, in UTF-16 units, as browsers count.
struct Place {
    /// What a client has already, and is not sent again.
    to_skip: usize,
    /// All that it will have seen.
    seen: usize,
}

struct Reader {
    db: Db,
    owner: UserId,
    pace: Pace,
    stream: Stream,
    /// None: nobody writes there, or not any more.
    live: Option<LiveText>,
    client: StreamClient,
    protocol: Protocol,
    place: Place,
    /// Whether each text says where it ends, so that a browser can ask for what follows it.
    tells_places: bool,
    /// Of the whole text, sent or skipped.
    bytes: usize,
}

/// What a request under a key is answered with that was sent before: its stream, from the beginning and letter for
/// letter.
pub async fn repeat(access: StreamAccess<'_>, receipt: Uuid, options: StreamOptions) -> Result<Reply> {
    let stream = streams::find(access.db, access.owner, Some(StreamId(receipt))).await?.ok_or(Error::NotFound)?;
    if matches!(stream.state, StreamState::Gone) {
        return Err(Error::NotFound);
    }
    Ok(reply(access, stream, options, None).with(IDEMPOTENCY_REPLAYED, "true"))
}

/// A stream from a place on, for as long as a request may live.
pub fn read(access: StreamAccess<'_>, stream: Stream, options: StreamOptions, from: usize) -> Reply {
    reply(access, stream, options, Some(from)).with(header::CACHE_CONTROL, "private, no-store, no-transform")
}

fn reply(access: StreamAccess<'_>, stream: Stream, options: StreamOptions, from: Option<usize>) -> Reply {
    let protocol = if stream.kind == StreamKind::ResumeAnalysis { Protocol::Text } else { options.protocol };
    let (pieces, body) = mpsc::unbounded_channel();
    let client = StreamClient::new(pieces, protocol);
    let message = message_id(stream.message());
    match from {
        None => client.send(protocol.start(&message)),
        Some(0) => client.send(protocol.start_again(&message)),
        // A tail is appended to what a client has.
        Some(_) => {}
    }
    let reply = stream_headers(protocol.reply(body), stream.id.0);
    let reply = match stream.kind {
        StreamKind::Question => reply.with(QUESTION_ID, &stream.subject.to_string()),
        _ => reply,
    };
    let reply = match &stream.difficulty {
        Some(difficulty) => reply.with(DIFFICULTY, difficulty),
        None => reply,
    };
    let reader = Reader {
        db: access.db.clone(),
        owner: access.owner.clone(),
        pace: access.pace,
        live: options.live.map(|live| live.of(stream.id.0, stream.attempt)),
        stream,
        client,
        protocol,
        place: Place { to_skip: from.unwrap_or_default(), seen: 0 },
        tells_places: from.is_some() && protocol == Protocol::Ui,
        bytes: 0,
    };
    let (ends_by, hold) = (options.arrived + access.pace.in_all, options.hold);
    trace::spawn(async move {
        reader.run(ends_by).await;
        drop(hold);
    });
    reply
}

impl Reader {
    /// Whoever does not come to an end here breaks, so that a client asks again: its time is over, nothing has grown
    /// for longer than a model may be silent, or nobody can say what became of the rest.
    async fn run(mut self, ends_by: Instant) {
        let silence = self.pace.to_first_token + self.pace.heartbeat;
        let (mut grown, mut ask_at) = (Instant::now(), Instant::now() + STORED_AFTER);
        loop {
            let read = self.read_live().await;
            match read {
                Some((true, None)) => (grown, ask_at) = (Instant::now(), Instant::now() + STORED_AFTER),
                Some((_, Some(end))) => return self.end(end),
                Some((false, None)) | None => {}
            }
            match std::mem::replace(&mut self.stream.state, StreamState::Running) {
                StreamState::Stored(text, data) => return self.finish(&text, data),
                StreamState::Failed => return self.client.fail(MODEL_FAILED),
                StreamState::Gone => return,
                StreamState::Running => {}
            }
            let now = Instant::now();
            if now >= ends_by || (self.live.is_some() && now >= grown + silence) || self.client.has_left() {
                return;
            }
            if now >= ask_at {
                ask_at = now + STORED_EVERY;
                if !self.ask().await {
                    return;
                }
                continue;
            }
            let next = if self.live.is_some() { ask_at.min(now + LIVE_EVERY) } else { ask_at };
            self.client.alive_until(sleep_until(next.min(ends_by)), self.pace.heartbeat).await;
        }
    }

    /// Sends what was written since, and tells whether there was any, and how the stream ended. None: it cannot be read
    /// there.
    async fn read_live(&mut self) -> Option<(bool, Option<LiveEnd>)> {
        if matches!(self.stream.state, StreamState::Stored(..)) {
            return None;
        }
        let reading = self.live.as_ref()?.read_from(self.bytes);
        let (text, end) = match self.client.alive_until(reading, self.pace.heartbeat).await {
            Ok(read) => read,
            Err(cause) => {
                tracing::info!(%cause, "a stream is read from what is stored");
                self.live = None;
                return None;
            }
        };
        self.send(&text);
        // An end without all of its text is no end of what was read here.
        let whole = end.as_ref().is_none_or(|end| end.bytes == self.bytes);
        if !whole {
            self.live = None;
        }
        Some((!text.is_empty(), end.filter(|_| whole)))
    }

    /// Looks what became of the stream. False: it is another one by now, or its person is gone.
    async fn ask(&mut self) -> bool {
        let finding = streams::find(&self.db, &self.owner, Some(self.stream.id));
        match self.client.alive_until(finding, self.pace.heartbeat).await {
            Ok(Some(found)) if found.attempt == self.stream.attempt => self.stream.state = found.state,
            // It may be there again when it is asked next.
            Err(Error::Unavailable { cause, .. }) => tracing::info!(cause, "a stream is not looked up"),
            Ok(_) | Err(_) => return false,
        }
        true
    }

    fn send(&mut self, text: &str) {
        self.bytes += text.len();
        let text = self.place.rest_of(text);
        if text.is_empty() {
            return;
        }
        let mut piece = String::with_capacity(text.len() + AROUND_DELTA);
        if self.tells_places {
            piece = format!("id: {}\n", self.place.seen);
        }
        self.protocol.write_text(&mut piece, text);
        self.client.send(Bytes::from(piece));
    }

    fn end(self, LiveEnd { state, data, is_cut, .. }: LiveEnd) {
        let name = self.stream.kind.data_name();
        let reason = if is_cut { FinishReason::Length } else { FinishReason::Stop };
        match state {
            LiveState::Done => self.client.finish(data.map(|data| (name, data)), reason),
            LiveState::Stopped => self.client.finish(Some(stopped()), FinishReason::Stop),
            LiveState::Failed => self.client.fail(MODEL_FAILED),
        }
    }

    /// What is stored is what was streamed, so it goes on where the other ended. It does not tell whether its model cut
    /// it, so it ends as any other.
    fn finish(mut self, text: &str, data: Option<Value>) {
        let Some(rest) = text.get(self.bytes..).map(str::to_owned) else { return };
        self.send(&rest);
        let name = self.stream.kind.data_name();
        self.client.finish(data.map(|data| (name, data)), FinishReason::Stop);
    }
}

impl Place {
    /// What of the next piece of text is to be sent. A place inside of a pair of surrogates is the one before it.
    fn rest_of<'t>(&mut self, text: &'t str) -> &'t str {
        let mut skipped = 0;
        let mut letters = text.chars();
        while self.to_skip > 0
            && let Some(letter) = letters.next()
        {
            let units = letter.len_utf16();
            if units > self.to_skip {
                self.to_skip = 0;
                break;
            }
            self.to_skip -= units;
            self.seen += units;
            skipped += letter.len_utf8();
        }
        let rest = &text[skipped..];
        self.seen += rest.encode_utf16().count();
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "naïve ☕ 👩🏽‍💻 x";

    /// What is sent from a place on, when the text comes in these pieces.
    fn from(place: usize, pieces: &[&str]) -> (String, usize) {
        let mut place = Place { to_skip: place, seen: 0 };
        let sent = pieces.iter().map(|piece| place.rest_of(piece).to_owned()).collect();
        (sent, place.seen)
    }

    #[test]
    fn at_every_place_the_rest_begins_there_or_before_the_pair_it_is_in() {
        let units: Vec<u16> = TEXT.encode_utf16().collect();
        let letters: Vec<String> = TEXT.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        for place in 0..=units.len() + 2 {
            let in_a_pair = units.get(place).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            let begins = place.min(units.len()) - usize::from(in_a_pair);
            let rest = String::from_utf16(&units[begins..]).unwrap();
            assert_eq!(from(place, &[TEXT]), (rest.clone(), units.len()), "{place}");
            assert_eq!(from(place, &letters), (rest, units.len()), "{place}, letter by letter");
        }
    }
}
