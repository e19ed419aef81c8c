//! Clerk client: users, and the keys that sign session tokens. `event` reads its webhooks.

mod event;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};

use super::{HttpClient, ProbeResult, probe, read_limited, retry_after};
use crate::base::http_client::HttpResponse;
use crate::base::{
    env,
    error::{Error, Result, json_position},
    json,
};
pub use event::Event;

const API_VERSION: &str = "2026-05-12";
const LIMIT: Duration = Duration::from_secs(5);
const REPLY_LIMIT: usize = 1 << 20;
/// A page of people is longer than any other reply.
const PAGE_REPLY_LIMIT: usize = 1 << 23;
/// As many people as Clerk lists at once.
pub const PAGE: usize = 500;
const RETRY_AFTER: u32 = 5;

#[derive(Clone)]
pub struct Clerk {
    http: HttpClient,
    secret_key: SecretString,
    api_url: String,
}

/// What we keep of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClerkUser {
    pub name: Option<String>,
    pub email: Option<String>,
    pub image_url: Option<String>,
    pub updated_at: Option<Timestamp>,
}

/// An RSA key that signs session tokens.
#[derive(Debug, Clone, Deserialize)]
pub struct SigningKey {
    pub kid: String,
    pub n: String,
    pub e: String,
}

impl Clerk {
    pub fn new(http: HttpClient, settings: &env::Clerk) -> Self {
        Self::at(http, settings.secret_key.clone(), settings.api_url.clone())
    }

    /// For a command that needs nothing else of Clerk's settings.
    pub fn at(http: HttpClient, secret_key: SecretString, api_url: String) -> Self {
        Self { http, secret_key, api_url }
    }

    /// None: Clerk knows nobody by this id.
    pub async fn user(&self, id: &str) -> Result<Option<ClerkUser>> {
        Ok(self.get::<User>(&format!("/v1/users/{id}")).await?.map(ClerkUser::from))
    }

    /// Deletes an account; one that is not there any more is deleted.
    pub async fn delete_user(&self, id: &str) -> Result<()> {
        let path = format!("/v1/users/{id}");
        let response = self.send(self.request(Method::DELETE, &path)?).await?;
        // What it says is of no use, but unread it would cost the connection.
        read_limited(response, REPLY_LIMIT).await.map_err(unavailable).map(drop)
    }

    /// The ids of a page of people, the oldest first, so that whoever comes meanwhile shifts nobody. Fewer than `PAGE`
    /// are the last page.
    pub async fn user_ids(&self, offset: usize) -> Result<Vec<String>> {
        let path = format!("/v1/users?limit={PAGE}&offset={offset}&order_by=%2Bcreated_at");
        let page: Option<Vec<Identified>> = self.get_within(&path, PAGE_REPLY_LIMIT).await?;
        let page = page.ok_or_else(|| Error::unavailable("Clerk: no list at /v1/users", RETRY_AFTER))?;
        Ok(page.into_iter().map(|user| user.id).collect())
    }

    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>> {
        let set: Option<KeySet> = self.get("/v1/jwks").await?;
        let keys = set.ok_or_else(|| Error::unavailable("Clerk: no key set at /v1/jwks", RETRY_AFTER))?.keys;
        // A key of another kind beside the RSA ones is no reason to refuse those.
        Ok(keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
    }

    /// Whether Clerk takes our key.
    pub async fn probe(&self) -> Result<ProbeResult> {
        Ok(probe(&self.http, self.request(Method::GET, "/v1/jwks")?).await)
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let request = self.http.request(method, &format!("{}{path}", self.api_url))?;
        Ok(request.bearer_auth(self.secret_key.expose_secret()).header("Clerk-API-Version", API_VERSION))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>> {
        self.get_within(path, REPLY_LIMIT).await
    }

    async fn get_within<T: DeserializeOwned>(&self, path: &str, reply_limit: usize) -> Result<Option<T>> {
        let response = self.send(self.request(Method::GET, path)?).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let bytes = read_limited(response, reply_limit).await.map_err(unavailable)?;
        json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| unavailable(format!("a reply that is not as documented: {}", json_position(&error))))
    }

    /// A reply of 200 or 404.
    async fn send(&self, request: RequestBuilder) -> Result<HttpResponse> {
        let sent = self.http.send(request.timeout(LIMIT)).await;
        let response = sent.map_err(|error| unavailable(error.without_url().to_string()))?;
        match response.status() {
            StatusCode::OK | StatusCode::NOT_FOUND => Ok(response),
            StatusCode::TOO_MANY_REQUESTS => {
                let wait = retry_after(&response).unwrap_or(RETRY_AFTER);
                Err(Error::unavailable("Clerk: too many requests", wait))
            }
            status => Err(unavailable(format!("status {status}"))),
        }
    }
}

fn unavailable(cause: String) -> Error {
    Error::unavailable(format!("Clerk: {cause}"), RETRY_AFTER)
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
}

#[derive(Deserialize)]
struct User {
    first_name: Option<String>,
    last_name: Option<String>,
    image_url: Option<String>,
    primary_email_address_id: Option<String>,
    #[serde(default)]
    email_addresses: Vec<EmailAddress>,
    updated_at: Option<i64>,
}

#[derive(Deserialize)]
struct EmailAddress {
    id: String,
    email_address: String,
}

impl From<User> for ClerkUser {
    /// A person without a name or a primary e-mail address exists all the same.
    fn from(user: User) -> Self {
        let names: Vec<_> = [user.first_name, user.last_name].into_iter().filter_map(storable).collect();
        let primary = user.primary_email_address_id;
        let email = user.email_addresses.into_iter().find(|email| Some(&email.id) == primary.as_ref());
        Self {
            name: Some(names.join(" ")).filter(|name| !name.is_empty()),
            email: storable(email.map(|email| email.email_address)),
            image_url: storable(user.image_url),
            updated_at: user.updated_at.and_then(instant),
        }
    }
}

/// Postgres has no character U+0000, and a blank text says nothing.
fn storable(text: Option<String>) -> Option<String> {
    text.map(|text| text.replace('\0', "")).filter(|text| !text.trim().is_empty())
}

/// Milliseconds since 1970.
fn instant(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis).ok().filter(|at| *at >= Timestamp::UNIX_EPOCH)
}
