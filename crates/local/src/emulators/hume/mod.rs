//! Hume emulator: EVI as far as its chats are read back, a token for an account, and the events of a chat page by page.
//!
//! Hume ended the service in November 2026, so no chat can be held here; a test puts the chats that there have been.

mod chat;
mod routes;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::chat::{Chat, Event};
use super::clock::Clock;
use super::fault::Fault;
use super::journal::Received;
use super::server::Server;

/// How the emulator is set up; by default for tests: any port, the real time.
#[derive(Clone, Debug)]
pub struct HumeSettings {
    /// 0 is any free port.
    pub port: u16,
    pub api_key: String,
    pub secret_key: String,
    pub config_id: String,
    pub clock: Clock,
}

impl Default for HumeSettings {
    fn default() -> Self {
        Self {
            port: 0,
            api_key: "hume-key".to_owned(),
            secret_key: "hume-secret".to_owned(),
            config_id: "1b60e1a0-cc59-424a-8d2c-189d354db3f3".to_owned(),
            clock: Clock::default(),
        }
    }
}

/// A Hume of our own; it stops when dropped.
pub struct HumeEmulator {
    server: Server,
    account: Arc<Account>,
}

impl HumeEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(HumeSettings::default()).await
    }

    pub async fn start_with(settings: HumeSettings) -> io::Result<Self> {
        let port = settings.port;
        let account = Arc::new(Account { settings, state: Mutex::default() });
        let door = account.clone();
        let server = Server::start(port, move |received| {
            let account = door.clone();
            async move { routes::answer(&account, &received).await }
        });

        Ok(Self { server: server.await?, account })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The variables of whoever is to use this account.
    pub fn env(&self) -> [(&'static str, String); 4] {
        let HumeSettings { api_key, secret_key, config_id, .. } = self.account.settings.clone();
        [
            ("HUME_API_KEY", api_key),
            ("HUME_SECRET_KEY", secret_key),
            ("NEXT_PUBLIC_HUME_CONFIG_ID", config_id),
            ("HUME_BASE_URL", self.url()),
        ]
    }

    /// Adds the chat, or puts it in the place of the one with the same id.
    pub fn put(&self, chat: Chat) {
        self.account.state().chats.insert(chat.id.clone(), chat);
    }

    pub fn remove(&self, id: &str) -> Option<Chat> {
        self.account.state().chats.remove(id)
    }

    /// The next so many requests go wrong in this way, after those already asked for.
    pub fn fail_next(&self, requests: usize, fault: Fault) {
        self.account.state().faults.extend(std::iter::repeat_n(fault, requests));
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    pub async fn until_received(&self, requests: usize) {
        self.server.until(requests, |_| true).await;
    }

    /// How many clients went away before they had the whole answer.
    pub fn aborted(&self) -> usize {
        self.server.count(|received| received.aborted)
    }
}

/// What the routes work on.
pub(crate) struct Account {
    pub settings: HumeSettings,
    state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub chats: BTreeMap<String, Chat>,
    pub faults: VecDeque<Fault>,
    pub tokens: Vec<String>,
}

impl Account {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a state that is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
