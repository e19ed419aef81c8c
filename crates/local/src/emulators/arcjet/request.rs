//! Request to decide about, as far as a decision needs it.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Request {
    pub details: Option<Details>,
    pub rules: Vec<Rule>,
    /// Of all rules that have none of their own.
    pub characteristics: Vec<String>,
}

/// Who came, and what for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    pub ip: String,
    pub method: String,
    pub host: String,
    pub path: String,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub extra: BTreeMap<String, String>,
    pub cookies: String,
    /// With its question mark.
    pub query: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rule {
    RateLimit(RateLimit),
    Shield(Shield),
    BotV2(Lists),
    Email(Email),
    SensitiveInfo(Lists),
    Filter(Lists),
    PromptInjectionDetection(Plain),
    Bots(Plain),
}

/// A rule without a mode is not there to refuse anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Mode {
    #[default]
    #[serde(rename = "MODE_UNSPECIFIED")]
    Unspecified,
    #[serde(rename = "MODE_DRY_RUN")]
    DryRun,
    #[serde(rename = "MODE_LIVE")]
    Live,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RateLimit {
    pub mode: Mode,
    pub r#match: String,
    pub characteristics: Vec<String>,
    pub algorithm: Algorithm,
    pub max: u32,
    pub window_in_seconds: u32,
    pub interval: u32,
    pub refill_rate: u32,
    pub capacity: u32,
}

/// Without one, it is a fixed window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    #[serde(rename = "RATE_LIMIT_ALGORITHM_TOKEN_BUCKET")]
    TokenBucket,
    #[default]
    #[serde(rename = "RATE_LIMIT_ALGORITHM_FIXED_WINDOW", alias = "RATE_LIMIT_ALGORITHM_UNSPECIFIED")]
    FixedWindow,
    #[serde(rename = "RATE_LIMIT_ALGORITHM_SLIDING_WINDOW")]
    SlidingWindow,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shield {
    pub mode: Mode,
    pub characteristics: Vec<String>,
}

/// Rules that name what they let through, or what they do not.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Lists {
    pub mode: Mode,
    pub allow: Vec<String>,
    pub deny: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Email {
    pub mode: Mode,
    pub allow: Vec<String>,
    pub deny: Vec<String>,
    pub require_top_level_domain: bool,
    pub allow_domain_literal: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Plain {
    pub mode: Mode,
}

impl Rule {
    pub fn mode(&self) -> Mode {
        match self {
            Self::RateLimit(rule) => rule.mode,
            Self::Shield(rule) => rule.mode,
            Self::BotV2(rule) | Self::SensitiveInfo(rule) | Self::Filter(rule) => rule.mode,
            Self::Email(rule) => rule.mode,
            Self::PromptInjectionDetection(rule) | Self::Bots(rule) => rule.mode,
        }
    }

    /// The rule's own characteristics; without any, those of the whole request.
    pub fn characteristics<'a>(&'a self, of_all: &'a [String]) -> &'a [String] {
        match self {
            Self::RateLimit(RateLimit { characteristics, .. }) | Self::Shield(Shield { characteristics, .. })
                if !characteristics.is_empty() =>
            {
                characteristics
            }
            _ => of_all,
        }
    }
}
