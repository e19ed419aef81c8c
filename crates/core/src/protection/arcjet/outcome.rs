//! Arcjet outcome: a reply of Arcjet's as a `Decision`.

use super::{
    Asked,
    response::{self, Conclusion, Limit, Reason, RuleResult, State},
};
use crate::base::rate_limit::LimitStatus;
use crate::protection::decision::{Allowed, Decision, Denial, Rule};

/// A challenge is neither: nobody here can pose one, so the visit passes, and the log says so.
pub fn outcome(decision: &response::Decision, asked: &[Asked]) -> Decision {
    let undecided = match decision.conclusion {
        Conclusion::Deny => return Decision::Deny(denial_of(decision, asked)),
        Conclusion::Allow => None,
        Conclusion::Challenge => Some("it wants a challenge".to_owned()),
        Conclusion::Error => Some(complaint(decision)),
        Conclusion::Unspecified => Some("a decision without a conclusion".to_owned()),
    };
    let spoofed = |result: &RuleResult| {
        let bots = result.reason.as_ref().and_then(|reason| reason.bot_v2.as_ref());
        result.state != State::DryRun && bots.is_some_and(|bots| bots.spoofed)
    };
    Decision::Allow(Allowed {
        limit: nearest(decision, asked),
        hosting: decision.ip_details.as_ref().is_some_and(|address| address.is_hosting),
        spoofed: decision.rule_results.iter().any(spoofed),
        undecided,
    })
}

fn complaint(decision: &response::Decision) -> String {
    let error = decision.reason.as_ref().and_then(|reason| reason.error.as_ref());
    error.map_or_else(|| "an error without a message".to_owned(), |error| error.message.clone())
}

/// The reason stands with the decision; where it does not, with the first rule that denies.
fn denial_of(decision: &response::Decision, asked: &[Asked]) -> Denial {
    let denying = decision.rule_results.iter().find(|result| {
        result.conclusion == Conclusion::Deny && result.state != State::DryRun && result.reason.is_some()
    });
    let given = decision.reason.as_ref().filter(|reason| **reason != Reason::default());
    let reason = given.or(denying.and_then(|result| result.reason.as_ref()));
    let rule = denying.and_then(|result| asked.iter().find(|asked| asked.id == result.rule_id));
    reason.map_or(Denial::Unexplained, |reason| denial(reason, rule, asked, decision.ttl))
}

/// `rule` is the one that denies, where that is known.
pub fn denial(reason: &Reason, rule: Option<&Asked>, asked: &[Asked], ttl: u32) -> Denial {
    let limit = rule.filter(|asked| asked.is_limit()).or_else(|| asked.iter().find(|asked| asked.is_limit()));
    match (reason, limit) {
        (Reason { rate_limit: Some(limit), .. }, Some(asked)) => {
            // Whoever comes again earlier would find the denial remembered.
            let reset_in_seconds = limit.reset_in_seconds.max(ttl);
            let limit = Limit { remaining: 0, reset_in_seconds, ..limit.clone() };
            status(&limit, asked.rule).map_or(Denial::Unexplained, Denial::RateLimit)
        }
        (Reason { bot_v2: Some(bots), .. }, _) => Denial::Bot(bots.denied.clone()),
        (Reason { shield: Some(_), .. }, _) => Denial::Shield,
        _ => Denial::Unexplained,
    }
}

/// Of several limits the one with the least left.
fn nearest(decision: &response::Decision, asked: &[Asked]) -> Option<LimitStatus> {
    let statuses = decision.rule_results.iter().filter_map(|result| {
        let limit = result.reason.as_ref()?.rate_limit.as_ref()?;
        let rule = asked.iter().find(|asked| asked.id == result.rule_id)?;
        // A rule that was not run has counted nothing.
        (result.state == State::Run).then(|| status(limit, rule.rule)).flatten()
    });
    statuses.min_by_key(|status| status.remaining)
}

/// None: no limit. What the service leaves out is as the rule has it; a reset that it does not tell is a whole interval
/// away.
fn status(limit: &Limit, rule: Rule) -> Option<LimitStatus> {
    let (policy, (quota, interval)) = match rule {
        Rule::SlidingWindow { policy, max, interval_seconds, .. } => (policy, (max, interval_seconds)),
        Rule::TokenBucket { policy, capacity, interval_seconds, .. } => (policy, (capacity, interval_seconds)),
        Rule::Shield | Rule::Bots(_) => return None,
    };
    let or_ours = |theirs: u32, ours: u32| if theirs > 0 { theirs } else { ours };
    Some(LimitStatus {
        policy,
        quota: or_ours(limit.max, quota),
        window_seconds: or_ours(limit.window_in_seconds, interval),
        remaining: limit.remaining,
        reset_seconds: or_ours(limit.reset_in_seconds, interval),
    })
}
