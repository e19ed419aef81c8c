//! Script of an interview: what is asked, what is heard, and what goes wrong.

use std::time::Duration;

const INTERVIEW: &str = include_str!("interview.md");
/// How many words arrive together.
const WORDS: usize = 4;

#[derive(Clone, Debug)]
pub struct Script {
    /// Each question, and what is heard as its answer when somebody speaks. What somebody types is heard as it is.
    pub(crate) turns: Vec<(String, String)>,
    pub(crate) closing: String,
    pub(crate) mishaps: Vec<Mishap>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The setup is never confirmed.
    NoSetupComplete,
    /// Announces an end after so long, and ends when the rest of the time is over.
    GoAway { after: Duration, left: Duration },
    /// Closes in the middle of this question, counted from 1.
    Close { question: usize, code: u16, reason: &'static str },
    /// This question, counted from 1, is broken off, as if somebody had spoken into it.
    Interrupted { question: usize },
    /// This question, counted from 1, is never said: nothing comes until the client says something again.
    Silent { question: usize },
    /// What the candidate said is transcribed when the next question has begun.
    LateTranscripts,
    /// What the candidate said is transcribed twice.
    RepeatedTranscripts,
}

impl Script {
    /// These questions, and what is heard as their answers.
    pub fn new<Q: Into<String>, A: Into<String>>(turns: impl IntoIterator<Item = (Q, A)>) -> Self {
        let turns = turns.into_iter().map(|(question, answer)| (question.into(), answer.into())).collect();
        Self { turns, closing: "Thank you, that was all.".to_owned(), mishaps: Vec::new() }
    }

    pub fn with(mut self, mishap: Mishap) -> Self {
        self.mishaps.push(mishap);
        self
    }

    pub(crate) fn has(&self, mishap: &Mishap) -> bool {
        self.mishaps.contains(mishap)
    }

    /// The code and the reason with which this question is cut off.
    pub(crate) fn close_in(&self, number: usize) -> Option<(u16, &'static str)> {
        self.mishaps.iter().find_map(|mishap| match mishap {
            Mishap::Close { question, code, reason } if *question == number => Some((*code, *reason)),
            _ => None,
        })
    }
}

impl Default for Script {
    /// A short interview that suits most jobs.
    fn default() -> Self {
        let paragraphs: Vec<&str> = INTERVIEW.trim().split("\n\n").collect();
        let (turns, closing) = paragraphs.as_chunks::<2>();
        Self { closing: closing.concat(), ..Self::new(turns.iter().map(|[question, answer]| (*question, *answer))) }
    }
}

/// A text as it arrives while it is spoken; joined again the pieces are the text.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive(' ').collect::<Vec<_>>().chunks(WORDS).map(<[&str]>::concat).collect()
}
