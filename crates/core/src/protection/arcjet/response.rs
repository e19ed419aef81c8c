//! Arcjet response: in Connect's JSON. Fields that are zero are missing, an enum may be its number, and what is not
//! understood decides nothing.

use serde::{Deserialize, Deserializer, Serialize};

/// Why something was decided; at most one of these is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reason {
    #[serde(alias = "rate_limit", skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<Limit>,
    #[serde(alias = "bot_v2", skip_serializing_if = "Option::is_none")]
    pub bot_v2: Option<Bots>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shield: Option<Shield>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limit {
    #[serde(skip_serializing_if = "is_empty")]
    pub max: u32,
    #[serde(skip_serializing_if = "is_empty")]
    pub remaining: u32,
    #[serde(alias = "reset_in_seconds", skip_serializing_if = "is_empty")]
    pub reset_in_seconds: u32,
    #[serde(alias = "window_in_seconds", skip_serializing_if = "is_empty")]
    pub window_in_seconds: u32,
    /// An older form of the reset, which the SDKs still write.
    #[serde(skip_deserializing, skip_serializing_if = "is_empty")]
    pub reset_time: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Bots {
    #[serde(skip_serializing_if = "is_empty")]
    pub allowed: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub denied: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub verified: bool,
    #[serde(skip_serializing_if = "is_empty")]
    pub spoofed: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Shield {
    #[serde(alias = "shield_triggered", skip_serializing_if = "is_empty")]
    pub shield_triggered: bool,
    #[serde(skip_serializing_if = "is_empty")]
    pub suspicious: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Failure {
    #[serde(skip_serializing_if = "is_empty")]
    pub message: String,
}

fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    pub decision: Option<Decision>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Decision {
    pub conclusion: Conclusion,
    pub reason: Option<Reason>,
    #[serde(alias = "rule_results")]
    pub rule_results: Vec<RuleResult>,
    pub ttl: u32,
    #[serde(alias = "ip_details")]
    pub ip_details: Option<Address>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RuleResult {
    #[serde(alias = "rule_id")]
    pub rule_id: String,
    pub state: State,
    pub conclusion: Conclusion,
    pub reason: Option<Reason>,
    pub ttl: u32,
    pub fingerprint: String,
}

/// What is known of an address; only this much concerns us.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    #[serde(alias = "is_hosting")]
    pub is_hosting: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Conclusion {
    #[default]
    Unspecified,
    Allow,
    Deny,
    Challenge,
    Error,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Unspecified,
    Run,
    NotRun,
    DryRun,
    Cached,
}

/// An enumeration in JSON: its name, or its number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Name(String),
    Number(i64),
}

impl Word {
    /// A word that is new to us says nothing.
    fn of<T: Copy + Default>(self, known: &[(&str, T)]) -> T {
        let found = match self {
            Self::Name(name) => known.iter().find(|(word, _)| *word == name),
            Self::Number(number) => usize::try_from(number - 1).ok().and_then(|place| known.get(place)),
        };
        found.map(|(_, meaning)| *meaning).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Conclusion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Word::deserialize(deserializer)?.of(&[
            ("CONCLUSION_ALLOW", Self::Allow),
            ("CONCLUSION_DENY", Self::Deny),
            ("CONCLUSION_CHALLENGE", Self::Challenge),
            ("CONCLUSION_ERROR", Self::Error),
        ]))
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Word::deserialize(deserializer)?.of(&[
            ("RULE_STATE_RUN", Self::Run),
            ("RULE_STATE_NOT_RUN", Self::NotRun),
            ("RULE_STATE_DRY_RUN", Self::DryRun),
            ("RULE_STATE_CACHED", Self::Cached),
        ]))
    }
}

impl Reply {
    /// The decision, if it is one. As in the SDKs a conclusion or a state that is missing makes it none.
    pub fn decision(self) -> Result<Decision, &'static str> {
        let decision = self.decision.ok_or("a reply without a decision")?;
        if decision.conclusion == Conclusion::Unspecified {
            return Err("a decision without a conclusion");
        }
        if decision.rule_results.iter().any(|result| result.state == State::Unspecified) {
            return Err("a rule's result without a state");
        }
        if decision.rule_results.iter().any(|result| result.conclusion == Conclusion::Unspecified) {
            return Err("a rule's result without a conclusion");
        }
        Ok(decision)
    }
}
