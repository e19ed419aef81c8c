//! Reply of a model: the events of one call, read until its answer is settled.
//!
//! A finish reason is not the end: usage, more text or another reason may follow it, so what follows is waited for, a
//! moment only. The last reason and the last usage count.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{
    HttpResponse,
    fallback::api_failure,
    sse::{Reader, Unreadable},
    wire::{Candidate, Chunk, UsageMetadata},
};
use crate::{
    base::{http_client::HttpBody, idle_timer::IdleTimer},
    providers::model::ModelFailure,
};

/// One reply being read.
pub(super) struct Call {
    body: HttpBody,
    reader: Reader,
    timer: IdleTimer,
    /// See `SETTLE_LIMIT`.
    to_settle: Duration,
    pub usage: UsageMetadata,
    /// The last reason so far, and until when something that follows it is waited for.
    finish: Option<(Finish, Instant)>,
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

/// Why a model ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Finish {
    Stop,
    /// At a limit: it can be asked to go on.
    Length,
    /// A filter stepped in, at the prompt or at the answer.
    Filter(String),
    /// The reasons are an open set.
    Other(String),
}

impl Call {
    pub fn new(response: HttpResponse, to_settle: Duration) -> Self {
        let (reader, usage) = (Reader::default(), UsageMetadata::default());
        let (body, timer) = (response.into_body(), IdleTimer::default());
        Self { body, reader, timer, to_settle, usage, finish: None, stopped: None, kept: None }
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
        let mut chunks = Vec::new();
        let readable = self.reader.push(bytes, &mut chunks);
        self.stopped = readable.err().map(unreadable);
        let texts = self.texts(chunks);
        // Whoever sends nothing of an answer without a pause is not waited for longer than others.
        if texts.is_empty() && self.is_settled() {
            return self.end(ModelFailure::unavailable("silence"));
        }
        Ok(Progress::Texts(texts))
    }

    /// The body may end without a last line end.
    fn take_last(&mut self) -> Result<Progress, ModelFailure> {
        match std::mem::take(&mut self.reader).finish() {
            Ok(Some(chunk)) => Ok(Progress::Texts(self.texts(vec![chunk]))),
            Ok(None) => self.end(ModelFailure::unavailable("an end without a finish reason")),
            Err(cut) => Err(unreadable(cut)),
        }
    }

    fn texts(&mut self, chunks: Vec<Chunk>) -> Vec<String> {
        let texts = chunks.into_iter().map_while(|chunk| self.take(chunk));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The end of the reading is a good one after a reason, unless it is in the middle of an event: that may be text.
    fn end(&mut self, why: ModelFailure) -> Result<Progress, ModelFailure> {
        match self.finish.take() {
            Some((finish, _)) if !self.reader.is_mid_event() => Ok(Progress::Finished(finish)),
            _ => Err(why),
        }
    }

    fn is_settled(&self) -> bool {
        let is_over = self.finish.as_ref().is_some_and(|(_, settled_by)| *settled_by <= Instant::now());
        is_over && !self.reader.is_mid_event()
    }

    /// The text of an event; None when it is an error, whose word counts more than any reason before it.
    fn take(&mut self, chunk: Chunk) -> Option<String> {
        if let Some(error) = chunk.error {
            self.stop(api_failure(error.code.clamp(0, 999) as u16, &error));
            return None;
        }
        self.usage.update(chunk.usage_metadata.unwrap_or_default());
        let Candidate { content, finish_reason } = chunk.candidates.into_iter().next().unwrap_or_default();
        let has_content = content.parts.iter().any(|part| part.text.as_ref().is_some_and(|text| !text.is_empty()));
        let mut parts = content.parts.into_iter().filter(|part| !part.thought).filter_map(|part| part.text);
        let mut text = parts.next().unwrap_or_default();
        text.extend(parts);
        // No text of ours has U+0000 in it, and Postgres would not take it.
        text.retain(|character| character != '\0');

        let block_reason = chunk.prompt_feedback.and_then(|feedback| feedback.block_reason);
        let finish = block_reason.map(Finish::Filter).or_else(|| finish_reason.and_then(Finish::parse));
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
    ModelFailure::unavailable(what)
}

impl Finish {
    /// None: the word for none.
    fn parse(reason: String) -> Option<Self> {
        match reason.as_str() {
            "" | "FINISH_REASON_UNSPECIFIED" => None,
            "STOP" => Some(Self::Stop),
            "MAX_TOKENS" | "CONTINUATION" => Some(Self::Length),
            "SAFETY" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => Some(Self::Filter(reason)),
            _ => Some(Self::Other(reason)),
        }
    }
}

#[cfg(test)]
mod tests;
