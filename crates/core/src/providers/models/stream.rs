//! Text stream: one answer of a model as it is written, over as many calls as it takes.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use secrecy::SecretString;
use tokio::{task::yield_now, time::Instant};

use super::{
    call::{Call, Progress},
    provider::Model,
};
use crate::{
    base::{
        env::ModelProvider,
        trace::{self, Part},
    },
    providers::model::{Finish, ModelFailure, Pace, Prompt},
};

/// How often an answer cut by its token limit is continued.
const MOST_CONTINUATIONS: u32 = 3;
/// No answer of ours is longer; a model that writes on is out of its mind.
const TEXT_LIMIT: usize = 256 * 1024;
/// So many pieces of a reply are gathered at most before they are handed out.
const MOST_GATHERED: usize = 32;
/// While nothing more is found behind a piece, it is looked for at every so many of them at most.
const LONGEST_PAUSE: u32 = 15;

pub struct TextStream {
    asked: Arc<Model>,
    /// Without its file: answers to one are objects, which are never continued.
    prompt: Prompt,
    /// Of the request that the text is for, where the gateway may have to be shown it again.
    token: Option<SecretString>,
    pace: Pace,
    pub model: String,
    /// All text so far.
    pub written: String,
    call: Call,
    /// Text read together with what was handed out before it.
    waiting: VecDeque<String>,
    lateness: Lateness,
    continuations: u32,
    /// Text length when the current call began: one that adds nothing is no continuation.
    written_before_call: usize,
    ends_by: Instant,
    input_tokens: i32,
    output_tokens: i32,
}

/// How long a model is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// When there must be text.
    pub first_by: Instant,
    /// How long it may be silent before that, where another model could be asked instead.
    pub silence: Option<Duration>,
    pub ends_by: Instant,
}

impl Patience {
    fn until(self, now: Instant) -> Instant {
        self.silence.map_or(self.first_by, |silence| self.first_by.min(now + silence))
    }
}

impl TextStream {
    pub(super) async fn begin(
        model: &Arc<Model>,
        prompt: &Prompt,
        request: Bytes,
        token: Option<&SecretString>,
        (pace, patience): (Pace, Patience),
    ) -> Result<Self, ModelFailure> {
        let response = model.call(request, token, patience.until(Instant::now())).await?;
        let mut stream = Self {
            asked: model.clone(),
            prompt: Prompt { attachment: None, ..prompt.clone() },
            token: token.filter(|_| model.provider == ModelProvider::Gateway).cloned(),
            pace,
            model: model.name.clone(),
            written: String::new(),
            call: Call::new(response, model.events(), pace.to_settle),
            waiting: VecDeque::new(),
            lateness: Lateness::default(),
            continuations: 0,
            written_before_call: 0,
            ends_by: patience.ends_by,
            input_tokens: 0,
            output_tokens: 0,
        };
        match stream.text_by(|now| patience.until(now)).await? {
            Some(first) => stream.waiting.push_front(first),
            None => return Err(ModelFailure::useless("an end without any text")),
        }
        Ok(stream)
    }

    /// The next piece of text; None when the answer is complete.
    pub async fn next(&mut self) -> Result<Option<String>, ModelFailure> {
        if let Some(text) = self.waiting.pop_front() {
            return Ok(Some(text));
        }
        let (ends_by, between) = (self.ends_by, self.pace.between_deltas);
        match trace::measure(Part::Ai, self.text_by(|now| ends_by.min(now + between))).await {
            // It is our time that is over: whoever makes a model write on and on is not given the text for nothing.
            Err(ModelFailure::Unavailable { .. }) if Instant::now() >= ends_by => Err(self.cut("no time was left")),
            next => next,
        }
    }

    /// Reads what has come by now. Only where we are late is there more than was handed out: then all of it leaves at
    /// once, or a busy process would write each piece by itself and fall behind for ever.
    pub async fn gather(&mut self) {
        for _ in 0..MOST_GATHERED {
            if let Some(texts) = self.call.read_at_hand().await {
                self.accept(texts);
                continue;
            }
            // Over HTTP/1.1 the next piece is fetched when it is asked for, by another task, which has its turn now.
            if !self.lateness.may_look() {
                return;
            }
            yield_now().await;
            let found = self.call.read_at_hand().await;
            self.lateness.found(found.is_some());
            match found {
                Some(texts) => self.accept(texts),
                None => return,
            }
        }
    }

    /// The pieces that are there without waiting.
    pub fn at_hand(&mut self) -> impl Iterator<Item = String> {
        self.waiting.drain(..)
    }

    /// Tokens read and written, as far as the model says.
    pub fn tokens(&self) -> (i32, i32) {
        let (read, written) = self.call.usage.tokens();
        (self.input_tokens.saturating_add(read), self.output_tokens.saturating_add(written))
    }

    /// Reads on until there is text or an end. Every chunk is a sign of life and moves the limit, thoughts too.
    async fn text_by(&mut self, limit: impl Fn(Instant) -> Instant) -> Result<Option<String>, ModelFailure> {
        loop {
            if let Some(text) = self.waiting.pop_front() {
                return Ok(Some(text));
            }
            let read = self.call.read(limit(Instant::now())).await;
            match read.map_err(|failure| self.after_words(failure))? {
                Progress::Texts(texts) => self.accept(texts),
                Progress::Finished(finish) => {
                    if !self.goes_on(finish).await? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    fn accept(&mut self, texts: Vec<String>) {
        for text in texts {
            if self.written.len() + text.len() > TEXT_LIMIT {
                return self.call.stop(ModelFailure::Cut("an answer without an end".to_owned()));
            }
            self.written.push_str(&text);
            self.waiting.push_back(text);
        }
    }

    /// Whether the answer goes on after this end of a call, with another one for the rest of it if so.
    async fn goes_on(&mut self, finish: Finish) -> Result<bool, ModelFailure> {
        match finish {
            Finish::Stop => Ok(false),
            Finish::Length => {
                if self.written.len() == self.written_before_call {
                    return Err(self.cut("an answer cut before its first word"));
                }
                if self.prompt.schema.is_some() {
                    return Err(self.cut("an object cut by its token limit"));
                }
                if self.continuations == MOST_CONTINUATIONS {
                    return Err(self.cut("an answer that does not end"));
                }
                // In a box, for it is rare and large, and each read would have room for it.
                Box::pin(self.continue_answer()).await.map(|()| true)
            }
            Finish::Filter(reason) => Err(self.blocked(reason)),
            Finish::Other(reason) => Err(self.cut(&format!("finished with {reason}"))),
        }
    }

    /// An error in the stream that speaks of a filter is the filter's end.
    fn after_words(&self, failure: ModelFailure) -> ModelFailure {
        match failure {
            ModelFailure::Blocked(reason) => self.blocked(reason),
            other => other,
        }
    }

    /// A filter's end. Before any text another model would be stopped as well.
    fn blocked(&self, reason: String) -> ModelFailure {
        if self.written.is_empty() { ModelFailure::Blocked(reason) } else { ModelFailure::Cut(reason) }
    }

    /// An end of the model's own. Before any text another model may do.
    fn cut(&self, why: &str) -> ModelFailure {
        if self.written.is_empty() { ModelFailure::useless(why) } else { ModelFailure::Cut(why.to_owned()) }
    }

    async fn continue_answer(&mut self) -> Result<(), ModelFailure> {
        (self.input_tokens, self.output_tokens) = self.tokens();
        self.continuations += 1;
        self.written_before_call = self.written.len();
        let by = self.ends_by.min(Instant::now() + self.pace.to_first_token);
        let request = self.asked.encode(&self.prompt, &self.written);
        let request = request.map_err(|error| ModelFailure::unavailable(error.cause().unwrap_or_default()))?;
        let response = self.asked.call(request, self.token.as_ref(), by).await?;
        self.call = Call::new(response, self.asked.events(), self.pace.to_settle);
        Ok(())
    }
}

/// Whether to look for more behind a piece, which costs a turn of all other tasks: always while that finds something,
/// and the more seldom the longer it does not.
#[derive(Debug, Default)]
struct Lateness {
    pause: u32,
    left_out: u32,
}

impl Lateness {
    fn may_look(&mut self) -> bool {
        let may = self.left_out == self.pause;
        self.left_out = if may { 0 } else { self.left_out + 1 };
        may
    }

    fn found(&mut self, more: bool) {
        self.pause = if more { 0 } else { (2 * self.pause + 1).min(LONGEST_PAUSE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At which of so many pieces it was looked for more, where the answer is always the same.
    fn looks(lateness: &mut Lateness, pieces: u32, more: bool) -> Vec<u32> {
        let look = |_: &u32| {
            let may = lateness.may_look();
            if may {
                lateness.found(more);
            }
            may
        };
        (1..=pieces).filter(look).collect()
    }

    #[test]
    fn whoever_is_in_time_looks_for_more_ever_more_seldom_and_whoever_is_late_always() {
        let mut lateness = Lateness::default();
        assert_eq!(looks(&mut lateness, 64, false), [1, 3, 7, 15, 31, 47, 63]);
        assert_eq!(looks(&mut lateness, 20, true), [15, 16, 17, 18, 19, 20], "found at the next look");
        assert_eq!(looks(&mut lateness, 8, false), [1, 3, 7]);
    }
}
