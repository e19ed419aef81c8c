//! Requests of one prompt: encoded once for all models that can be sent the same.

use std::sync::Arc;

use bytes::Bytes;

use super::provider::Model;
use crate::{
    base::{blocking, error::Result},
    providers::model::Prompt,
};

pub(super) struct Requests {
    prompt: Prompt,
    last: Option<(Arc<Model>, Bytes)>,
}

impl Requests {
    pub fn new(prompt: Prompt) -> Self {
        Self { prompt, last: None }
    }

    pub fn prompt(&self) -> &Prompt {
        &self.prompt
    }

    /// The request for a model, after which others may have to be asked. A file stays in the prompt only while one of
    /// them needs another request, so that there is one copy of it otherwise.
    pub async fn encode<'a>(
        &mut self,
        model: &Arc<Model>,
        mut others: impl Iterator<Item = &'a Arc<Model>>,
    ) -> Result<Bytes> {
        if let Some((of, request)) = &self.last
            && model.takes_request_of(of)
        {
            return Ok(request.clone());
        }
        self.last = None;
        let request = self.encode_anew(model).await?;
        if others.all(|other| other.takes_request_of(model)) {
            self.prompt.attachment = None;
        }
        self.last = Some((model.clone(), request.clone()));
        Ok(request)
    }

    /// Megabytes of a file take milliseconds to encode, so no worker does it.
    async fn encode_anew(&mut self, model: &Arc<Model>) -> Result<Bytes> {
        if self.prompt.attachment.is_none() {
            return model.encode(&self.prompt, "");
        }
        let (prompt, model) = (self.prompt.clone(), model.clone());
        blocking::run(move || model.encode(&prompt, "")).await?
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::{
        base::{
            env::{self, ModelAccount, ModelName, ModelProvider},
            http_client::HttpClient,
        },
        providers::{
            anthropic::Anthropic,
            gemini::Gemini,
            model::{Attachment, Speaker},
            models::provider::Client,
        },
    };

    fn model(provider: ModelProvider, id: &str) -> Arc<Model> {
        let (http, base_url, key) = (HttpClient::default(), String::new(), SecretString::from("key"));
        let client = match provider {
            ModelProvider::Google => Client::Gemini(Gemini::new(http, &env::Gemini { api_key: key, base_url })),
            _ => Client::Anthropic(Anthropic::new(http, ModelAccount { provider, key: Some(key), base_url })),
        };
        let name = ModelName { provider, model: id.to_owned() };
        Arc::new(Model::new(&name, client, std::time::Duration::ZERO))
    }

    fn prompt(file: &Bytes) -> Prompt {
        let attachment = Some(Attachment { mime_type: "application/pdf", bytes: file.clone(), unreadable: "no" });
        let turns = vec![(Speaker::User, "Ask \"me\".".to_owned())];
        Prompt { attachment, ..Prompt::words("Be kind.", turns, 100) }
    }

    #[tokio::test]
    async fn a_file_is_held_once_from_the_prompt_to_the_request_that_is_sent() {
        let upload = Bytes::from((0..4 << 20).map(|nth: u32| nth as u8).collect::<Vec<_>>());
        let mut requests = Requests::new(prompt(&upload));
        assert!(!upload.is_unique());
        let [first, second] = ["a", "b"].map(|id| model(ModelProvider::Google, id));

        let request = requests.encode(&first, [&second].into_iter()).await.unwrap();

        assert!(upload.is_unique(), "nobody but this test holds what was uploaded");
        let sent = reqwest::Body::from(request.clone());
        assert_eq!(sent.as_bytes().unwrap().as_ptr(), request.as_ptr(), "what is sent is not copied");
        let again = requests.encode(&second, [].into_iter()).await.unwrap();
        assert_eq!(again.as_ptr(), request.as_ptr(), "and it is made once for both");
    }

    #[tokio::test]
    async fn a_file_stays_for_as_long_as_another_request_may_be_made_of_it() {
        let upload = Bytes::from_static(b"%PDF-1.7");
        let mut requests = Requests::new(prompt(&upload));
        let [google, other] = [model(ModelProvider::Google, "a"), model(ModelProvider::Anthropic, "b")];

        let googles = requests.encode(&google, [&other].into_iter()).await.unwrap();
        assert!(requests.prompt().attachment.is_some());
        let others = requests.encode(&other, [].into_iter()).await.unwrap();
        assert!(requests.prompt().attachment.is_none());

        for request in [googles, others] {
            assert!(std::str::from_utf8(&request).unwrap().contains("JVBERi0xLjc="), "{request:?}");
        }
    }
}
