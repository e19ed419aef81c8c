//! Arcjet report: decisions made here, from the denial cache or because there was no answer.

use std::time::SystemTime;

use super::{
    Asked,
    denial_cache::CachedDenial,
    fingerprint,
    request::{Decided, RuleResult},
    response::{Bots, Failure, Limit, Reason, Shield},
};
use crate::{base::clock::Timestamp, protection::decision::Rule};

pub fn denied(CachedDenial { place, reason, ttl }: CachedDenial, asked: &[Asked], now: SystemTime) -> Decided {
    let results = asked.iter().enumerate().map(|(number, asked)| match number {
        _ if number == place => result(asked, "RULE_STATE_CACHED", "CONCLUSION_DENY", reason.clone(), ttl),
        _ if number < place => not_run(asked, now),
        _ => result(asked, "RULE_STATE_NOT_RUN", "CONCLUSION_ALLOW", Reason::default(), 0),
    });
    let rule_results = results.collect();
    Decided { id: id(now), conclusion: "CONCLUSION_DENY", reason, rule_results, ttl }
}

/// What lets a visit pass because there was no answer.
pub fn failed(cause: &str, asked: &[Asked], now: SystemTime) -> Decided {
    let reason = Reason { error: Some(Failure { message: cause.to_owned() }), ..Reason::default() };
    let rule_results = asked.iter().map(|asked| not_run(asked, now)).collect();
    Decided { id: id(now), conclusion: "CONCLUSION_ERROR", reason, rule_results, ttl: 0 }
}

/// A rule that nothing was known about here.
fn not_run(asked: &Asked, now: SystemTime) -> RuleResult {
    let reason = match asked.rule {
        Rule::Shield => Reason { shield: Some(Shield::default()), ..Reason::default() },
        Rule::Bots(_) => Reason { bot_v2: Some(Bots::default()), ..Reason::default() },
        Rule::SlidingWindow { .. } | Rule::TokenBucket { .. } => {
            let reset_time = now.try_into().map(|now| Timestamp(now).to_string()).unwrap_or_default();
            Reason { rate_limit: Some(Limit { reset_time, ..Limit::default() }), ..Reason::default() }
        }
    };
    result(asked, "RULE_STATE_NOT_RUN", "CONCLUSION_ALLOW", reason, 0)
}

fn result(asked: &Asked, state: &'static str, conclusion: &'static str, reason: Reason, ttl: u32) -> RuleResult {
    let Asked { id, fingerprint, .. } = asked.clone();
    RuleResult { rule_id: id, state, conclusion, reason, ttl, fingerprint }
}

fn id(now: SystemTime) -> String {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    fingerprint::local_id(since.as_millis() as u64)
}
