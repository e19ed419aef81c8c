//! Arcjet: whether a visit may pass, decided elsewhere in one call of at most two seconds. There is no SDK for Rust, so
//! this speaks the protocol of the official ones: Decide before a visit, Report after a decision made here.
//!
//! It fails open and says so: whatever goes wrong is a decision that allows, tells why, and is reported.

mod client;
mod denial_cache;
mod fingerprint;
mod outcome;
mod report;
mod request;
mod response;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};

use http::header;

use self::{client::ArcjetClient, denial_cache::ArcjetDenials, request::Decide};
use crate::{
    base::{
        clock::{Clock, unix_seconds},
        env,
    },
    http::WaitUntil,
    protection::decision::{Allowed, BotList, Decision, RequestDetails, Rule},
};

pub struct Arcjet {
    client: ArcjetClient,
    denials: ArcjetDenials,
    undecided: AtomicU64,
    clock: Clock,
}

/// A rule, and what it and the visitor are called.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    rule: Rule,
    id: String,
    fingerprint: String,
}

impl Arcjet {
    pub fn new(settings: &env::Arcjet, clock: Clock) -> Self {
        let client = ArcjetClient::new(settings, clock.clone());
        Self { client, denials: ArcjetDenials::default(), undecided: AtomicU64::new(0), clock }
    }

    /// Whether a visit may pass these rules. A report is sent beside the reply, and the hold keeps the invocation open
    /// for it.
    pub async fn decide(&self, visit: &RequestDetails<'_>, rules: &[Rule], hold: &WaitUntil) -> Decision {
        let mut decision = self.decision(visit, rules, hold).await;
        if let Decision::Allow(Allowed { undecided: Some(cause), .. }) = &mut decision {
            self.undecided.fetch_add(1, Ordering::Relaxed);
            *cause = self.client.scrub(cause);
        }
        decision
    }

    /// How many visits passed in this process although nobody decided about them.
    pub fn undecided_so_far(&self) -> u64 {
        self.undecided.load(Ordering::Relaxed)
    }

    async fn decision(&self, visit: &RequestDetails<'_>, rules: &[Rule], hold: &WaitUntil) -> Decision {
        let Some(address) = visit.address.map(|address| address.to_canonical().to_string()) else {
            return Decision::undecided("the visitor's address is not known");
        };
        let (user, key) = (fingerprint::user(visit), fingerprint::key(visit));
        let Some(asked) = asked(&answerable(visit, rules), &address, user.as_deref(), key.as_deref()) else {
            return Decision::undecided("a limit by user, and nobody is signed in");
        };
        let request = Decide::new(visit, &address, &asked);
        let now = (self.clock)();
        if let Some(known) = self.denials.find(&asked, unix_seconds(now)) {
            let denial = outcome::denial(&known.reason, asked.get(known.place), &asked, known.ttl);
            self.client.report(&request.report(report::denied(known, &asked, now)), hold);
            return Decision::Deny(denial);
        }
        match self.client.ask(&request).await {
            Ok(decision) => {
                self.denials.remember(&decision, &asked, unix_seconds((self.clock)()));
                outcome::outcome(&decision, &asked)
            }
            Err(cause) => {
                let failed = report::failed(&self.client.scrub(&cause), &asked, (self.clock)());
                self.client.report(&request.report(failed), hold);
                Decision::undecided(cause)
            }
        }
    }
}

impl Asked {
    fn is_limit(&self) -> bool {
        matches!(self.rule, Rule::SlidingWindow { .. } | Rule::TokenBucket { .. })
    }
}

/// The rules in the order of the SDKs, which is also that on the wire. None: a rule by user or key, and there is none.
fn asked(rules: &[Rule], address: &str, user: Option<&str>, key: Option<&str>) -> Option<Vec<Asked>> {
    let mut rules = rules.to_vec();
    rules.sort_by_key(|rule| match rule {
        Rule::Shield => 3,
        Rule::SlidingWindow { .. } | Rule::TokenBucket { .. } => 4,
        Rule::Bots(_) => 5,
    });
    let asked = rules.into_iter().map(|rule| {
        let fingerprint = fingerprint::visitor(rule, address, user, key)?;
        Some(Asked { rule, id: fingerprint::rule_id(rule, user.is_some()), fingerprint })
    });
    asked.collect()
}

/// Whoever names no program is on no list of those denied; there it would be an error, in place of a decision.
fn answerable(visit: &RequestDetails<'_>, rules: &[Rule]) -> Vec<Rule> {
    let is_nameless = !visit.headers.contains_key(header::USER_AGENT);
    let names = |rule: &&Rule| is_nameless && matches!(rule, Rule::Bots(BotList::Deny(_)));
    rules.iter().filter(|rule| !names(rule)).copied().collect()
}
