//! Hume client: the chats of interviews that were held there, read back. Its maker ended the service on 13 November
//! 2026, so nothing begins a chat any more; an installation that still answers is asked as it always was.

mod wire;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use self::wire::Page;
use super::{HttpClient, read_limited, retry_after};
use crate::base::{
    blocking, env,
    error::{Error, Result, json_position},
    json,
};

/// The most that Hume gives.
const PAGE_SIZE: u32 = 100;
/// A chat ends after half an hour, which is a few hundred events.
const MOST_PAGES: u32 = 100;
const PAGE_LIMIT: usize = 2 << 20;
const LIMIT: Duration = Duration::from_secs(10);
const LIMIT_OF_ALL_PAGES: Duration = Duration::from_secs(60);
const RETRY_AFTER: u32 = 15;

/// Cheap to clone.
#[derive(Clone)]
pub struct Hume {
    http: HttpClient,
    api_key: SecretString,
    base_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    pub id: String,
    /// What the page that began the chat called it: the interview's id.
    pub custom_session_id: Option<String>,
    /// Whether nothing more will be said.
    pub ended: bool,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// Something that happened in a chat, words or not.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatEvent {
    pub id: String,
    /// `USER_MESSAGE`, `AGENT_MESSAGE`, `USER_INTERRUPTION` …: an open set.
    pub kind: String,
    /// None: neither of the two, such as the system.
    pub speaker: Option<ChatSpeaker>,
    /// Empty where nothing was said.
    pub text: String,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// Scores from 0 to 1 by the emotion's name, where there are any.
    pub emotions: Option<Vec<(String, f64)>>,
    /// The message that the scores of an `ASSISTANT_PROSODY` belong to.
    pub related_event_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatSpeaker {
    User,
    Agent,
}

impl Hume {
    pub fn new(http: HttpClient, settings: &env::Hume) -> Self {
        Self { http, api_key: settings.api_key.clone(), base_url: settings.base_url.clone() }
    }

    /// None: Hume has no chat by this id, or no longer.
    pub async fn chat(&self, id: &str) -> Result<Option<Chat>> {
        let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
        Ok(self.page(id, 0).await?.map(Chat::from))
    }

    /// All events so far, in their order. There are more pages until one is empty: the count of pages is not to be
    /// relied on.
    pub async fn events(&self, id: &str) -> Result<Vec<ChatEvent>> {
        let id = Uuid::try_parse(id).map_err(|_| Error::NotFound)?;
        let by = Instant::now() + LIMIT_OF_ALL_PAGES;
        timeout_at(by, self.all_events(id)).await.unwrap_or_else(|_| Err(unavailable("pages that take too long")))
    }

    async fn all_events(&self, id: Uuid) -> Result<Vec<ChatEvent>> {
        let mut events = Vec::new();
        for number in 0..MOST_PAGES {
            let page = self.page(id, number).await?.ok_or(Error::NotFound)?;
            if page.is_empty() {
                return Ok(events);
            }
            events.extend(page.events());
        }
        Err(unavailable("a chat without an end"))
    }

    async fn page(&self, id: Uuid, number: u32) -> Result<Option<Page>> {
        let page = format!("page_size={PAGE_SIZE}&page_number={number}&ascending_order=true");
        let request = self
            .http
            .request(Method::GET, &format!("{}/v0/evi/chats/{id}?{page}", self.base_url))?
            .header("X-Hume-Api-Key", self.api_key.expose_secret())
            .timeout(LIMIT);
        let response = self.http.send(request).await.map_err(|error| unavailable(error.without_url()))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(None),
            StatusCode::TOO_MANY_REQUESTS => {
                let wait = retry_after(&response).unwrap_or(RETRY_AFTER);
                return Err(Error::unavailable("Hume: too many requests", wait));
            }
            status @ (StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                return Err(Error::internal(format!("Hume: status {status}")));
            }
            status => return Err(unavailable(format!("status {status}"))),
        }
        let bytes = read_limited(response, PAGE_LIMIT).await.map_err(unavailable)?;
        let page = blocking::run(move || json::from_slice(&bytes)).await?;
        page.map(Some)
            .map_err(|error| unavailable(format!("a page that is not as documented: {}", json_position(&error))))
    }
}

fn unavailable(cause: impl std::fmt::Display) -> Error {
    Error::unavailable(format!("Hume: {cause}"), RETRY_AFTER)
}
