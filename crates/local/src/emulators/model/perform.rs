//! Playback of an answer as a stream of events, in the format of whichever API.

use std::future::pending;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use tokio::time::sleep;

use super::answer::{Answer, Ending, Event, Kind, Usage, UsageIn};
use super::error::ApiError;
use super::reply::reply;
use crate::emulators::playback::{Playback, Step};
use crate::emulators::server::Reply;

const EVENT_STREAM: &str = "text/event-stream";

/// The format of an API, for one reply. Reasons are given as Gemini has them.
pub(crate) trait Wire {
    /// The model that was asked, and the version of the API.
    fn asked(&self) -> (&str, &str);
    /// What comes before everything else.
    fn opening(&self) -> Option<Bytes>;
    fn delta(&self, text: &str, finish: Option<&str>) -> Bytes;
    fn thought(&self, text: &str) -> Bytes;
    fn finish(&self, reason: &str) -> Bytes;
    /// The end by a filter.
    fn filtered(&self, reason: &str) -> Bytes;
    /// An answer that a filter let not begin.
    fn blocked(&self, reason: &str) -> Bytes;
    /// What was used, and nothing else.
    fn used(&self, usage: Usage) -> Bytes;
    /// What comes behind everything else, if the answer has an end.
    fn closing(&self) -> Option<Bytes>;
    fn error(&self, error: &ApiError) -> Bytes;
    /// An error as bare JSON.
    fn bare_error(&self, error: &ApiError) -> Bytes;
    fn refusal(&self, error: &ApiError) -> Response<Playback>;
}

pub(crate) async fn perform(answer: Answer, to: &impl Wire, pace: Duration) -> Reply {
    sleep(answer.first_delay).await;

    let pace = answer.pace.unwrap_or(pace);
    match answer.kind {
        Kind::Blocked(reason) => {
            let parts = to.opening().into_iter().chain([to.blocked(&reason)]).chain(to.closing());
            Ok(stream(parts.map(Step::Write)))
        }
        Kind::Raw(chunks) => Ok(stream(chunks.into_iter().map(Step::Write))),
        Kind::Stream(events, ending) => {
            let behind = (answer.usage_in == UsageIn::ItsOwn).then(|| to.used(answer.usage));
            Ok(stream(steps(events, ending, behind, to, pace)))
        }
        other => refuse(other, to).await,
    }
}

/// The answers that are none.
pub(crate) async fn refuse(kind: Kind, to: &impl Wire) -> Reply {
    let (model, version) = to.asked();
    match kind {
        Kind::Refused(error) => Ok(to.refusal(&error)),
        Kind::OverQuota(delay) => Ok(to.refusal(&ApiError::over_quota(model, &delay))),
        Kind::UnknownModel => Ok(to.refusal(&ApiError::unknown_model(version, model))),
        _ => pending().await,
    }
}

fn stream(steps: impl IntoIterator<Item = Step>) -> Response<Playback> {
    reply(StatusCode::OK, EVENT_STREAM, Playback::new(steps))
}

fn steps(events: Vec<Event>, ending: Ending, behind: Option<Bytes>, to: &impl Wire, pace: Duration) -> Vec<Step> {
    let last_delta = events.iter().rposition(|event| matches!(event, Event::Delta(_)));
    let mut steps: Vec<_> = to.opening().map(Step::Write).into_iter().collect();
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
    steps.extend(behind.map(Step::Write));
    steps.extend(to.closing().filter(|_| ending.reason().is_some()).map(Step::Write));
    steps
}

fn act(event: Event, finish: Option<&str>, to: &impl Wire, pace: Duration) -> Vec<Step> {
    let write = |bytes: Bytes| vec![Step::Write(bytes)];
    match event {
        Event::Delta(text) => write(to.delta(&text, finish)),
        Event::Finished(text, reason) => write(to.delta(&text, Some(&reason))),
        Event::Reason(reason) => write(to.finish(&reason)),
        Event::Used(usage) => write(to.used(usage)),
        Event::Thought(text) => write(to.thought(&text)),
        Event::Pause(gate) => vec![Step::Pause(gate)],
        Event::Error(error) => write(to.error(&error)),
        Event::BareError(error) => write(to.bare_error(&error)),
        Event::Raw(bytes) => write(bytes),
        // What opens them is not repeated.
        Event::Thoughts(text) => vec![Step::Write(to.thought(&text)), Step::Repeat(to.thought(&text), pace)],
        Event::Cut => vec![Step::Write(half_an_event(to)), Step::Cut],
    }
}

/// The event after the last one, where the ending needs one.
fn close(ending: &Ending, spoke: bool, to: &impl Wire) -> Option<Bytes> {
    match ending {
        Ending::Reason(_) if spoke => None,
        Ending::Reason(reason) | Ending::Alone(reason) => Some(to.finish(reason)),
        Ending::Filtered(reason) => Some(to.filtered(reason)),
        Ending::Open => None,
    }
}

/// Breaks inside the text, and inside a character of it.
fn half_an_event(to: &impl Wire) -> Bytes {
    let whole = to.delta("broken off…", None);
    let ellipsis = whole.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    whole.slice(..=ellipsis)
}
