//! Finding: one thing that was checked, and what to do about it.

use std::fmt;

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Good,
    Warning,
    Bad,
}

/// Never holds a secret: messages are made of names, counts and what servers said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Level,
    pub about: &'static str,
    pub message: String,
    pub advice: Option<String>,
}

impl Finding {
    pub fn good(about: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Good, about, message: message.into(), advice: None }
    }

    pub fn warning(about: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::good(about, message) }
    }

    pub fn bad(about: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Bad, ..Self::good(about, message) }
    }

    pub fn advising(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.level {
            Level::Good => "✅",
            Level::Warning => "⚠️ ",
            Level::Bad => "❌",
        };
        write!(formatter, "{mark} {}: {}", self.about, self.message)?;
        match &self.advice {
            Some(advice) => write!(formatter, "\n   → {advice}"),
            None => Ok(()),
        }
    }
}
