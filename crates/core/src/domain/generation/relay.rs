//! Relay of a model's text: passed on as it comes, stored and settled when it ends, however it ends.

use std::iter;

use serde_json::{Value, json};
use tokio::time::timeout_at;

use super::{
    Deadlines, Generated, ObjectRules, Shape, StoreResult,
    ai_sdk_stream::{AROUND_DELTA, FinishReason},
    json_object::ObjectReader,
    live_text::{LiveEnd, LiveState},
    live_writer::LiveWriter,
    stream_client::StreamClient,
};
use crate::{
    base::{
        blocking,
        error::{Error, Result},
        telemetry, trace,
    },
    domain::accounts::usage::{self, Reservation, Spent},
    providers::{model::ModelFailure, models::TextStream},
    storage::db::{self, Db},
};

/// So many characters of a text are its substance: whoever was shown them pays, also when the text ended too early, by
/// the model's doing or by the reader's.
pub const SUBSTANCE: usize = 200;

pub(super) const MODEL_FAILED: &str = "The model failed.";
const NOT_STORED: &str = "Your result could not be saved. Nothing was charged; please try again.";

/// One text on its way from the model to a client and into the database.
pub(super) struct Relay {
    pub db: Db,
    pub paid: Reservation,
    pub shape: Shape,
    pub deadlines: Deadlines,
    pub client: StreamClient,
    /// For those who read along.
    pub live: LiveWriter,
}

/// How a text ends that has not failed.
enum End {
    Model(FinishReason),
    /// Its person wants no more of it.
    Stopped,
}

/// What is done with a text that has ended.
enum Outcome {
    /// It is stored, with the data for the last part.
    Stored(Option<(&'static str, Value)>, FinishReason),
    /// It was stopped; of enough of it that was stored, and settled.
    Stopped,
    /// Nothing is stored, but enough was shown: the use is settled.
    Shown,
    /// Nothing came of it: the use is given back.
    Failed(&'static str),
}

impl Relay {
    /// `store` keeps a text and settles its use in one statement, which may be repeated.
    pub async fn run<S, F>(mut self, text: TextStream, store: S)
    where
        S: Fn(Generated) -> F,
        F: Future<Output = StoreResult>,
    {
        match self.outcome(text, store).await {
            Outcome::Stored(data, reason) => {
                let told = LiveEnd::new(LiveState::Done, data.as_ref().map(|(_, value)| value.clone()));
                self.live.end(LiveEnd { is_cut: reason == FinishReason::Length, ..told });
                self.client.finish(data, reason);
            }
            Outcome::Stopped => {
                self.live.end(LiveEnd::new(LiveState::Stopped, Some(stopped().1)));
                self.client.finish(Some(stopped()), FinishReason::Stop);
            }
            Outcome::Shown => {
                trace::note(|trace| trace.note_error("model"));
                self.live.end(LiveEnd::new(LiveState::Failed, None));
                self.client.fail(MODEL_FAILED);
            }
            Outcome::Failed(sentence) => {
                self.give_back().await;
                self.live.end(LiveEnd::new(LiveState::Failed, None));
                self.client.fail(sentence);
            }
        }
    }

    /// One that is not given back in time lapses by itself.
    async fn give_back(&self) {
        timeout_at(self.deadlines.released_by, usage::release(&self.db, &self.paid)).await.ok();
    }

    async fn outcome<S, F>(&mut self, mut text: TextStream, store: S) -> Outcome
    where
        S: Fn(Generated) -> F,
        F: Future<Output = StoreResult>,
    {
        let mut whole = String::new();
        let ended = self.pass_on(&mut text, &mut whole).await;
        let (input_tokens, output_tokens) = count(&text);
        let is_cut = !matches!(ended, Ok(End::Model(FinishReason::Stop)));
        let made = Generated { text: whole, model: text.model.clone(), input_tokens, output_tokens, is_cut };
        // The model is not listened to any longer, whatever is done with what it wrote.
        drop(text);
        let reason = match ended {
            Ok(End::Model(reason)) => reason,
            Ok(End::Stopped) => return self.stop(made, store).await,
            Err(failure) => {
                tracing::warn!(gen_ai.request.model = made.model, ?failure, "a model failed in mid-stream");
                return failed();
            }
        };
        match self.shape {
            Shape::Prose if reason == FinishReason::Stop || has_substance(&made.text) => {
                self.keep(made, reason, store).await
            }
            Shape::Prose => failed(),
            Shape::Object(rules) => self.end_object(made, reason, rules, store).await,
        }
    }

    /// What was shown in substance is settled, and stored where it can be.
    async fn stop<S, F>(&mut self, made: Generated, store: S) -> Outcome
    where
        S: Fn(Generated) -> F,
        F: Future<Output = StoreResult>,
    {
        let (can_be_stored, was_shown) = match self.shape {
            Shape::Prose => (has_substance(&made.text), false),
            Shape::Object(rules) => match rules.judge(made.text.clone()).await {
                Ok(()) => (true, true),
                Err((_, was_shown)) => (false, was_shown),
            },
        };
        if can_be_stored {
            let kept = self.keep(made, FinishReason::Stop, store).await;
            return if matches!(kept, Outcome::Stored(..)) { Outcome::Stopped } else { kept };
        }
        if was_shown {
            self.settle(made).await;
        } else {
            self.give_back().await;
        }
        Outcome::Stopped
    }

    async fn end_object<S, F>(&mut self, made: Generated, reason: FinishReason, rules: ObjectRules, store: S) -> Outcome
    where
        S: Fn(Generated) -> F,
        F: Future<Output = StoreResult>,
    {
        match rules.judge(made.text.clone()).await {
            Ok(()) => self.keep(made, reason, store).await,
            Err((invalid, has_substance)) => {
                if reason == FinishReason::Stop {
                    not_stored(&invalid);
                }
                if has_substance { self.settle(made).await } else { failed() }
            }
        }
    }

    /// Until the model ends, by itself or cut: any end that it gives a reason for; or until it is stopped.
    async fn pass_on(&mut self, text: &mut TextStream, whole: &mut String) -> Result<End, ModelFailure> {
        let mut object = ObjectReader::default();
        loop {
            let next = self.live.unless_stopped(text.next());
            let delta = match self.client.alive_until(next, self.deadlines.heartbeat).await {
                Some(Ok(Some(delta))) => delta,
                Some(Ok(None)) => return Ok(End::Model(FinishReason::Stop)),
                Some(Err(ModelFailure::Cut(reason))) => {
                    tracing::warn!(gen_ai.request.model = text.model, reason, "a model ended too early");
                    return Ok(End::Model(FinishReason::Length));
                }
                Some(Err(failure)) => return Err(failure),
                None => return Ok(End::Stopped),
            };
            // What came together leaves together, for each piece is a write of its own.
            text.gather().await;
            let mut piece = String::with_capacity(delta.len() + AROUND_DELTA);
            for delta in iter::once(delta).chain(text.at_hand()) {
                let delta = if matches!(self.shape, Shape::Object(_)) { object.push(&delta) } else { &delta };
                whole.push_str(delta);
                self.live.push(delta);
                self.client.protocol.write_text(&mut piece, delta);
            }
            self.client.send(piece.into());
        }
    }

    async fn keep<S, F>(&mut self, made: Generated, reason: FinishReason, store: S) -> Outcome
    where
        S: Fn(Generated) -> F,
        F: Future<Output = StoreResult>,
    {
        match self.client.in_time(self.deadlines, db::retry(|| store(made.clone()))).await {
            Ok(data) => Outcome::Stored(data, reason),
            Err(error) => {
                not_stored(&error);
                Outcome::Failed(NOT_STORED)
            }
        }
    }

    /// While the database is away the use stays reserved, and lapses by itself.
    async fn settle(&mut self, made: Generated) -> Outcome {
        let settled = db::retry(|| {
            let spent =
                Spent { model: &made.model, input_tokens: made.input_tokens, output_tokens: made.output_tokens };
            usage::settle_alone(&self.db, &self.paid, spent)
        });
        if let Err(error) = self.client.in_time(self.deadlines, settled).await {
            tracing::warn!(receipt = %self.paid.id, cause = error.cause(), "what was shown is not settled");
        }
        Outcome::Shown
    }
}

/// The data of a stream that ends because its person stopped it.
pub(super) fn stopped() -> (&'static str, Value) {
    ("stopped", json!({ "stopped": true }))
}

impl ObjectRules {
    /// Whether a text is valid, or else why not, and whether it is worth a use. What the model wrote takes milliseconds
    /// to check, so no worker does it.
    async fn judge(self, text: String) -> Result<(), (Error, bool)> {
        let check = move || (self.check)(&text).map_err(|error| (error, (self.has_substance)(&text)));
        blocking::run(check).await.unwrap_or_else(|error| Err((error, false)))
    }
}

fn not_stored(error: &Error) {
    telemetry::fault("not-stored", "a finished text could not be stored", error.cause().unwrap_or_default());
}

fn failed() -> Outcome {
    trace::note(|trace| trace.note_error("model"));
    Outcome::Failed(MODEL_FAILED)
}

fn has_substance(text: &str) -> bool {
    text.chars().nth(SUBSTANCE - 1).is_some()
}

/// Tokens read and written; those of a model that failed are paid for too.
pub(super) fn count(text: &TextStream) -> (i32, i32) {
    let (input, output) = text.tokens();
    trace::note(|trace| trace.note_tokens(input, output));
    (input, output)
}
