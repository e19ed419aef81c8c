//! Arcjet request: Connect's JSON of `proto.decide.v1alpha1`, in which zero and empty values are left out.

use std::{borrow::Cow, collections::BTreeMap};

use http::{HeaderMap, header};
use serde::Serialize;

use super::{Asked, fingerprint, response::Reason};
use crate::protection::decision::{BotList, RequestDetails, Rule};

/// There is no value for Rust among the SDKs, so none is named.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const LIVE: &str = "MODE_LIVE";

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decide<'a> {
    sdk_version: &'static str,
    details: Details<'a>,
    rules: Vec<RuleOnWire>,
    /// What the rules that have none of their own tell visitors apart by.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    characteristics: &'static [&'static str],
}

/// What was decided here, for the dashboard there.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    #[serde(flatten)]
    decide: Decide<'a>,
    decision: Decided,
}

#[derive(Debug, Serialize)]
struct Details<'a> {
    ip: &'a str,
    method: &'a str,
    protocol: &'a str,
    host: &'a str,
    path: &'a str,
    headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    cookies: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    query: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum RuleOnWire {
    Shield {
        mode: &'static str,
    },
    RateLimit(RateLimit),
    BotV2 {
        mode: &'static str,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        allow: &'static [&'static str],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        deny: &'static [&'static str],
    },
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct RateLimit {
    mode: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    characteristics: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    algorithm: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refill_rate: Option<u32>,
    interval: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    pub id: String,
    pub conclusion: &'static str,
    pub reason: Reason,
    pub rule_results: Vec<RuleResult>,
    #[serde(skip_serializing_if = "is_zero")]
    pub ttl: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleResult {
    pub rule_id: String,
    pub state: &'static str,
    pub conclusion: &'static str,
    pub reason: Reason,
    #[serde(skip_serializing_if = "is_zero")]
    pub ttl: u32,
    pub fingerprint: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl<'a> Decide<'a> {
    pub fn new(visit: &RequestDetails<'a>, address: &'a str, asked: &[Asked]) -> Self {
        let rules = asked.iter().map(|asked| asked.rule).collect::<Vec<_>>();
        let signed_in = visit.user.is_some();
        let need_some = rules.iter().any(|rule| matches!(rule, Rule::Shield | Rule::Bots(_)));
        let details = Details {
            ip: address,
            method: visit.method,
            protocol: visit.protocol,
            host: visit.host,
            path: visit.path,
            headers: headers(visit.headers),
            extra: extra(visit, &rules),
            cookies: cookies(visit.headers),
            query: query(visit.query),
        };
        Self {
            sdk_version: VERSION,
            details,
            rules: rules.into_iter().map(|rule| on_wire(rule, signed_in)).collect(),
            characteristics: if need_some { fingerprint::shared_characteristics(signed_in) } else { &[] },
        }
    }

    pub fn report(self, decision: Decided) -> Report<'a> {
        Report { decide: self, decision }
    }
}

fn on_wire(rule: Rule, signed_in: bool) -> RuleOnWire {
    match rule {
        Rule::Shield => RuleOnWire::Shield { mode: LIVE },
        Rule::SlidingWindow { by, max, interval_seconds, .. } => RuleOnWire::RateLimit(RateLimit {
            mode: LIVE,
            characteristics: fingerprint::characteristics(by, signed_in),
            max: Some(max),
            algorithm: "RATE_LIMIT_ALGORITHM_SLIDING_WINDOW",
            interval: interval_seconds,
            ..RateLimit::default()
        }),
        Rule::TokenBucket { by, capacity, refill, interval_seconds, .. } => RuleOnWire::RateLimit(RateLimit {
            mode: LIVE,
            characteristics: fingerprint::characteristics(by, signed_in),
            algorithm: "RATE_LIMIT_ALGORITHM_TOKEN_BUCKET",
            refill_rate: Some(refill),
            interval: interval_seconds,
            capacity: Some(capacity),
            ..RateLimit::default()
        }),
        Rule::Bots(BotList::Allow(allow)) => RuleOnWire::BotV2 { mode: LIVE, allow, deny: &[] },
        Rule::Bots(BotList::Deny(deny)) => RuleOnWire::BotV2 { mode: LIVE, allow: &[], deny },
    }
}

/// What the rules want to know beyond the request.
fn extra(visit: &RequestDetails<'_>, rules: &[Rule]) -> BTreeMap<&'static str, String> {
    let requested = rules.iter().filter_map(|rule| match rule {
        Rule::TokenBucket { requested, .. } => Some(("requested", requested.to_string())),
        _ => None,
    });
    let user = fingerprint::user(visit).map(|user| (fingerprint::USER, user));
    let key = fingerprint::key(visit).map(|key| (fingerprint::KEY, key));
    requested.chain(user).chain(key).collect()
}

/// The SDKs send every header but the cookies. Some of ours open doors, here or at the platform, and are nobody else's.
fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let mut joined = BTreeMap::<&str, String>::new();
    for (name, value) in headers.iter().filter(|(name, _)| !is_secret(name.as_str())) {
        let mut value = String::from_utf8_lossy(value.as_bytes());
        if name == header::REFERER {
            // The address of a page: its query is not ours to know what stands in it.
            value = value.split('?').next().unwrap_or_default().to_owned().into();
        }
        joined.entry(name.as_str()).and_modify(|before| before.extend([", ", &value])).or_insert_with(|| value.into());
    }
    joined
}

fn is_secret(header: &str) -> bool {
    const SECRETS: [&str; 8] = [
        "authorization",
        "cookie",
        "forwarded",
        "idempotency-key",
        "proxy-authorization",
        "x-vercel-oidc-token",
        "x-vercel-protection-bypass",
        "x-vercel-sc-headers",
    ];
    SECRETS.contains(&header)
        || header.starts_with("x-vercel-proxy-signature")
        || header.starts_with("x-vercel-internal-")
}

/// No rule of ours counts by a cookie, so Arcjet needs none of them. These say nothing of anybody and may carry an
/// attack that its shield is to see; any other one may be the key to something, here or elsewhere on the host.
const COOKIES: [&str; 2] = ["NEXT_LOCALE", "theme"];

fn cookies(headers: &HeaderMap) -> String {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookies = lines.flat_map(|line| line.split(';')).map(str::trim);
    let known = |cookie: &&str| cookie.split_once('=').is_some_and(|(name, _)| COOKIES.contains(&name));
    cookies.filter(known).collect::<Vec<_>>().join("; ")
}

/// Without the parameters in which Clerk and the platform hand over their keys.
fn query(query: &str) -> Cow<'_, str> {
    const KEYS: [&str; 3] = ["__", "_vercel_", "x-vercel-"];
    let is_key = |pair: &&str| KEYS.iter().any(|key| pair.starts_with(key));
    let pairs = || query.trim_start_matches('?').split('&');
    if !pairs().any(|pair| is_key(&pair)) {
        return query.into();
    }
    let kept = pairs().filter(|pair| !is_key(pair)).collect::<Vec<_>>().join("&");
    if kept.is_empty() { "".into() } else { format!("?{kept}").into() }
}
