//! Environment, models: which are asked in which order, and how many generations a user may ask for.

use std::{collections::HashMap, fmt};

use secrecy::SecretString;

use super::{
    Problems,
    interviews::{Voice, VoiceProvider},
    model_accounts::{self, ModelAccount, ModelProvider},
    reader::{Reader, is_model},
};

/// A model as it is named in the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName {
    pub provider: ModelProvider,
    /// As its provider spells it.
    pub model: String,
}

/// The models that write.
#[derive(Debug, Clone)]
pub struct Models {
    /// `AI_MODELS`, or `GEMINI_MODELS`: first choice, then fallbacks.
    pub names: Vec<ModelName>,
    /// None: neither a model nor a voice of theirs is asked for.
    pub gemini: Option<Gemini>,
    /// Of the other providers that are named.
    pub accounts: Vec<ModelAccount>,
}

/// Our account with Google.
#[derive(Debug, Clone)]
pub struct Gemini {
    /// `GEMINI_API_KEY`
    pub api_key: SecretString,
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

const VOICE_ADVICE: &str = "for spoken interviews: Google AI Studio, API keys; or VOICE_PROVIDER=off";

/// The models that write and the one that speaks, alone.
pub fn models_and_voice(pairs: HashMap<String, String>) -> Result<(Models, Voice), Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let voice = Voice::read(&mut reader, None);
    let models = Models::read(&mut reader, voice.as_ref());
    reader.finish(models.zip(voice))
}

/// As it is stored and logged: Google's by their bare names, as ever.
impl fmt::Display for ModelName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.provider {
            ModelProvider::Google => out.write_str(&self.model),
            other => write!(out, "{}/{}", other.as_str(), self.model),
        }
    }
}

impl Models {
    pub(super) fn read(reader: &mut Reader, voice: Option<&Voice>) -> Option<Self> {
        let names = names(reader);
        let has = |provider| names.iter().flatten().any(|name: &ModelName| name.provider == provider);
        let speaks = voice.is_none_or(|voice| voice.provider == VoiceProvider::Gemini);
        let gemini = Gemini::read(reader, has(ModelProvider::Google), speaks);
        let accounts = model_accounts::read(reader, has);
        Some(Self { names: names?, gemini: gemini?, accounts: accounts? })
    }
}

fn names(reader: &mut Reader) -> Option<Vec<ModelName>> {
    let googles = reader.list_or("GEMINI_MODELS", "gemini-3.8-flash,gemini-3.5-flash-lite");
    if reader.optional("AI_MODELS").is_none() {
        return googles_names(reader, googles);
    }
    if reader.optional("GEMINI_MODELS").is_some() {
        let advice = "set AI_MODELS alone; in it Google's models are google/…";
        reader.problem("GEMINI_MODELS", "is set, and AI_MODELS too", advice);
    }
    let list = reader.list("AI_MODELS");
    if list.is_empty() {
        reader.problem("AI_MODELS", "names no model", "provider/model, comma separated");
    }
    let names: Vec<_> = list.iter().map(|name| name_of(reader, name)).collect();
    names.into_iter().collect::<Option<Vec<_>>>().filter(|names| !names.is_empty())
}

fn googles_names(reader: &mut Reader, models: Vec<String>) -> Option<Vec<ModelName>> {
    if !models.iter().all(|model| is_model(model)) {
        let advice = "names such as gemini-3.8-flash, comma separated";
        reader.problem("GEMINI_MODELS", "has a name that is no model's", advice);
        return None;
    }
    Some(models.into_iter().map(|model| ModelName { provider: ModelProvider::Google, model }).collect())
}

/// Split at the first slash, for a model's name may have more.
fn name_of(reader: &mut Reader, name: &str) -> Option<ModelName> {
    let (provider, model) = name.split_once('/').unwrap_or((name, ""));
    let Some(provider) = ModelProvider::parse(provider) else {
        let known = ModelProvider::WORDS.map(|(word, _)| word).join(", ");
        reader.problem(
            "AI_MODELS",
            format!("names a provider that is none of: {known}"),
            "provider/model, comma separated",
        );
        return None;
    };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@".contains(&byte);
    let is_good = match provider {
        // It becomes part of a URL.
        ModelProvider::Google => is_model(model),
        _ => model.bytes().all(is_letter),
    };
    if model.is_empty() || !is_good {
        reader.problem("AI_MODELS", "has a name that is no model's", "such as ollama/qwen3:8b, comma separated");
        return None;
    }
    Some(ModelName { provider, model: model.to_owned() })
}

impl Gemini {
    /// The outer None is a problem.
    fn read(reader: &mut Reader, writes: bool, speaks: bool) -> Option<Option<Self>> {
        let production = reader.production();
        let base_url = reader.base_url("GEMINI_BASE_URL", "https://generativelanguage.googleapis.com", production);
        if !writes && !speaks && reader.optional("GEMINI_API_KEY").is_none() {
            return Some(None);
        }
        let place = "Google AI Studio, API keys";
        let api_key = reader.secret("GEMINI_API_KEY", if writes { place } else { VOICE_ADVICE });
        Some(Some(Self { api_key: api_key?, base_url: base_url? }))
    }
}

impl AiLimits {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let hourly = reader.number("AI_HOURLY_LIMIT", 30, 1..=100_000);
        let daily = reader.number("AI_DAILY_LIMIT", 200, 1..=1_000_000);
        Some(Self { hourly: hourly? as i32, daily: daily? as i32 })
    }
}
