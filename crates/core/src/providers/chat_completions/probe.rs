//! Probe of a Chat Completions service: whether it takes our key and knows a model, asked in each one's own way.

use reqwest::Method;
use serde_json::json;

use super::ChatCompletions;
use crate::{
    base::{env::ModelProvider, error::Result},
    providers::{
        ProbeResult,
        model::{ModelReport, find_model},
        probe, probe_and_read,
    },
};

/// The names under which services tell a model's context in their lists.
const CONTEXT: [&str; 3] = ["context_length", "context_window", "max_model_len"];

impl ChatCompletions {
    pub async fn probe(&self, model: &str) -> Result<ModelReport> {
        match self.0.account.provider {
            ModelProvider::OpenRouter => self.probe_list(Some("/key"), model).await,
            // Without a key of ours it is the token of each request that is taken or not.
            ModelProvider::Gateway => self.probe_list(self.0.account.key.as_ref().map(|_| "/credits"), model).await,
            ModelProvider::Ollama => self.probe_ollama(model).await,
            ModelProvider::Compatible => self.probe_list(None, model).await,
            _ => {
                let request = self.request(Method::GET, &format!("/models/{model}"), self.0.account.key.as_ref())?;
                let (result, told) = probe_and_read(&self.0.http, request).await;
                Ok(ModelReport::new(result, &told, CONTEXT))
            }
        }
    }

    /// Lists are for everybody, so the key is shown where it counts.
    async fn probe_list(&self, key_path: Option<&str>, model: &str) -> Result<ModelReport> {
        let key = self.0.account.key.as_ref();
        if let Some(path) = key_path {
            let result = probe(&self.0.http, self.request(Method::GET, path, key)?).await;
            if result != ProbeResult::Accepted {
                return Ok(ModelReport { result, context: None });
            }
        }
        let (result, list) = probe_and_read(&self.0.http, self.request(Method::GET, "/models", key)?).await;
        Ok(match (result, find_model(&list, model)) {
            (ProbeResult::Accepted, None) => ModelReport { result: ProbeResult::NotFound, context: None },
            (result, None) => ModelReport { result, context: None },
            (result, Some(entry)) => ModelReport::new(result, entry, CONTEXT),
        })
    }

    /// By its own API, which tells more. What it tells is the most that the model can; how much it is given is a
    /// setting of the server.
    async fn probe_ollama(&self, model: &str) -> Result<ModelReport> {
        let base_url = &self.0.account.base_url;
        let url = format!("{}/api/show", base_url.strip_suffix("/v1").unwrap_or(base_url));
        let request = self.0.http.request(Method::POST, &url)?.json(&json!({ "model": model }));
        let (result, told) = probe_and_read(&self.0.http, request).await;
        let facts = told["model_info"].as_object().into_iter().flatten();
        let length = facts.into_iter().find(|(name, _)| name.ends_with(".context_length"));
        Ok(ModelReport { result, context: length.and_then(|(_, length)| length.as_u64()) })
    }
}
