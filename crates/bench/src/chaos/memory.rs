//! Memory of one client: what it did, and what was replied.

use tokio::time::Instant;

#[derive(Debug, Default)]
pub struct Memory {
    pub owner: String,
    pub jobs: Vec<Job>,
    pub questions: Vec<Made>,
    pub answers: Vec<Made>,
    pub resumes: Vec<Made>,
    pub interviews: Vec<Interview>,
    /// What was refused: questions by their id, answers by their text, résumés by their name. None of it may be there.
    pub refused: Vec<String>,
    /// The limits that replies called spent.
    pub spent: Vec<String>,
    pub seen: Vec<Seen>,
    /// What should not have been seen at all.
    pub violations: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub name: String,
    pub version: i32,
    pub description: String,
}

/// A question by its id with its text, an answer by its text with its feedback, a résumé by its name with its
/// judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub key: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    pub id: String,
    /// Held in writing, turn by turn; else it is spoken.
    pub written: bool,
    pub over: bool,
    pub said: Vec<String>,
}

/// One request and what became of it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub what: &'static str,
    pub began: Instant,
    pub ended: Instant,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    Done,
    /// A stream that ended with the protocol's own error part, or broke where the protocol has none.
    ToldInStream,
    Refused(u16),
    /// No reply, or not all of it.
    Broken,
}

impl Seen {
    /// Whether the model has to be there for it.
    pub fn is_generation(&self) -> bool {
        ["question", "feedback", "turn", "resume", "racing turn"].contains(&self.what)
    }
}

impl Memory {
    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(format!("{}: {}", self.owner, what.into()));
    }
}
