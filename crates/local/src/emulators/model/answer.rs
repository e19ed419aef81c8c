//! Answer that a test lets a model give next: from a plain text to every way in which an answer can go wrong.

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::error::ApiError;
use crate::emulators::Gate;

/// One scripted answer, told in the order in which its parts are to be sent.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) kind: Kind,
    pub(crate) first_delay: Duration,
    pub(crate) pace: Option<Duration>,
    pub(crate) usage: Usage,
    pub(crate) usage_in: UsageIn,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Stream(Vec<Event>, Ending),
    Raw(Vec<Bytes>),
    Blocked(String),
    OverQuota(String),
    UnknownModel,
    Refused(ApiError),
    Hang,
}

/// Which chunks tell how much was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UsageIn {
    /// Each of them what was used so far, as the real service does.
    Every,
    /// One that has nothing else, behind the reason.
    ItsOwn,
    None,
}

#[derive(Clone, Debug)]
pub(crate) enum Event {
    Delta(String),
    /// A delta with a reason, although others follow.
    Finished(String, String),
    /// A reason without a delta, although others follow.
    Reason(String),
    /// A chunk that says what was used so far, and nothing else.
    Used(Usage),
    Thought(String),
    Pause(Gate),
    Error(ApiError),
    BareError(ApiError),
    Raw(Bytes),
    Thoughts(String),
    Cut,
}

#[derive(Clone, Debug)]
pub(crate) enum Ending {
    /// The reason stands in the chunk of the last delta, as it usually does.
    Reason(String),
    /// The reason comes in a chunk of its own, without content.
    Alone(String),
    /// As `Alone`, with the rating for which a filter stepped in.
    Filtered(String),
    /// The body ends, but nobody says why.
    Open,
}

impl Ending {
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Reason(reason) | Self::Alone(reason) | Self::Filtered(reason) => Some(reason),
            Self::Open => None,
        }
    }
}

/// A text answer, and what can be made of it.
impl Answer {
    /// These pieces of text, then `STOP`: reasons are Gemini's, and other APIs say theirs for them.
    pub fn text(deltas: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::empty().deltas(deltas)
    }

    /// Nothing but `STOP`; to be filled with what follows.
    pub fn empty() -> Self {
        Self::of(Kind::Stream(Vec::new(), Ending::Reason("STOP".to_owned())))
    }

    pub fn delta(self, text: impl Into<String>) -> Self {
        self.then(Event::Delta(text.into()))
    }

    pub fn deltas(self, texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        texts.into_iter().fold(self, Self::delta)
    }

    /// A summary of the model's thoughts, which is no part of the answer.
    pub fn thought(self, text: impl Into<String>) -> Self {
        self.then(Event::Thought(text.into()))
    }

    /// Ends with another reason than `STOP`; any string will do, as new ones appear over the years.
    pub fn finish(self, reason: impl Into<String>) -> Self {
        self.ending(Ending::Reason(reason.into()))
    }

    /// Ends in a last chunk that has a reason and no content.
    pub fn finish_alone(self, reason: impl Into<String>) -> Self {
        self.ending(Ending::Alone(reason.into()))
    }

    /// Ends as a filter does (`SAFETY`): a last chunk with a reason and a rating, no content.
    pub fn filtered(self, reason: impl Into<String>) -> Self {
        self.ending(Ending::Filtered(reason.into()))
    }

    /// The body ends cleanly and early: no reason is ever given.
    pub fn unfinished(self) -> Self {
        self.ending(Ending::Open)
    }

    pub fn usage(self, usage: Usage) -> Self {
        Self { usage, ..self }
    }

    /// Usage comes in a chunk of its own behind the reason, as some proxies send it.
    pub fn usage_behind(self, usage: Usage) -> Self {
        Self { usage, usage_in: UsageIn::ItsOwn, ..self }
    }

    /// No chunk tells the usage but those of `used`.
    pub fn without_usage(self) -> Self {
        Self { usage_in: UsageIn::None, ..self }
    }

    /// Waits before anything is answered, the status line included.
    pub fn after(self, first_delay: Duration) -> Self {
        Self { first_delay, ..self }
    }

    /// Waits between the parts.
    pub fn pace(self, pace: Duration) -> Self {
        Self { pace: Some(pace), ..self }
    }

    /// Stops after so many deltas until the gate is opened; a gate that is never opened is a stream that stalls.
    pub fn paused_after(mut self, deltas: usize) -> (Self, Gate) {
        let gate = Gate::default();
        if let Kind::Stream(events, _) = &mut self.kind {
            let is_delta = |(_, event): &(usize, &Event)| matches!(event, Event::Delta(_) | Event::Finished(..));
            let last = deltas.checked_sub(1).and_then(|nth| events.iter().enumerate().filter(is_delta).nth(nth));
            let place = last.map_or(if deltas == 0 { 0 } else { events.len() }, |(place, _)| place + 1);
            events.insert(place, Event::Pause(gate.clone()));
        }
        (self, gate)
    }
}

/// Reasons that are not the end, and bodies that have none.
impl Answer {
    /// These pieces of text, each with the reason.
    pub fn finished_each(deltas: impl IntoIterator<Item = impl Into<String>>, reason: &str) -> Self {
        deltas.into_iter().fold(Self::empty().unfinished(), |answer, delta| answer.finished(delta, reason))
    }

    /// A delta with a reason of its own; no other reason is given unless one is told.
    pub fn finished(self, text: impl Into<String>, reason: impl Into<String>) -> Self {
        self.then(Event::Finished(text.into(), reason.into())).unfinished()
    }

    /// A reason without a delta; no other reason is given unless one is told.
    pub fn reason(self, reason: impl Into<String>) -> Self {
        self.then(Event::Reason(reason.into())).unfinished()
    }

    /// A chunk that says what was used so far, and nothing else.
    pub fn used(self, usage: Usage) -> Self {
        self.then(Event::Used(usage))
    }

    /// The body stays open and brings nothing more. To be told last, before any ending that has a chunk of its own.
    pub fn left_open(self) -> Self {
        self.then(Event::Pause(Gate::default()))
    }
}

/// Faults in mid-stream: after each of them no reason is given.
impl Answer {
    pub fn then_error(self, error: ApiError) -> Self {
        self.then(Event::Error(error)).unfinished()
    }

    /// The error as bare JSON, without the `data:` of a frame.
    pub fn then_bare_error(self, error: ApiError) -> Self {
        self.then(Event::BareError(error)).unfinished()
    }

    /// A frame that holds no JSON.
    pub fn then_garbage(self) -> Self {
        self.then_raw("data: <html>502 Bad Gateway</html>\r\n\r\n")
    }

    pub fn then_raw(self, bytes: impl Into<Bytes>) -> Self {
        self.then(Event::Raw(bytes.into())).unfinished()
    }

    /// Half a frame, then the connection breaks.
    pub fn then_cut(self) -> Self {
        self.then(Event::Cut).unfinished()
    }

    /// Thinks and never speaks again.
    pub fn then_thoughts_forever(self) -> Self {
        self.then(Event::Thoughts("Thinking about it.".to_owned())).unfinished()
    }
}

/// Answers that are no text at all.
impl Answer {
    /// These bytes in these chunks, each written on its own, as an event stream. HTTP knows no empty chunk.
    pub fn raw(chunks: impl IntoIterator<Item = impl Into<Bytes>>) -> Self {
        let chunks = chunks.into_iter().map(Into::into);
        Self::of(Kind::Raw(chunks.filter(|chunk: &Bytes| !chunk.is_empty()).collect()))
    }

    /// The prompt is refused: status 200, a reason, no candidates.
    pub fn blocked(reason: impl Into<String>) -> Self {
        Self::of(Kind::Blocked(reason.into()))
    }

    /// 429 with a quota, a help link and the delay after which to retry, such as `17s`.
    pub fn over_quota(retry_delay: impl Into<String>) -> Self {
        Self::of(Kind::OverQuota(retry_delay.into()))
    }

    /// 404: the model is unknown or retired.
    pub fn unknown_model() -> Self {
        Self::of(Kind::UnknownModel)
    }

    /// Any other error, such as `ApiError::overloaded()`.
    pub fn error(error: ApiError) -> Self {
        Self::of(Kind::Refused(error))
    }

    /// Never answers, not even with a status.
    pub fn hang() -> Self {
        Self::of(Kind::Hang)
    }
}

impl Answer {
    fn of(kind: Kind) -> Self {
        let (first_delay, usage) = (Duration::ZERO, Usage::default());
        Self { kind, first_delay, pace: None, usage, usage_in: UsageIn::Every }
    }

    fn then(mut self, event: Event) -> Self {
        if let Kind::Stream(events, _) = &mut self.kind {
            events.push(event);
        }
        self
    }

    fn ending(mut self, new: Ending) -> Self {
        if let Kind::Stream(_, ending) = &mut self.kind {
            *ending = new;
        }
        self
    }
}

impl From<ApiError> for Answer {
    fn from(error: ApiError) -> Self {
        Self::error(error)
    }
}

impl From<Value> for Answer {
    /// A JSON answer in one piece.
    fn from(json: Value) -> Self {
        Self::text([json.to_string()])
    }
}

/// Tokens that an answer claims to have used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    pub prompt: u32,
    pub answer: u32,
    pub thoughts: u32,
}

impl Default for Usage {
    fn default() -> Self {
        Self { prompt: 12, answer: 40, thoughts: 8 }
    }
}
