//! Playback of an answer: as a stream of frames, or as one whole reply.

use std::future::pending;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tokio::time::sleep;

use super::answer::{Answer, Ending, Event, Kind, UsageIn};
use super::envelope::Envelope;
use super::error::ApiError;
use super::wire::{Part, frame, json_reply, json_text, reply};
use crate::emulators::journal::ConnectionCut;
use crate::emulators::playback::{Playback, Step};
use crate::emulators::server::Reply;

const EVENT_STREAM: &str = "text/event-stream";

/// How the caller wants the answer to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Streamed,
    Whole,
}

pub(crate) async fn perform(answer: Answer, manner: Manner, to: &Envelope, pace: Duration) -> Reply {
    sleep(answer.first_delay).await;

    let pace = answer.pace.unwrap_or(pace);
    match (answer.kind, manner) {
        (Kind::Hang, _) => pending().await,
        (Kind::Refused(error), _) => Ok(error.reply()),
        (Kind::OverQuota(delay), _) => Ok(ApiError::over_quota(&to.model, &delay).reply()),
        (Kind::UnknownModel, _) => Ok(ApiError::unknown_model(&to.version, &to.model).reply()),
        (Kind::Blocked(reason), Manner::Whole) => Ok(json_reply(StatusCode::OK, &to.blocked(&reason))),
        (Kind::Blocked(reason), Manner::Streamed) => Ok(stream([Step::Write(frame(&to.blocked(&reason)))])),
        (Kind::Raw(chunks), Manner::Streamed) => Ok(stream(chunks.into_iter().map(Step::Write))),
        (Kind::Raw(chunks), Manner::Whole) => {
            let body = Playback::new(chunks.into_iter().map(Step::Write));
            Ok(reply(StatusCode::OK, "application/json", body))
        }
        (Kind::Stream(events, ending), Manner::Streamed) => Ok(stream(steps(events, ending, to, pace))),
        (Kind::Stream(events, ending), Manner::Whole) => whole(events, &ending, to).await,
    }
}

fn stream(steps: impl IntoIterator<Item = Step>) -> http::Response<Playback> {
    reply(StatusCode::OK, EVENT_STREAM, Playback::new(steps))
}

fn steps(events: Vec<Event>, ending: Ending, to: &Envelope, pace: Duration) -> Vec<Step> {
    let last_delta = events.iter().rposition(|event| matches!(event, Event::Delta(_)));
    let mut steps = Vec::new();
    for (place, event) in events.into_iter().enumerate() {
        if place > 0 && !pace.is_zero() {
            steps.push(Step::Wait(pace));
        }
        let finish = match &ending {
            Ending::Reason(reason) if Some(place) == last_delta => Some(reason.as_str()),
            _ => None,
        };
        steps.extend(act(event, finish, to, pace));
    }
    steps.extend(close(&ending, last_delta.is_some(), to).map(Step::Write));
    steps.extend((to.usage_in == UsageIn::ItsOwn).then(|| Step::Write(to.used(to.usage))));
    steps
}

fn act(event: Event, finish: Option<&str>, to: &Envelope, pace: Duration) -> Vec<Step> {
    let write = |bytes: Bytes| vec![Step::Write(bytes)];
    match event {
        Event::Delta(text) => write(to.part(Part::text(text), finish)),
        Event::Finished(text, reason) => write(to.part(Part::text(text), Some(&reason))),
        Event::Reason(reason) => write(to.finish(&reason)),
        Event::Used(usage) => write(to.used(usage)),
        Event::Thought(text) => write(to.part(Part::thought(text), None)),
        Event::Pause(gate) => vec![Step::Pause(gate)],
        Event::Error(error) => write(frame(&error.body())),
        Event::BareError(error) => write(json_text(&error.body()).into()),
        Event::Raw(bytes) => write(bytes),
        Event::Thoughts(text) => vec![Step::Repeat(to.part(Part::thought(text), None), pace)],
        Event::Cut => vec![Step::Write(half_a_frame(to)), Step::Cut],
    }
}

/// The chunk after the last event, where the ending needs one.
fn close(ending: &Ending, spoke: bool, to: &Envelope) -> Option<Bytes> {
    match ending {
        Ending::Reason(_) if spoke => None,
        Ending::Reason(reason) | Ending::Alone(reason) => Some(to.finish(reason)),
        Ending::Filtered(reason) => Some(to.filtered(reason)),
        Ending::Open => None,
    }
}

/// Breaks inside the text, and inside a character of it.
fn half_a_frame(to: &Envelope) -> Bytes {
    let whole = to.part(Part::text("broken off…"), None);
    let ellipsis = whole.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    whole.slice(..=ellipsis)
}

/// The same answer without a stream: an error anywhere in it is the whole reply.
async fn whole(events: Vec<Event>, ending: &Ending, to: &Envelope) -> Reply {
    let (mut thoughts, mut text) = (String::new(), String::new());
    for event in events {
        match event {
            Event::Delta(delta) | Event::Finished(delta, _) => text.push_str(&delta),
            Event::Reason(_) | Event::Used(_) => {}
            Event::Thought(thought) => thoughts.push_str(&thought),
            Event::Pause(gate) => gate.pass().await,
            Event::Error(error) | Event::BareError(error) => return Ok(error.reply()),
            Event::Raw(bytes) => {
                return Ok(reply(StatusCode::OK, "application/json", Playback::whole(bytes)));
            }
            Event::Thoughts(_) => pending().await,
            Event::Cut => return Err(ConnectionCut),
        }
    }

    let mut parts = Vec::new();
    parts.extend((!thoughts.is_empty()).then(|| Part::thought(thoughts)));
    parts.extend((!text.is_empty()).then(|| Part::text(text)));
    Ok(json_reply(StatusCode::OK, &to.whole(parts, ending.reason())))
}
