//! Who sends this request: Clerk's session tokens, verified without asking anybody.

mod jwks;
mod session_token;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, header};

use crate::{
    base::{
        clock::unix_seconds,
        env,
        error::{Error, Result},
        trace::{self, Part},
    },
    http::Request,
    providers::clerk::Clerk,
};
use jwks::Keys;
pub use session_token::Session;
use session_token::{Refusal, TokenHead};

/// No session token of Clerk's is longer.
const TOKEN_LIMIT: usize = 8 * 1024;
/// How many verified tokens are remembered; each is asked for its times again.
const REMEMBERED: usize = 1_000;

pub struct Auth {
    issuer: String,
    parties: Vec<String>,
    cookies: [String; 2],
    keys: Keys,
    known: Mutex<HashMap<String, Arc<Session>>>,
}

/// A token and how it came: a browser sends cookies by itself, also for somebody else's page.
enum Carried<'a> {
    Header(&'a str),
    Cookie(&'a str),
}

impl Auth {
    pub fn new(settings: &env::Clerk, clerk: Clerk) -> Self {
        let keys = match &settings.jwt_key {
            Some(key) => Keys::Given(key.clone()),
            None => Keys::fetched(clerk),
        };
        let parties = settings.authorized_parties.clone();
        let cookies = cookies(&settings.publishable_key);
        Self { issuer: settings.issuer.clone(), parties, cookies, keys, known: Mutex::default() }
    }

    /// The session of a request, or 401.
    pub async fn session(&self, request: &Request) -> Result<Arc<Session>> {
        trace::measure(Part::Auth, self.verified(request)).await
    }

    async fn verified(&self, request: &Request) -> Result<Arc<Session>> {
        let carried = self.carried(request).ok_or(Error::NotLoggedIn { token_given: false })?;
        let token = match carried {
            Carried::Header(token) => token,
            Carried::Cookie(token) if self.may_use_cookies(request) => token,
            Carried::Cookie(_) => return Err(Error::ForeignOrigin),
        };
        match self.verify(token, request.received_at()).await {
            Ok(session) => Ok(session),
            Err(Refusal::Unreachable(error)) => Err(error),
            Err(Refusal::Because(reason)) => {
                tracing::debug!(reason, "a token was refused");
                Err(Error::NotLoggedIn { token_given: true })
            }
        }
    }

    async fn verify(&self, token: &str, now: SystemTime) -> Result<Arc<Session>, Refusal> {
        if token.len() > TOKEN_LIMIT {
            return Err(Refusal::Because("too long"));
        }
        let now = unix_seconds(now);
        if let Some(known) = self.remembered(token) {
            known.is_current(now)?;
            return Ok(known);
        }
        let head = TokenHead::parse(token)?;
        let key = self.keys.key(&head, now).await?;
        let session = Arc::new(Session::verify(token, &key, &self.issuer)?);
        session.is_for(&self.parties)?;
        session.is_current(now)?;
        self.remember(token, &session);
        Ok(session)
    }

    fn remembered(&self, token: &str) -> Option<Arc<Session>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    /// Tokens live for a minute, so a full memory is mostly dead and simply starts anew.
    fn remember(&self, token: &str, session: &Arc<Session>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(token.to_owned(), session.clone());
    }

    /// The header wins: with a token in it cookies are not looked at.
    fn carried<'a>(&self, request: &'a Request) -> Option<Carried<'a>> {
        match request.bearer().filter(|token| !token.is_empty()) {
            Some(token) => Some(Carried::Header(token)),
            None => {
                let mut cookies = self.cookies.iter().filter_map(|name| request.cookie(name));
                cookies.find(|token| !token.is_empty()).map(Carried::Cookie)
            }
        }
    }

    /// A cookie may read; to change something it has to come from one of our own pages.
    fn may_use_cookies(&self, request: &Request) -> bool {
        let origin = request.header(header::ORIGIN);
        request.method() == Method::GET || origin.is_some_and(|origin| self.parties.iter().any(|party| party == origin))
    }
}

/// The cookies that a session may come in: first the one that no other Clerk instance on the same host writes, whose name
/// ends in eight letters of the publishable key's hash.
fn cookies(publishable_key: &str) -> [String; 2] {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, publishable_key.as_bytes());
    let suffix: String = URL_SAFE_NO_PAD.encode(hash).chars().take(8).collect();
    [format!("__session_{suffix}"), "__session".to_owned()]
}
