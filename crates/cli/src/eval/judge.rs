//! Judge: one model, asked for feedback by the very prompt and client of the product, a few calls at a time.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use darasa_core::{
    Error,
    base::{
        clock,
        env::{self, ModelName, Problems},
        http_client::HttpClient,
        newtype::TextEnum,
    },
    domain::{generation::prompts, questions::new_answer},
    providers::{
        ProbeResult,
        gemini::Gemini,
        model::{ModelFailure, Pace, Prompt},
        models::{ModelRequest, Models, TextStream},
    },
};
use futures_util::future::try_join_all;
use tokio::time::{Instant, sleep};

use super::{
    cases::Case,
    grading::{CaseGrading, Tokens, Written},
    progress::Progress,
};
use crate::{Failure, env_file::Settings};

/// A call that finds the model busy, or is broken off, is made so often in all.
const MOST_ATTEMPTS: u32 = 5;
/// A model that wants to be left alone for longer ends the run.
const LONGEST_WAIT: u32 = 120;
/// Seconds after an answer that broke off, where nobody says how long to wait.
const WAIT_AFTER_BREAK: u32 = 1;

/// A model, as `--model` or `--baseline` names it.
pub struct Judge {
    pub name: ModelName,
    models: Models,
    /// Its provider lists it, or it has answered. Whoever is not known is not asked again.
    is_known: AtomicBool,
}

/// One answer to be judged.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    pub case: &'a Case,
    /// As the model is shown it.
    pub answer: String,
    pub is_injected: bool,
}

/// The prompt that the route makes of a case.
pub fn prompt(case: &Case, answer: &str) -> Prompt {
    prompts::answer_feedback(&case.job, case.difficulty.as_str(), &case.question, answer)
}

impl Judge {
    /// The model alone, with the keys and addresses of the environment. Whoever else is named there is not asked.
    pub fn new(option: &str, name: &str, settings: &Settings) -> Result<Self, Failure> {
        let mut settings = settings.clone();
        settings.remove("GEMINI_MODELS");
        settings
            .extend([("AI_MODELS", name), ("VOICE_PROVIDER", "off")].map(|(name, value)| (name.into(), value.into())));
        let (settings, _) = env::models_and_voice(settings).map_err(|problems| named(option, problems))?;
        let [name] = &settings.names[..] else {
            return Err(format!("{option} takes one model, provider/model").into());
        };
        let gemini = settings.gemini.as_ref().map(|settings| Gemini::new(HttpClient::default(), settings));
        let models = Models::new(&settings, gemini.as_ref(), HttpClient::default, Pace::default(), clock::system());
        Ok(Self { name: name.clone(), models: models.map_err(|error| cause(&error))?, is_known: AtomicBool::new(true) })
    }

    /// Asks its provider for nothing, so that what is wrong with it is known before anything is paid. Not every server
    /// lists its models.
    pub async fn check(&self) -> Result<(), Failure> {
        for (name, report) in self.models.probe_each().await.map_err(|error| cause(&error))? {
            match report.result {
                ProbeResult::Accepted => {}
                ProbeResult::NotFound => {
                    eprintln!("darasa: its provider lists no model {name}; it is asked all the same");
                    self.is_known.store(false, Relaxed);
                }
                ProbeResult::Rejected => return Err(format!("{name}: its provider does not take our key").into()),
                ProbeResult::Unavailable(why) => return Err(format!("{name}: {why}").into()),
            }
        }
        Ok(())
    }

    /// All of them, at most so many at once, in their order. What cannot be judged ends the run.
    pub async fn grade(&self, calls: &[Call<'_>], at_once: usize) -> Result<Vec<CaseGrading>, Failure> {
        let (next, progress) = (AtomicUsize::new(0), Progress::new(&self.name, calls.len()));
        let worker = async || {
            let mut done = Vec::new();
            while let Some((nth, call)) = calls.iter().enumerate().nth(next.fetch_add(1, Relaxed)) {
                let grading = self.grade_one(call).await;
                done.push((nth, grading.map_err(|error| format!("{}, {}: {error}", self.name, call.case.id))?));
                progress.advance();
            }
            Ok::<_, Failure>(done)
        };
        let done = try_join_all((0..at_once).map(|_| worker())).await?;
        let mut done: Vec<_> = done.into_iter().flatten().collect();
        done.sort_by_key(|(nth, _)| *nth);
        Ok(done.into_iter().map(|(_, grading)| grading).collect())
    }

    async fn grade_one(&self, call: &Call<'_>) -> Result<CaseGrading, Failure> {
        let (mut repeated, mut lost) = (0, Tokens::default());
        let written = loop {
            match self.write(call).await {
                Ok(written) => break written,
                Err(trouble) => {
                    lost = sum(lost, trouble.tokens);
                    let is_last = repeated + 1 == MOST_ATTEMPTS || !self.is_known.load(Relaxed);
                    sleep(trouble.wait(is_last)?).await;
                }
            }
            repeated += 1;
        };
        self.is_known.store(true, Relaxed);
        let tokens = sum(lost, written.tokens);
        let grading = CaseGrading::new(call.case, &call.answer, Written { repeated, tokens, ..written }).await;
        Ok(grading.map_err(|error| cause(&error))?)
    }

    /// One answer of the model, from the route's prompt by the route's client.
    async fn write(&self, call: &Call<'_>) -> Result<Written, Trouble> {
        let arrived = Instant::now();
        let asked = ModelRequest { refusal: new_answer::REFUSAL, arrived, token: None, heard: &[] };
        let mut stream = match self.models.stream(prompt(call.case, &call.answer), asked).await {
            Ok(stream) => stream,
            // A filter blocked it.
            Err(Error::BadRequest(_)) => return Ok(Written { is_cut: true, ..Written::default() }),
            Err(error) => return Err(Trouble::before(&error)),
        };
        let first_word = Some(arrived.elapsed());
        let ended = read_on(&mut stream).await;
        let is_cut = ended.map_err(|trouble| Trouble { tokens: stream.tokens(), ..trouble })?;
        Ok(Written { is_cut, tokens: stream.tokens(), text: stream.written, first_word, repeated: 0 })
    }
}

fn sum(one: Tokens, other: Tokens) -> Tokens {
    (one.0.saturating_add(other.0), one.1.saturating_add(other.1))
}

/// Until the end. True: the model itself ended before it was done.
async fn read_on(stream: &mut TextStream) -> Result<bool, Trouble> {
    loop {
        match stream.next().await {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(false),
            Err(ModelFailure::Cut(_) | ModelFailure::Blocked(_)) => return Ok(true),
            Err(failure) => return Err(Trouble::in_mid_stream(failure)),
        }
    }
}

/// Why there is no answer, and how many seconds to wait before asking again, if that can help.
struct Trouble {
    cause: String,
    wait: Option<u32>,
    /// What it cost, as far as that was told.
    tokens: Tokens,
}

impl Trouble {
    /// How long to wait before the next attempt, if there is one that may help.
    fn wait(self, is_last: bool) -> Result<Duration, Failure> {
        match self.wait {
            Some(seconds) if seconds > LONGEST_WAIT => {
                Err(format!("{}; it wants to be left alone for {seconds} s", self.cause).into())
            }
            Some(seconds) if !is_last => Ok(Duration::from_secs(seconds.into())),
            _ => Err(self.cause.into()),
        }
    }

    fn before(error: &Error) -> Self {
        let wait = if let Error::Unavailable { retry_after, .. } = error { Some(*retry_after) } else { None };
        Self { cause: cause(error), wait, tokens: Tokens::default() }
    }

    fn in_mid_stream(failure: ModelFailure) -> Self {
        match failure {
            ModelFailure::Unavailable { cause, retry_after, .. } => {
                Self { cause, wait: Some(retry_after.unwrap_or(WAIT_AFTER_BREAK)), tokens: Tokens::default() }
            }
            other => Self { cause: format!("{other:?}"), wait: None, tokens: Tokens::default() },
        }
    }
}

/// The problems of the environment, under the name by which the model was given.
fn named(option: &str, Problems(problems): Problems) -> Failure {
    let line = |problem: env::Problem| {
        let name = if problem.variable == "AI_MODELS" { option } else { problem.variable };
        format!("{name} {} ({})", problem.wrong, problem.advice)
    };
    problems.into_iter().map(line).collect::<Vec<_>>().join("\n").into()
}

fn cause(error: &Error) -> String {
    error.cause().map_or_else(|| error.to_string(), str::to_owned)
}
