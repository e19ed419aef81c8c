//! JWKS: the keys that sign session tokens. One from the environment, or Clerk's key set, fetched and kept for five
//! minutes.

use std::collections::HashMap;

use jsonwebtoken::DecodingKey;
use tokio::sync::Mutex;

use super::session_token::{TokenError, TokenHead};
use crate::{base::error::Error, providers::clerk::Clerk};

const MAX_AGE_SECONDS: i64 = 300;
/// An unknown key id is worth one request to Clerk in this time, so that forged ids do not make us flood it.
const REFETCH_SECONDS: i64 = 10;

pub enum SigningKeys {
    /// `CLERK_JWT_KEY`: its id does not matter.
    Given(DecodingKey),
    /// The lock is held while fetching, so that a hundred first requests fetch once.
    Fetched { clerk: Clerk, set: Mutex<CachedKeys> },
}

#[derive(Default)]
pub struct CachedKeys {
    keys: HashMap<String, DecodingKey>,
    fetched_at: Option<i64>,
    requested_at: Option<i64>,
}

impl SigningKeys {
    pub fn fetched(clerk: Clerk) -> Self {
        Self::Fetched { clerk, set: Mutex::default() }
    }

    pub async fn key(&self, head: &TokenHead, now: i64) -> Result<DecodingKey, TokenError> {
        let (clerk, set) = match self {
            Self::Given(key) => return Ok(key.clone()),
            Self::Fetched { clerk, set } => (clerk, set),
        };
        let kid = head.kid.as_deref().ok_or(TokenError::Because("no key id"))?;
        let mut set = set.lock().await;
        let known = set.keys.contains_key(kid);
        if !(known && set.is_within(set.fetched_at, MAX_AGE_SECONDS, now)
            || set.is_within(set.requested_at, REFETCH_SECONDS, now))
        {
            set.fetch(clerk, now).await;
        }
        match set.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if set.fetched_at.is_none() => {
                Err(TokenError::Unreachable(Error::unavailable("Clerk: no signing keys yet", REFETCH_SECONDS as u32)))
            }
            None => Err(TokenError::Because("an unknown key")),
        }
    }
}

impl CachedKeys {
    fn is_within(&self, since: Option<i64>, seconds: i64, now: i64) -> bool {
        since.is_some_and(|since| (0..seconds).contains(&(now - since)))
    }

    /// If Clerk cannot be reached, the keys that we have stay in use.
    async fn fetch(&mut self, clerk: &Clerk, now: i64) {
        self.requested_at = Some(now);
        match clerk.signing_keys().await {
            Ok(keys) => {
                let decoded = keys.into_iter().filter_map(|key| {
                    DecodingKey::from_rsa_components(&key.n, &key.e).ok().map(|decoded| (key.kid, decoded))
                });
                self.keys = decoded.collect();
                self.fetched_at = Some(now);
            }
            Err(error) => tracing::warn!(cause = error.cause(), "Clerk's signing keys could not be fetched"),
        }
    }
}
