//! Request check: which rules a visit has to pass, what the protection sees of it, and what its decision leads to.

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr},
};

use http::{HeaderMap, header};

use super::app::App;
use crate::{
    base::{
        env,
        error::{Error, Result},
        trace::{self, Part},
    },
    http::Request,
    protection::decision::{Allowed, BotList, By, Decision, Denial, RequestDetails, Rule, SHIELD_TEST_HEADER},
};

/// So many people may be busy at once behind one address: an office, or a server that asks for its users.
const PEOPLE_AT_AN_ADDRESS: u32 = 100;
/// Programs that may pass whoever they come for.
const OPEN_BOTS: BotList = BotList::Allow(&["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"]);
/// Whoever brings a valid session is a person, with whatever client, unless they say that they read for a model.
const CRAWLERS: BotList = BotList::Deny(&["CATEGORY:AI"]);
/// How often a program may come with one key, which counts for its owner too.
const A_KEY_PER_MINUTE: u32 = 60;

/// Who comes, where that is known: somebody's id, and the id of what their program comes with.
#[derive(Clone, Copy, Default)]
pub struct Visitor<'a> {
    pub user: Option<&'a str>,
    pub key: Option<&'a str>,
}

/// The rules for every request behind a sign-in. A person is one visitor wherever they come from, and an address is one
/// of its own. Whoever has a key is a program that somebody let in, so it is no crawler.
pub fn rules(settings: &env::Protection, by_key: bool) -> [Rule; 4] {
    let a_minute = |policy, by, max| Rule::SlidingWindow { policy, by, max, interval_seconds: 60 };
    let max = settings.requests_per_minute;
    let people = if settings.allow_api_clients { CRAWLERS } else { OPEN_BOTS };
    [
        Rule::Shield,
        a_minute("requests", By::User, max),
        a_minute("address", By::Address, PEOPLE_AT_AN_ADDRESS * max),
        if by_key { a_minute("key", By::Key, A_KEY_PER_MINUTE) } else { Rule::Bots(people) },
    ]
}

pub async fn check(app: &App, request: &Request, visitor: Visitor<'_>, rules: &[Rule]) -> Result<()> {
    refusal(decide(app, request, visitor, rules).await)
}

/// Counts a visit in this instance alone, whoever protects the rest, and asks nobody.
pub async fn check_here(app: &App, request: &Request, visitor: Visitor<'_>, rule: Rule) -> Result<()> {
    let details = details(app, request, visitor, "", request.headers());
    refusal(app.own_limits.decide_here(&details, &[rule]).await)
}

/// The same for all instances, where there is a Redis.
pub async fn check_anywhere(app: &App, request: &Request, visitor: Visitor<'_>, rule: Rule) -> Result<()> {
    if app.redis.is_none() {
        return check_here(app, request, visitor, rule).await;
    }
    let details = details(app, request, visitor, "", request.headers());
    refusal(app.own_limits.decide(&details, &[rule]).await)
}

/// Of pages for whoever has their token: the database is asked by whoever has one that looks like it.
pub(super) async fn check_token_reader(app: &App, request: &Request, policy: &'static str) -> Result<()> {
    let rule = Rule::SlidingWindow { policy, by: By::Address, max: 30, interval_seconds: 60 };
    check(app, request, Visitor::default(), &[rule]).await
}

fn refusal(decision: Decision) -> Result<()> {
    match decision {
        Decision::Allow(_) => Ok(()),
        Decision::Deny(Denial::RateLimit(limit)) => Err(Error::RateLimit(limit)),
        Decision::Deny(Denial::Bot(_)) => Err(Error::Bot),
        Decision::Deny(Denial::Shield) => Err(Error::Suspicious),
        Decision::Deny(Denial::Unexplained) => Err(Error::NotAdmitted),
    }
}

/// Asks the protection, and notes its decision: limits for the reply's headers, the rest for the log.
pub async fn decide(app: &App, request: &Request, visitor: Visitor<'_>, rules: &[Rule]) -> Decision {
    let query = request.raw_query().map(|query| format!("?{query}")).unwrap_or_default();
    let headers = judged_headers(app.env.production, request.headers());
    let details = details(app, request, visitor, &query, &headers);
    let wait_until = request.wait_until();
    let decision = trace::measure(Part::Protect, app.protection.decide(&details, rules, &wait_until)).await;
    note(app, request, &decision);
    decision
}

fn details<'r>(
    app: &App,
    request: &'r Request,
    Visitor { user, key }: Visitor<'r>,
    query: &'r str,
    headers: &'r HeaderMap,
) -> RequestDetails<'r> {
    // On a laptop requests come from the machine itself.
    let localhost = IpAddr::from(Ipv4Addr::LOCALHOST);
    RequestDetails {
        address: request.client_ip().or((!app.env.production).then_some(localhost)),
        method: request.sent_method().as_str(),
        // Production is reached by HTTPS alone; the platform ends it.
        protocol: if app.env.production { "https:" } else { "http:" },
        host: request.header(header::HOST).unwrap_or_default(),
        path: judged_path(request.path()),
        query,
        headers,
        user,
        key,
    }
}

/// The path that the protection sees: the token of a receipt or a report is for nobody else.
fn judged_path(path: &str) -> &str {
    const BEFORE_TOKENS: [&str; 2] = ["/api/receipts/", "/api/shares/"];
    BEFORE_TOKENS.into_iter().find(|before| path.starts_with(before)).unwrap_or(path)
}

/// The headers that the protection sees. Five visits with the test header block an address, at Arcjet too: in
/// production any stranger could have everybody behind it refused.
fn judged_headers(production: bool, sent: &HeaderMap) -> Cow<'_, HeaderMap> {
    if production && sent.contains_key(SHIELD_TEST_HEADER) {
        let mut headers = sent.clone();
        headers.remove(SHIELD_TEST_HEADER);
        return Cow::Owned(headers);
    }
    Cow::Borrowed(sent)
}

fn note(app: &App, request: &Request, decision: &Decision) {
    match decision {
        Decision::Allow(Allowed { limit, undecided, .. }) => {
            if let Some(cause) = undecided {
                let so_far = app.protection.undecided_so_far();
                tracing::error!(cause, so_far, "nobody decided about a visit, so it passes");
            }
            limit.iter().for_each(|status| request.note_limit(*status));
        }
        Decision::Deny(denial) => {
            let denial = match denial {
                Denial::RateLimit(limit) => limit.policy,
                Denial::Bot(_) => "bot",
                Denial::Shield => "shield",
                Denial::Unexplained => "unexplained",
            };
            tracing::info!(denial, "a visit was refused");
        }
    }
}
