//! Model report: what a provider tells of a model for nothing, to whoever checks our settings.

use serde_json::Value;

use crate::providers::ProbeResult;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelReport {
    pub result: ProbeResult,
    /// How many tokens a prompt may have, where that is told.
    pub context: Option<u64>,
}

impl ModelReport {
    /// With the context under one of these names.
    pub fn new<const N: usize>(result: ProbeResult, told: &Value, names: [&str; N]) -> Self {
        Self { result, context: names.into_iter().find_map(|name| told[name].as_u64()) }
    }
}

/// The entry of a model in a list such as `{"data": [{"id": …}]}`.
pub fn find_model<'a>(list: &'a Value, model: &str) -> Option<&'a Value> {
    list["data"].as_array()?.iter().find(|entry| entry["id"] == model)
}
