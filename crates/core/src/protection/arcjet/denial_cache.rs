//! Denial cache: Arcjet's denials for as long as they hold; a visitor who is in it needs no call.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    Asked,
    response::{Conclusion, Decision, Limit, Reason, State},
};

/// Each is a few hundred bytes; a flood from more addresses than this costs calls, not memory.
const MOST: usize = 2_000;

/// By the rule's id and the visitor's fingerprint.
#[derive(Default)]
pub struct ArcjetDenials(Mutex<HashMap<(String, String), StoredDenial>>);

struct StoredDenial {
    reason: Reason,
    /// Unix seconds.
    until: i64,
}

/// A denial that still holds.
#[derive(Debug, PartialEq, Eq)]
pub struct CachedDenial {
    /// Which of the rules asked about.
    pub place: usize,
    pub reason: Reason,
    /// Seconds that are left of it.
    pub ttl: u32,
}

impl ArcjetDenials {
    /// Only what a rule of ours decided about this very visitor, and only in full seconds, as the SDKs count.
    pub fn remember(&self, decision: &Decision, asked: &[Asked], now: i64) {
        if decision.conclusion != Conclusion::Deny || decision.ttl == 0 {
            return;
        }
        let denied = decision
            .rule_results
            .iter()
            .filter(|result| result.conclusion == Conclusion::Deny && result.state != State::DryRun && result.ttl > 0);
        let mut denials = self.lock();
        for result in denied {
            let key = (result.rule_id.clone(), result.fingerprint.clone());
            if asked.iter().any(|asked| (&asked.id, &asked.fingerprint) == (&key.0, &key.1)) {
                make_room(&mut denials, now);
                let reason = result.reason.clone().unwrap_or_default();
                denials.insert(key, StoredDenial { reason, until: now + i64::from(result.ttl) });
            }
        }
    }

    /// The first rule, in the order in which they are asked about, that still denies.
    pub fn find(&self, asked: &[Asked], now: i64) -> Option<CachedDenial> {
        let mut denials = self.lock();
        asked.iter().enumerate().find_map(|(place, asked)| {
            let key = (asked.id.clone(), asked.fingerprint.clone());
            let StoredDenial { reason, until } = denials.get(&key)?;
            let ttl = u32::try_from(until - now).unwrap_or_default();
            if ttl == 0 {
                denials.remove(&key);
                return None;
            }
            let reason = match (&reason.rate_limit, asked.is_limit()) {
                (Some(limit), _) => {
                    Reason { rate_limit: Some(Limit { reset_in_seconds: ttl, ..limit.clone() }), ..reason.clone() }
                }
                // A limit that was reached for another reason is asked about again.
                (None, true) => return None,
                (None, false) => reason.clone(),
            };
            Some(CachedDenial { place, reason, ttl })
        })
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), StoredDenial>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(denials: &mut HashMap<(String, String), StoredDenial>, now: i64) {
    if denials.len() >= MOST {
        denials.retain(|_, denial| denial.until > now);
    }
    if denials.len() >= MOST {
        denials.clear();
    }
}
