//! Rule id that SDK and service compute on their own: a hash of what the rule says.

use super::request::{Algorithm, Email, Lists, Mode, RateLimit, Rule};
use darasa_core::base::digest::sha256_hex;

/// Under this name the SDK keeps a denial; another one, and it would ask again each time.
pub(crate) fn rule_id(rule: &Rule, characteristics: &[String]) -> String {
    sha256_hex(text(rule, characteristics))
}

fn text(rule: &Rule, characteristics: &[String]) -> String {
    let head = |kind: &str| format!("type:\"{kind}\",version:0,mode:\"{}\",", mode(rule.mode()));
    match rule {
        Rule::Shield(_) => format!("{}characteristics:{},", head("SHIELD"), list(characteristics)),
        Rule::RateLimit(limit) => format!("{}{}", head("RATE_LIMIT"), numbers(limit, characteristics)),
        Rule::BotV2(rule) => head("BOT") + &lists(rule),
        Rule::SensitiveInfo(rule) => head("SENSITIVE_INFO") + &lists(rule),
        Rule::Filter(rule) => head("FILTER") + &lists(rule),
        Rule::Email(rule) => head("EMAIL") + &email(rule),
        Rule::PromptInjectionDetection(_) => head("PROMPT_INJECTION_DETECTION"),
        Rule::Bots(_) => String::new(),
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "LIVE",
        Mode::DryRun | Mode::Unspecified => "DRY_RUN",
    }
}

fn numbers(rule: &RateLimit, characteristics: &[String]) -> String {
    let RateLimit { max, window_in_seconds, interval, refill_rate, capacity, r#match, .. } = rule;
    let (algorithm, numbers) = match rule.algorithm {
        Algorithm::TokenBucket => {
            ("TOKEN_BUCKET", format!("refillRate:{refill_rate},interval:{interval},capacity:{capacity},"))
        }
        Algorithm::FixedWindow => ("FIXED_WINDOW", format!("max:{max},window:{window_in_seconds},")),
        Algorithm::SlidingWindow => ("SLIDING_WINDOW", format!("max:{max},interval:{interval},")),
    };
    let (characteristics, r#match) = (list(characteristics), quoted(r#match));
    format!("algorithm:\"{algorithm}\",characteristics:{characteristics},match:{match},{numbers}")
}

fn lists(rule: &Lists) -> String {
    format!("allow:{},deny:{},", list(&rule.allow), list(&rule.deny))
}

fn email(rule: &Email) -> String {
    let plain = |types: &[String]| -> Vec<String> {
        types.iter().map(|kind| kind.trim_start_matches("EMAIL_TYPE_").to_owned()).collect()
    };
    let (allow, deny) = (list(&plain(&rule.allow)), list(&plain(&rule.deny)));
    let Email { require_top_level_domain, allow_domain_literal, .. } = rule;
    format!(
        "allow:{allow},deny:{deny},requireTopLevelDomain:{require_top_level_domain},\
         allowDomainLiteral:{allow_domain_literal},"
    )
}

/// Sorted, each item with a comma after it.
fn list(items: &[String]) -> String {
    let mut items: Vec<_> = items.iter().collect();
    items.sort();
    let items: String = items.into_iter().map(|item| quoted(item) + ",").collect();
    format!("[{items}]")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
