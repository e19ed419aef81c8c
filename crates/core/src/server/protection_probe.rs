//! Protection probe: what the protection decides about a request, shown to anybody, with rules of its own.

use bytes::Bytes;
use http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

use super::visit::{Visitor, decide};
use crate::{
    base::{
        error::{Error, Result},
        rate_limit::LimitStatus,
    },
    http::{Reply, ReplyBody, Request, rate_limit_headers},
    protection::decision::{Allowed, BotList, By, Decision, Denial, Rule},
    server::app::App,
};

const RULES: [Rule; 3] = [
    Rule::Shield,
    Rule::TokenBucket { policy: "probe", by: By::Address, capacity: 10, refill: 5, interval_seconds: 10, requested: 5 },
    Rule::Bots(BotList::Allow(&["CATEGORY:SEARCH_ENGINE"])),
];

/// Said to whoever is let in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProbeAllowed")]
pub struct Greeting {
    message: &'static str,
}

/// Said to whoever is not.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProbeDenied")]
pub struct Refusal {
    error: &'static str,
    reason: Reason,
}

/// Why a request was denied, as far as anybody may know.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DenialReason")]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
enum Reason {
    RateLimit { max: u32, remaining: u32, reset: u32, window: u32 },
    Bot { denied: Vec<String> },
    Shield,
    Hosting,
    Spoofed,
    Unexplained,
}

pub async fn probe(app: &App, request: &Request) -> Result<Reply> {
    const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
    match decide(app, request, Visitor::default(), &RULES).await {
        Decision::Allow(Allowed { hosting: true, .. }) => refusal(FORBIDDEN, "Forbidden", Reason::Hosting),
        Decision::Allow(Allowed { spoofed: true, .. }) => refusal(FORBIDDEN, "Forbidden", Reason::Spoofed),
        Decision::Allow(_) => Reply::no_store(&Greeting { message: "Hello world" }),
        Decision::Deny(Denial::RateLimit(limit)) => too_many(limit),
        Decision::Deny(Denial::Bot(denied)) => refusal(FORBIDDEN, "No bots allowed", Reason::Bot { denied }),
        Decision::Deny(Denial::Shield) => refusal(FORBIDDEN, "Forbidden", Reason::Shield),
        Decision::Deny(Denial::Unexplained) => refusal(FORBIDDEN, "Forbidden", Reason::Unexplained),
    }
}

fn too_many(limit: LimitStatus) -> Result<Reply> {
    let LimitStatus { quota: max, remaining, reset_seconds: reset, window_seconds: window, .. } = limit;
    let reason = Reason::RateLimit { max, remaining, reset, window };
    let reply = refusal(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", reason)?;
    Ok(rate_limit_headers::exhausted(&limit, reply))
}

fn refusal(status: StatusCode, error: &'static str, reason: Reason) -> Result<Reply> {
    let body = serde_json::to_vec(&Refusal { error, reason }).map_err(Error::internal)?;
    let reply = Reply::new(status, ReplyBody::Full(Bytes::from(body)));
    Ok(reply.with(header::CONTENT_TYPE, "application/json").with(header::CACHE_CONTROL, "no-store"))
}
