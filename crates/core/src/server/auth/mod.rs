//! Authentication: Clerk's session tokens, verified without a request to Clerk.

mod access_token;
mod jwks;
mod seen_plans;
mod session_token;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderName, Method, header};

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
pub use access_token::AccessToken;
use jwks::SigningKeys;
use seen_plans::SeenPlans;
pub use session_token::Session;
use session_token::{TokenError, TokenHead, TokenUse};

/// What a browser says of the page that sends a request; nobody's script can change it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// No session token of Clerk's is longer.
const TOKEN_LIMIT: usize = 8 * 1024;
/// How many verified tokens are cached; the times of each are checked again.
const MAX_SESSIONS: usize = 1_000;

pub struct Auth {
    issuer: String,
    parties: Vec<String>,
    cookies: [String; 2],
    keys: SigningKeys,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
    seen_plans: SeenPlans,
}

/// A token and where it came from: a browser sends cookies by itself, also for a page of another origin.
enum Credential<'a> {
    Header(&'a str),
    Cookie(&'a str),
}

impl Auth {
    pub fn new(settings: &env::Clerk, clerk: Clerk) -> Self {
        let keys = match &settings.jwt_key {
            Some(key) => SigningKeys::Given(key.clone()),
            None => SigningKeys::fetched(clerk),
        };
        let parties = settings.authorized_parties.clone();
        let cookies = cookies(&settings.publishable_key);
        Self {
            issuer: settings.issuer.clone(),
            parties,
            cookies,
            keys,
            sessions: Mutex::default(),
            seen_plans: SeenPlans::default(),
        }
    }

    /// The session of a request, or 401.
    pub async fn session(&self, request: &Request) -> Result<Arc<Session>> {
        trace::measure(Part::Auth, self.verified(request)).await
    }

    /// Where it is remembered of whose plan the database has heard.
    pub fn seen_plans(&self) -> SeenPlans {
        self.seen_plans.clone()
    }

    /// For a GET of which somebody has few: a page of another site could have a browser send it, with its cookie.
    pub fn refuse_other_sites(&self, request: &Request) -> Result<()> {
        let is_elsewhere = request.header(SEC_FETCH_SITE) == Some("cross-site") && !self.is_of_own_page(request);
        match self.credential(request) {
            Some(Credential::Cookie(_)) if is_elsewhere => Err(Error::ForeignOrigin),
            _ => Ok(()),
        }
    }

    async fn verified(&self, request: &Request) -> Result<Arc<Session>> {
        let credential = self.credential(request).ok_or(Error::NotLoggedIn { token_given: false })?;
        let token = match credential {
            Credential::Header(token) => token,
            Credential::Cookie(token) if self.may_use_cookies(request) => token,
            Credential::Cookie(_) => return Err(Error::ForeignOrigin),
        };
        self.verify(token, request).await.map_err(refused)
    }

    /// The access token of a program, for a resource that is ours, or 401.
    pub async fn access(
        &self,
        request: &Request,
        token: &str,
        is_ours: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<AccessToken> {
        let verified = async {
            if token.len() > TOKEN_LIMIT {
                return Err(TokenError::Because("too long"));
            }
            let (head, now) = (TokenHead::parse(token, TokenUse::Access)?, unix_seconds(request.received_at()));
            let key = self.keys.key(&head, now, &request.wait_until()).await?;
            let access = AccessToken::verify(token, &key, &self.issuer, is_ours)?;
            access.is_current(now)?;
            Ok(access)
        };
        trace::measure(Part::Auth, verified).await.map_err(refused)
    }

    async fn verify(&self, token: &str, request: &Request) -> Result<Arc<Session>, TokenError> {
        if token.len() > TOKEN_LIMIT {
            return Err(TokenError::Because("too long"));
        }
        let now = unix_seconds(request.received_at());
        if let Some(session) = self.cached(token) {
            session.is_current(now)?;
            return Ok(session);
        }
        let head = TokenHead::parse(token, TokenUse::Session)?;
        let key = self.keys.key(&head, now, &request.wait_until()).await?;
        let mut session = Session::verify(token, &key, &self.issuer)?;
        session.is_for(&self.parties)?;
        session.is_current(now)?;
        *session.has_news.get_mut() = self.seen_plans.is_news(&session);
        let session = Arc::new(session);
        self.cache(token, &session);
        Ok(session)
    }

    fn cached(&self, token: &str) -> Option<Arc<Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    /// Tokens are valid for a minute, so most of a full cache has expired, and all of it is dropped.
    fn cache(&self, token: &str, session: &Arc<Session>) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= MAX_SESSIONS {
            sessions.clear();
        }
        sessions.insert(token.to_owned(), session.clone());
    }

    /// The header wins: with a token in it cookies are not looked at.
    fn credential<'a>(&self, request: &'a Request) -> Option<Credential<'a>> {
        match request.bearer().filter(|token| !token.is_empty()) {
            Some(token) => Some(Credential::Header(token)),
            None => {
                let mut cookies = self.cookies.iter().filter_map(|name| request.cookie(name));
                cookies.find(|token| !token.is_empty()).map(Credential::Cookie)
            }
        }
    }

    /// A cookie may read; to change something it has to come from one of our own pages.
    fn may_use_cookies(&self, request: &Request) -> bool {
        request.method() == Method::GET || self.is_of_own_page(request)
    }

    fn is_of_own_page(&self, request: &Request) -> bool {
        let origin = request.header(header::ORIGIN);
        origin.is_some_and(|origin| self.parties.iter().any(|party| party == origin))
    }
}

/// The log has the reason, the client 401.
fn refused(error: TokenError) -> Error {
    match error {
        TokenError::Unreachable(error) => return error,
        TokenError::AnotherParty(azp) => {
            // Signed by Clerk for one of its pages, so it is an origin and no stranger's text.
            let azp = azp.unwrap_or_default();
            tracing::info!(azp, "a token was refused: its azp is not among CLERK_AUTHORIZED_PARTIES");
        }
        TokenError::Because(reason) => tracing::debug!(reason, "a token was refused"),
    }
    Error::NotLoggedIn { token_given: true }
}

/// The cookies that a session may come in: first the one that no other Clerk instance on the same host writes, whose
/// name ends in eight letters of the publishable key's hash.
fn cookies(publishable_key: &str) -> [String; 2] {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, publishable_key.as_bytes());
    let suffix: String = URL_SAFE_NO_PAD.encode(hash).chars().take(8).collect();
    [format!("__session_{suffix}"), "__session".to_owned()]
}
