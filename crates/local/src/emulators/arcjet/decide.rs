//! Decision: every rule is evaluated, in the order of the request, and the first live denial wins.

use serde_json::{Value, json};

use super::account::{Account, State};
use super::address::{Address, Claims};
use super::bots;
use super::fingerprint::fingerprint;
use super::limits::{FixedWindow, Refill, SlidingWindow, Standing, TokenBucket};
use super::request::{Algorithm, Details, Lists, Mode, RateLimit, Request, Rule};
use super::rule_id::rule_id;
use super::shield::{Shielded, is_suspicious};

const BOT_TTL: u32 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conclusion {
    Allow,
    Deny,
    Error,
}

/// What one rule finds.
#[derive(Debug)]
struct Finding {
    ran: bool,
    conclusion: Conclusion,
    reason: Value,
    ttl: u32,
}

impl Finding {
    fn new(denied: bool, reason: Value, ttl: u32) -> Self {
        let conclusion = if denied { Conclusion::Deny } else { Conclusion::Allow };
        Self { ran: true, conclusion, reason, ttl: if denied { ttl } else { 0 } }
    }

    fn error(message: impl Into<String>) -> Self {
        let reason = json!({"error": {"message": message.into()}});
        Self { ran: true, conclusion: Conclusion::Error, reason, ttl: 0 }
    }

    /// A kind of rule that this emulator has no eyes for; it says so.
    fn not_run() -> Self {
        Self { ran: false, conclusion: Conclusion::Allow, reason: json!({}), ttl: 0 }
    }
}

/// One request of one site.
struct Client<'a> {
    now: i64,
    site: &'a str,
    details: &'a Details,
    address: Address,
}

pub(crate) fn decide(account: &Account, site: &str, request: &Request, details: &Details) -> Value {
    let now = account.now();
    let mut state = account.state();
    let address = state.addresses.get(&details.ip).cloned().unwrap_or_default();
    let client = Client { now: now.as_millisecond(), site, details, address };
    let mut results = Vec::new();
    let mut live = Vec::new();
    for rule in &request.rules {
        let characteristics = rule.characteristics(&request.characteristics);
        let (id, fingerprint) = (rule_id(rule, characteristics), fingerprint(details, characteristics));
        let finding = match &fingerprint {
            Ok(fingerprint) => look(&mut state, &client, rule, &id, fingerprint),
            Err(message) => Finding::error(message),
        };
        results.push(result(&finding, rule.mode(), &id, &fingerprint.unwrap_or_default()));
        live.extend((rule.mode() == Mode::Live).then_some(finding));
    }

    let first = |conclusion| live.iter().find(|finding| finding.conclusion == conclusion);
    let spoofed = || live.iter().find(|finding| finding.reason["botV2"]["spoofed"] == true);
    let weighty = first(Conclusion::Deny).or_else(|| first(Conclusion::Error));
    let conclusion = weighty.map_or(Conclusion::Allow, |finding| finding.conclusion);
    let telling = weighty.or_else(spoofed);
    json!({
        "id": super::type_id::new("req", now),
        "conclusion": conclusion.name(),
        "reason": telling.map_or_else(|| json!({}), |finding| finding.reason.clone()),
        "ruleResults": results,
        "ttl": telling.map_or(0, |finding| finding.ttl),
        "ipDetails": client.address.json(),
    })
}

impl Conclusion {
    fn name(self) -> &'static str {
        match self {
            Self::Allow => "CONCLUSION_ALLOW",
            Self::Deny => "CONCLUSION_DENY",
            Self::Error => "CONCLUSION_ERROR",
        }
    }
}

fn result(finding: &Finding, mode: Mode, rule_id: &str, fingerprint: &str) -> Value {
    let state = match mode {
        _ if !finding.ran => "RULE_STATE_NOT_RUN",
        Mode::Live => "RULE_STATE_RUN",
        Mode::DryRun | Mode::Unspecified => "RULE_STATE_DRY_RUN",
    };
    json!({
        "ruleId": rule_id,
        "state": state,
        "conclusion": finding.conclusion.name(),
        "reason": finding.reason,
        // The SDK would keep a dry run's denial too, and then really deny by it.
        "ttl": if mode == Mode::Live { finding.ttl } else { 0 },
        "fingerprint": fingerprint,
    })
}

fn look(state: &mut State, client: &Client<'_>, rule: &Rule, id: &str, fingerprint: &str) -> Finding {
    let counter = (client.site.to_owned(), id.to_owned(), fingerprint.to_owned());
    match rule {
        Rule::RateLimit(rule) => limit(state, client, rule, counter),
        Rule::Shield(_) => {
            let suspicious = is_suspicious(|name| client.details.headers.get(name).cloned());
            shield(state.suspicions.entry(counter).or_default().meet(client.now, suspicious))
        }
        Rule::BotV2(rule) => programs(rule, client),
        Rule::Bots(_) => Finding::error("bots rules of the first version are no longer supported"),
        Rule::Email(_) | Rule::SensitiveInfo(_) | Rule::Filter(_) | Rule::PromptInjectionDetection(_) => {
            Finding::not_run()
        }
    }
}

fn limit(state: &mut State, client: &Client<'_>, rule: &RateLimit, counter: super::account::Counter) -> Finding {
    let RateLimit { max, interval, window_in_seconds, refill_rate, capacity, .. } = *rule;
    let now = client.now;
    let standing = match rule.algorithm {
        Algorithm::FixedWindow if window_in_seconds > 0 => {
            let window = state.fixed_windows.entry(counter).or_insert_with(|| FixedWindow::new(now));
            window.take(now, max, window_in_seconds)
        }
        Algorithm::SlidingWindow if interval > 0 => {
            let window = state.sliding_windows.entry(counter).or_insert_with(|| SlidingWindow::new(now, interval));
            window.take(now, max, interval)
        }
        Algorithm::TokenBucket if interval > 0 && refill_rate > 0 => {
            let requested = client.details.extra.get("requested").map_or(Ok(1), |requested| requested.parse());
            let Ok(requested) = requested else { return Finding::error("requested must be a whole number") };
            let bucket = state.token_buckets.entry(counter).or_insert_with(|| TokenBucket::new(now, capacity));
            bucket.take(now, Refill { capacity, tokens: refill_rate, interval_seconds: interval }, requested)
        }
        _ => return Finding::error("a rate limit needs a time that is longer than nothing"),
    };
    let Standing { denied, max, remaining, reset_seconds, window_seconds, ttl } = standing;
    let reason = json!({
        "max": max,
        "remaining": remaining,
        "resetInSeconds": reset_seconds,
        "windowInSeconds": window_seconds,
    });
    Finding::new(denied, json!({"rateLimit": reason}), ttl)
}

fn shield(shielded: Shielded) -> Finding {
    match shielded {
        Shielded::Fine => Finding::new(false, json!({"shield": {}}), 0),
        Shielded::Suspicious => Finding::new(false, json!({"shield": {"suspicious": true}}), 0),
        Shielded::Blocked { seconds } => Finding::new(true, json!({"shield": {"shieldTriggered": true}}), seconds),
    }
}

fn programs(rule: &Lists, client: &Client<'_>) -> Finding {
    let Some(user_agent) = client.details.headers.get("user-agent") else {
        return Finding::error("missing User-Agent header");
    };
    let bots::Named { allowed, denied } = bots::named(rule, user_agent);
    // Only whoever is let through for what it says is asked to prove it.
    let claims = (rule.deny.is_empty() && !allowed.is_empty()).then_some(client.address.bots);
    let reason = json!({
        "allowed": allowed,
        "denied": denied,
        "verified": claims == Some(Claims::Verified),
        "spoofed": claims == Some(Claims::Spoofed),
    });
    Finding::new(!denied.is_empty(), json!({"botV2": reason}), BOT_TTL)
}
