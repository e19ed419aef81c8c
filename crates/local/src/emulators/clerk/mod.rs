//! Clerk emulator: its Backend API as far as darasa uses it, and the key with which its sessions are signed.

mod error;
mod instance;
mod keys;
mod routes;
pub mod sign_in;
mod token;
mod user;
mod webhook;

use std::fmt;
use std::io;
use std::sync::Arc;

use self::instance::Instance;
pub use self::keys::SigningKey;
pub use self::token::{SESSION, TEMPLATE, Token};
pub use self::user::User;
pub use self::webhook::Webhook;
use super::clock::Clock;
pub use super::fault::Fault;
use super::journal::Received;
use super::server::Server;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;

/// How the emulator is set up; by default for tests: any port, a new key, the real time.
#[derive(Clone)]
pub struct ClerkSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The key of an earlier run, so that its tokens stay good; without it a new one is made.
    pub key: Option<Arc<SigningKey>>,
    pub secret_key: String,
    /// The host of the Frontend API, from which issuer and publishable key follow.
    pub frontend_host: String,
    /// Whoever is asked for exists; somebody nobody added has the name that their id tells.
    pub knows_everybody: bool,
    /// How many seconds its session tokens are good for.
    pub token_lifetime: i64,
    pub clock: Clock,
}

impl Default for ClerkSettings {
    fn default() -> Self {
        Self {
            port: 0,
            key: None,
            secret_key: "sk_test_darasa".to_owned(),
            frontend_host: "darasa-dev.clerk.accounts.dev".to_owned(),
            knows_everybody: false,
            token_lifetime: token::LIFETIME,
            clock: Clock::default(),
        }
    }
}

impl fmt::Debug for ClerkSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { port, key, frontend_host, .. } = self;
        let mut shown = out.debug_struct("ClerkSettings");
        shown.field("port", port).field("key", key).field("frontend_host", frontend_host).finish_non_exhaustive()
    }
}

/// Whether the key set still names a key after another one took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldKey {
    Stays,
    Goes,
}

/// A Clerk of our own; it stops when dropped.
pub struct ClerkEmulator {
    server: Server,
    instance: Arc<Instance>,
}

impl ClerkEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(ClerkSettings::default()).await
    }

    pub async fn start_with(settings: ClerkSettings) -> io::Result<Self> {
        let key = match settings.key.clone() {
            Some(key) => key,
            None => Arc::new(tokio::task::spawn_blocking(SigningKey::generate).await?.map_err(io::Error::other)?),
        };
        let port = settings.port;
        let instance = Arc::new(Instance::new(settings, key));
        let door = instance.clone();
        let server = Server::start(port, move |received| {
            let instance = door.clone();
            async move { routes::answer(&instance, &received).await }
        });

        Ok(Self { server: server.await?, instance })
    }

    /// The base URL of the Backend API, without `/v1`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    pub fn secret_key(&self) -> &str {
        &self.instance.settings.secret_key
    }

    pub fn publishable_key(&self) -> String {
        let host = format!("{}$", self.instance.settings.frontend_host);
        format!("pk_test_{}", STANDARD_NO_PAD.encode(host))
    }

    pub fn issuer(&self) -> String {
        self.instance.issuer()
    }

    /// The key that signs now.
    pub fn key(&self) -> Arc<SigningKey> {
        self.instance.state().keys[0].clone()
    }

    /// The key that signs now, as `CLERK_JWT_KEY` wants it.
    pub fn public_key_pem(&self) -> String {
        self.key().public_key_pem()
    }

    /// Signs with another key from now on.
    pub fn rotate(&self, key: Arc<SigningKey>, old: OldKey) {
        let mut state = self.instance.state();
        if old == OldKey::Goes {
            state.keys.clear();
        }
        state.keys.insert(0, key);
    }

    /// What time it is at Clerk.
    pub fn now(&self) -> Timestamp {
        self.instance.now()
    }

    /// A valid session token of this user, to be changed or minted.
    pub fn token(&self, user: &str) -> Token {
        self.instance.token(user, None)
    }

    /// Adds the user, or puts them in the place of the one with the same id.
    pub fn put(&self, user: User) {
        let mut state = self.instance.state();
        state.deleted.remove(&user.id);
        state.users.insert(user.id.clone(), user);
    }

    pub fn remove(&self, id: &str) -> Option<User> {
        self.instance.state().users.remove(id)
    }

    pub fn user(&self, id: &str) -> Option<User> {
        self.instance.user(id)
    }

    /// The next so many requests go wrong in this way, after those already asked for.
    pub fn fail_next(&self, requests: usize, fault: Fault) {
        let faults = std::iter::repeat_n(fault, requests);
        self.instance.state().faults.extend(faults);
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// How often this path was asked for, such as `/v1/jwks`.
    pub async fn until_asked(&self, path: &str, times: usize) {
        self.server.until(times, |received| received.path == path).await;
    }

    pub fn count(&self, path: &str) -> usize {
        self.server.count(|received| received.path == path)
    }

    /// How many clients went away before they had the whole answer.
    pub fn aborted(&self) -> usize {
        self.server.count(|received| received.aborted)
    }
}
