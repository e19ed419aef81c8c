//! Reply of a model: the events of one call, read until its answer is settled.
//!
//! A finish reason is not the end: usage, more text or another reason may follow it, so what follows is waited for, a
//! moment only. The last reason and the last usage count.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::events::Events;
use crate::{
    base::{
        http_client::{HttpBody, HttpResponse},
        idle_timer::IdleTimer,
    },
    providers::model::{Delta, Finish, ModelFailure, ThinkTag, Unreadable, Usage},
};

/// One reply being read.
pub(super) struct Call {
    body: HttpBody,
    events: Events,
    /// Some models think aloud before they answer.
    think_tag: ThinkTag,
    timer: IdleTimer,
    /// See `SETTLE_LIMIT`.
    to_settle: Duration,
    pub usage: Usage,
    /// The last reason so far, and until when something that follows it is waited for.
    finish: Option<(Finish, Instant)>,
    /// The model said that it will not answer.
    refuses: bool,
    /// What ended the reading; what was read before it comes first.
    stopped: Option<ModelFailure>,
    /// What was read ahead and is no text: it is for whoever reads on.
    kept: Option<Result<Progress, ModelFailure>>,
}

/// What a read brings.
#[derive(Debug, PartialEq)]
pub(super) enum Progress {
    /// The texts of the events that came, often one. None of them is a sign of life.
    Texts(Vec<String>),
    /// The answer is settled.
    Finished(Finish),
}

impl Call {
    pub fn new(response: HttpResponse, events: Events, to_settle: Duration) -> Self {
        Self {
            body: response.into_body(),
            events,
            think_tag: ThinkTag::default(),
            timer: IdleTimer::default(),
            to_settle,
            usage: Usage::default(),
            finish: None,
            refuses: false,
            stopped: None,
            kept: None,
        }
    }

    /// The events of the next piece of the body. The end of the body is no success: only a finish reason is.
    pub async fn read(&mut self, by: Instant) -> Result<Progress, ModelFailure> {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        if let Some(why) = self.stopped.take() {
            return self.end(why);
        }
        let by = self.finish.as_ref().map_or(by, |(_, settled_by)| by.min(*settled_by));
        match self.timer.until(by, self.body.chunk()).await {
            Some(read) => self.take_read(read),
            None => self.end(ModelFailure::unavailable("silence")),
        }
    }

    /// The texts of the next piece of the body, if it can be had without waiting. An end or a failure is met by whoever
    /// reads on.
    pub async fn read_at_hand(&mut self) -> Option<Vec<String>> {
        if self.kept.is_some() || self.stopped.is_some() {
            return None;
        }
        let read = self.body.chunk_at_hand().await?;
        match self.take_read(read) {
            Ok(Progress::Texts(texts)) => Some(texts),
            other => {
                self.kept = Some(other);
                None
            }
        }
    }

    /// Nothing more is read, and no reason that came before makes the answer good.
    pub fn stop(&mut self, why: ModelFailure) {
        self.finish = None;
        self.kept = None;
        self.stopped = Some(why);
    }

    fn take_read(&mut self, read: reqwest::Result<Option<Bytes>>) -> Result<Progress, ModelFailure> {
        match read {
            Ok(Some(bytes)) => self.take_all(&bytes),
            Ok(None) => self.take_last(),
            Err(error) => self.end(ModelFailure::unavailable(error.without_url())),
        }
    }

    fn take_all(&mut self, bytes: &Bytes) -> Result<Progress, ModelFailure> {
        let mut deltas = Vec::new();
        let readable = self.events.push(bytes, &mut deltas);
        self.stopped = readable.err().map(unreadable);
        let texts = self.texts(deltas);
        // Whoever sends nothing of an answer without a pause is not waited for longer than others.
        if texts.is_empty() && self.is_settled() {
            return self.end(ModelFailure::unavailable("silence"));
        }
        Ok(Progress::Texts(texts))
    }

    /// The body may end without a last line end.
    fn take_last(&mut self) -> Result<Progress, ModelFailure> {
        match self.events.finish() {
            Ok(Some(delta)) => Ok(Progress::Texts(self.texts(vec![delta]))),
            Ok(None) => self.end(ModelFailure::unavailable("an end without a finish reason")),
            Err(cut) => Err(unreadable(cut)),
        }
    }

    fn texts(&mut self, deltas: Vec<Delta>) -> Vec<String> {
        let texts = deltas.into_iter().map_while(|delta| self.take(delta));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The end of the reading is a good one after a reason, unless it is in the middle of an event: that may be text.
    fn end(&mut self, why: ModelFailure) -> Result<Progress, ModelFailure> {
        match self.finish.take() {
            Some((finish, _)) if !self.events.is_mid_event() => Ok(self.finished(finish)),
            _ => Err(why),
        }
    }

    /// What was held back as the beginning of a thought and is none comes before the end.
    fn finished(&mut self, finish: Finish) -> Progress {
        let finish = if self.refuses && finish == Finish::Stop { Finish::Filter("refusal".to_owned()) } else { finish };
        let held = self.think_tag.finish();
        if held.is_empty() {
            return Progress::Finished(finish);
        }
        self.kept = Some(Ok(Progress::Finished(finish)));
        Progress::Texts(vec![held])
    }

    fn is_settled(&self) -> bool {
        let is_over = self.finish.as_ref().is_some_and(|(_, settled_by)| *settled_by <= Instant::now());
        is_over && !self.events.is_mid_event()
    }

    /// The text of an event; None when it is an error, whose word counts more than any reason before it.
    fn take(&mut self, delta: Delta) -> Option<String> {
        let Delta { text, has_content, finish, refuses, usage, error } = delta;
        if let Some(error) = error {
            self.stop(error);
            return None;
        }
        self.usage.update(usage);
        self.refuses |= refuses;
        let mut text = if self.events.may_think_aloud() { self.think_tag.push(text) } else { text };
        // No text of ours has U+0000 in it, and Postgres would not take it.
        text.retain(|character| character != '\0');
        self.note(finish, has_content, !text.is_empty());
        Some(text)
    }

    /// The wait begins with the first reason, and anew with each text and with a reason for more than was there before.
    fn note(&mut self, finish: Option<Finish>, has_content: bool, has_text: bool) {
        let fresh = Instant::now() + self.to_settle;
        self.finish = match (finish, self.finish.take()) {
            (Some(finish), Some((_, settled_by))) if !has_content => Some((finish, settled_by)),
            (Some(finish), _) => Some((finish, fresh)),
            (None, Some((finish, _))) if has_text => Some((finish, fresh)),
            (None, before) => before,
        };
    }
}

fn unreadable(Unreadable(what): Unreadable) -> ModelFailure {
    ModelFailure::useless(what)
}

#[cfg(test)]
mod captures;
#[cfg(test)]
mod tests;
