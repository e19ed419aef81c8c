//! JWKS: the keys that sign session tokens. One from the environment, or Clerk's key set, fetched and kept for five
//! minutes. A key that is known answers at once, however old it is; its renewal goes on beside the request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jsonwebtoken::DecodingKey;
use tokio::sync::watch;

use super::session_token::{TokenError, TokenHead};
use crate::{
    base::{error::Error, trace},
    http::WaitUntil,
    providers::clerk::Clerk,
};

const MAX_AGE_SECONDS: i64 = 300;
/// An unknown key id is worth one request to Clerk in this time, so that forged ids do not make us flood it.
const REFETCH_SECONDS: i64 = 10;

pub enum SigningKeys {
    /// `CLERK_JWT_KEY`: its id does not matter.
    Given(DecodingKey),
    Fetched(Arc<KeySet>),
}

pub struct KeySet {
    clerk: Clerk,
    /// Never held while somebody waits for Clerk.
    cached: Mutex<CachedKeys>,
}

#[derive(Default)]
struct CachedKeys {
    keys: HashMap<String, DecodingKey>,
    fetched_at: Option<i64>,
    requested_at: Option<i64>,
    /// The request to Clerk that is under way. Its sender is dropped when it is over, however it ends.
    flight: Option<Flight>,
}

type Flight = watch::Receiver<()>;

impl SigningKeys {
    pub fn fetched(clerk: Clerk) -> Self {
        Self::Fetched(Arc::new(KeySet { clerk, cached: Mutex::default() }))
    }

    /// Only whoever comes with an unknown key waits for Clerk. The hold keeps the invocation open until Clerk has
    /// answered.
    pub async fn key(&self, head: &TokenHead, now: i64, hold: &WaitUntil) -> Result<DecodingKey, TokenError> {
        let set = match self {
            Self::Given(key) => return Ok(key.clone()),
            Self::Fetched(set) => set,
        };
        let kid = head.kid.as_deref().ok_or(TokenError::Because("no key id"))?;
        let (known, flight) = set.look_up(kid, now, hold);
        if let Some(key) = known {
            return Ok(key);
        }
        if let Some(mut flight) = flight {
            // Nothing is ever sent: this returns when the sender is gone.
            flight.changed().await.ok();
        }
        set.cached().find(kid)
    }
}

impl KeySet {
    /// The key where it is known, and the request to Clerk that is under way, begun here if one is due.
    fn look_up(self: &Arc<Self>, kid: &str, now: i64, hold: &WaitUntil) -> (Option<DecodingKey>, Option<Flight>) {
        let mut cached = self.cached();
        let known = cached.keys.get(kid).cloned();
        cached.flight.take_if(|flight| flight.has_changed().is_err());
        let is_fresh = known.is_some() && is_within(cached.fetched_at, MAX_AGE_SECONDS, now);
        if !is_fresh && cached.flight.is_none() && !is_within(cached.requested_at, REFETCH_SECONDS, now) {
            cached.requested_at = Some(now);
            cached.flight = Some(self.begin_fetch(now, hold.clone()));
        }
        (known, cached.flight.clone())
    }

    fn begin_fetch(self: &Arc<Self>, now: i64, hold: WaitUntil) -> Flight {
        let (landed, flight) = watch::channel(());
        let set = self.clone();
        trace::spawn(async move {
            set.fetch(now).await;
            drop((landed, hold));
        });
        flight
    }

    /// If Clerk cannot be reached, the keys that we have stay in use.
    async fn fetch(&self, now: i64) {
        match self.clerk.signing_keys().await {
            Ok(keys) => {
                let decoded = keys.into_iter().filter_map(|key| {
                    DecodingKey::from_rsa_components(&key.n, &key.e).ok().map(|decoded| (key.kid, decoded))
                });
                let keys: HashMap<_, _> = decoded.collect();
                if keys.is_empty() {
                    tracing::warn!("Clerk's reply has no signing key that can be read; the known ones stay");
                    return;
                }
                let mut cached = self.cached();
                cached.keys = keys;
                cached.fetched_at = Some(now);
            }
            Err(error) => tracing::warn!(cause = error.cause(), "Clerk's signing keys could not be fetched"),
        }
    }

    fn cached(&self) -> MutexGuard<'_, CachedKeys> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedKeys {
    fn find(&self, kid: &str) -> Result<DecodingKey, TokenError> {
        match self.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if self.fetched_at.is_none() => {
                Err(TokenError::Unreachable(Error::unavailable("Clerk: no signing keys yet", REFETCH_SECONDS as u32)))
            }
            None => Err(TokenError::Because("an unknown key")),
        }
    }
}

fn is_within(since: Option<i64>, seconds: i64, now: i64) -> bool {
    since.is_some_and(|since| (0..seconds).contains(&(now - since)))
}
