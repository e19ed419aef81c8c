//! Instance at Clerk: its keys, its people and their sessions.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::ClerkSettings;
use super::keys::SigningKey;
use super::token::Token;
use super::user::User;
use crate::emulators::Fault;

/// What the routes work on.
pub(crate) struct Instance {
    pub settings: ClerkSettings,
    state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    /// The one that signs comes first.
    pub keys: Vec<Arc<SigningKey>>,
    pub users: BTreeMap<String, User>,
    /// Whom nobody brings back.
    pub deleted: BTreeSet<String>,
    /// The user of each session, and when they signed in.
    pub sessions: BTreeMap<String, (String, Timestamp)>,
    pub faults: VecDeque<Fault>,
    issued: u64,
}

impl Instance {
    pub(crate) fn new(settings: ClerkSettings, key: Arc<SigningKey>) -> Self {
        let state = State { keys: vec![key], ..State::default() };
        Self { settings, state: Mutex::new(state) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a state that is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.settings.clock.now()
    }

    pub(crate) fn issuer(&self) -> String {
        format!("https://{}", self.settings.frontend_host)
    }

    /// A number nobody had before; ids made of it are the same in every run.
    pub(crate) fn issue(&self) -> u64 {
        let mut state = self.state();
        state.issued += 1;
        state.issued
    }

    pub(crate) fn token(&self, user: &str, session: Option<&str>) -> Token {
        let number = self.issue();
        let session = session.map_or_else(|| format!("sess_{number:027}"), str::to_owned);
        let key = self.state().keys[0].clone();
        let jti = format!("{number:020}");
        let token = Token::new(key, &self.issuer(), user, &session, &jti);
        token.lifetime(self.settings.token_lifetime).issued_at(self.now().as_second())
    }

    /// With all of their sessions.
    pub(crate) fn delete(&self, id: &str) {
        let mut state = self.state();
        state.users.remove(id);
        state.sessions.retain(|_, (user, _)| user != id);
        state.deleted.insert(id.to_owned());
    }

    pub(crate) fn user(&self, id: &str) -> Option<User> {
        let state = self.state();
        let added = state.users.get(id).cloned();
        let known = self.settings.knows_everybody && !state.deleted.contains(id);
        let name = id.strip_prefix("user_").filter(|_| known);
        added.or_else(|| name.map(|name| User::named(id, name, self.now())))
    }
}
