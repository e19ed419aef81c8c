//! Environment, Gemini: the models, and how many generations a user may ask for.

use std::collections::HashMap;

use secrecy::SecretString;

use super::{
    Problems,
    reader::{Reader, is_model},
};

/// The model.
#[derive(Debug, Clone)]
pub struct Gemini {
    /// `GEMINI_API_KEY`
    pub api_key: SecretString,
    /// `GEMINI_MODELS`: first choice, then fallbacks.
    pub models: Vec<String>,
    /// `GEMINI_BASE_URL`
    pub base_url: String,
}

/// How many generations one user may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AiLimits {
    /// `AI_HOURLY_LIMIT`
    pub hourly: i32,
    /// `AI_DAILY_LIMIT`
    pub daily: i32,
}

/// Gemini alone.
pub fn gemini(pairs: HashMap<String, String>) -> Result<Gemini, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let gemini = Gemini::read(&mut reader);
    reader.finish(gemini)
}

impl Gemini {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let production = reader.production();
        let api_key = reader.secret("GEMINI_API_KEY", "Google AI Studio, API keys");
        let models = reader.list_or("GEMINI_MODELS", "gemini-3.8-flash,gemini-3.5-flash-lite");
        if !models.iter().all(|model| is_model(model)) {
            reader.problem(
                "GEMINI_MODELS",
                "has a name that is no model's",
                "names such as gemini-3.8-flash, comma separated",
            );
        }
        let base_url = reader.base_url("GEMINI_BASE_URL", "https://generativelanguage.googleapis.com", production);
        Some(Self { api_key: api_key?, models, base_url: base_url? })
    }
}

impl AiLimits {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let hourly = reader.number("AI_HOURLY_LIMIT", 30, 1..=100_000);
        let daily = reader.number("AI_DAILY_LIMIT", 200, 1..=1_000_000);
        Some(Self { hourly: hourly? as i32, daily: daily? as i32 })
    }
}
