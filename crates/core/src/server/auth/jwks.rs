//! The keys that sign session tokens: one given in the environment, or Clerk's set, fetched and kept for five minutes.

use std::collections::HashMap;

use jsonwebtoken::DecodingKey;
use tokio::sync::Mutex;

use super::session_token::{Refusal, TokenHead};
use crate::{base::error::Error, providers::clerk::Clerk};

const KEPT_SECONDS: i64 = 300;
/// An unknown key id is worth one look at Clerk in this time; forged ones must not make us a nuisance.
const LOOK_AGAIN_SECONDS: i64 = 10;

pub enum Keys {
    /// `CLERK_JWT_KEY`: its id does not matter.
    Given(DecodingKey),
    /// The lock is held while fetching, so that a hundred first requests fetch once.
    Fetched { clerk: Clerk, set: Mutex<Set> },
}

#[derive(Default)]
pub struct Set {
    keys: HashMap<String, DecodingKey>,
    fetched_at: Option<i64>,
    asked_at: Option<i64>,
}

impl Keys {
    pub fn fetched(clerk: Clerk) -> Self {
        Self::Fetched { clerk, set: Mutex::default() }
    }

    pub async fn key(&self, head: &TokenHead, now: i64) -> Result<DecodingKey, Refusal> {
        let (clerk, set) = match self {
            Self::Given(key) => return Ok(key.clone()),
            Self::Fetched { clerk, set } => (clerk, set),
        };
        let kid = head.kid.as_deref().ok_or(Refusal::Because("no key id"))?;
        let mut set = set.lock().await;
        let known = set.keys.contains_key(kid);
        if !(known && set.is_within(set.fetched_at, KEPT_SECONDS, now)
            || set.is_within(set.asked_at, LOOK_AGAIN_SECONDS, now))
        {
            set.fetch(clerk, now).await;
        }
        match set.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if set.fetched_at.is_none() => {
                Err(Refusal::Unreachable(Error::unavailable("Clerk: no signing keys yet", LOOK_AGAIN_SECONDS as u32)))
            }
            None => Err(Refusal::Because("an unknown key")),
        }
    }
}

impl Set {
    fn is_within(&self, since: Option<i64>, seconds: i64, now: i64) -> bool {
        since.is_some_and(|since| (0..seconds).contains(&(now - since)))
    }

    /// Keys out of reach: those we have serve on.
    async fn fetch(&mut self, clerk: &Clerk, now: i64) {
        self.asked_at = Some(now);
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
