//! Seen plans: whose features this process has handed to the database, so that it does so for what is new only.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::session_token::Session;
use crate::domain::accounts::users::UserId;

/// Somebody is forgotten now and then, which costs a statement that changes nothing.
const MOST: usize = 1_000;
/// So many seconds this process is sure that the database still has what it was handed: another one may have handed it
/// something newer.
const SURE_FOR: i64 = 600;

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct SeenPlans(Arc<Mutex<HashMap<UserId, Seen>>>);

struct Seen {
    features: Vec<String>,
    issued: i64,
}

impl SeenPlans {
    /// Whether a session may say something new of its plan.
    pub fn is_news(&self, session: &Session) -> bool {
        let is_known = |known: &Seen| {
            known.features == session.features && session.issued() < known.issued.saturating_add(SURE_FOR)
        };
        !self.seen().get(&session.user_id).is_some_and(is_known)
    }

    /// The database has heard of it. What an older token says it did not take.
    pub fn remember(&self, session: &Session) {
        let mut seen = self.seen();
        if seen.get(&session.user_id).is_some_and(|known| known.issued > session.issued()) {
            return;
        }
        if seen.len() >= MOST {
            seen.clear();
        }
        let news = Seen { features: session.features.clone(), issued: session.issued() };
        seen.insert(session.user_id.clone(), news);
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<UserId, Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
