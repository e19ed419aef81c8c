//! Arcjet protocol: our messages are those of the official SDK, captured on the wire, and its replies are understood.

use std::{net::IpAddr, time::SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::{
    response::{Conclusion, Reply},
    *,
};
use crate::base::rate_limit::LimitStatus;
use crate::protection::decision::{By, Denial};

const ALLOWED_BOTS: &[&str] = &["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"];
const WINDOW: Rule = Rule::SlidingWindow { policy: "requests", by: By::Address, max: 100, interval_seconds: 60 };
const BUCKET: Rule =
    Rule::TokenBucket { policy: "probe", by: By::Address, capacity: 10, refill: 5, interval_seconds: 10, requested: 5 };
const INTERVIEWS: Rule = Rule::TokenBucket {
    policy: "interviews",
    by: By::User,
    capacity: 12,
    refill: 4,
    interval_seconds: 86_400,
    requested: 1,
};

macro_rules! capture {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../../../local/tests/captures/arcjet/", $name, ".json")))
            .unwrap()
    };
}

/// What an SDK sent, in JSON.
fn body(capture: &Value) -> Value {
    match capture["bodyRaw"].as_str() {
        Some(raw) => serde_json::from_str(raw).unwrap(),
        None => capture["bodyDecoded"].clone(),
    }
}

/// The request that an SDK asked about, with the headers that it never tells.
struct Caught {
    details: Value,
    headers: HeaderMap,
    user: Option<String>,
}

impl Caught {
    fn of(body: &Value) -> Self {
        let details = body["details"].clone();
        let mut headers = HeaderMap::new();
        for (name, value) in details["headers"].as_object().unwrap() {
            headers
                .insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value.as_str().unwrap()).unwrap());
        }
        if let Some(cookies) = details["cookies"].as_str() {
            headers.insert("cookie", HeaderValue::from_str(cookies).unwrap());
        }
        let user = details["extra"]["userId"].as_str().map(str::to_owned);
        Self { details, headers, user }
    }

    fn visit(&self) -> RequestDetails<'_> {
        let text = |name: &str| self.details[name].as_str().unwrap_or_default();
        RequestDetails {
            address: Some(text("ip").parse().unwrap()),
            method: text("method"),
            protocol: text("protocol"),
            host: text("host"),
            path: text("path"),
            query: text("query"),
            headers: &self.headers,
            user: self.user.as_deref(),
            key: None,
        }
    }

    fn asked(&self, rules: &[Rule]) -> Vec<Asked> {
        let user = fingerprint::user(&self.visit());
        asked(rules, self.details["ip"].as_str().unwrap(), user.as_deref(), None).unwrap()
    }
}

/// What we say where the SDK said this, but for who says it, and for a cookie that it tells and we do not.
fn comparable(mut message: Value) -> Value {
    if let Some(cookies) = message["details"].get_mut("cookies") {
        *cookies = cookies.as_str().unwrap().replace("sid=abc; ", "").into();
    }
    let fields = message.as_object_mut().unwrap();
    fields.remove("sdkStack");
    fields.remove("sdkVersion");
    let id = fields.get_mut("decision").and_then(|decision| decision.as_object_mut()?.remove("id"));
    assert!(id.is_none_or(|id| id.as_str().unwrap().starts_with("lreq_01m82k")), "{message}");
    message
}

fn decide(caught: &Caught, rules: &[Rule]) -> Value {
    let asked = caught.asked(rules);
    serde_json::to_value(Decide::new(&caught.visit(), "8.8.4.4", &asked)).unwrap()
}

#[test]
fn we_ask_as_the_official_sdk_asks() {
    // Given in another order than the SDK's, which sorts them too.
    let probe = [Rule::Bots(BotList::Allow(ALLOWED_BOTS)), BUCKET, Rule::Shield];
    let everywhere = [Rule::Shield, Rule::Bots(BotList::Allow(ALLOWED_BOTS)), WINDOW];
    for (capture, rules) in [
        (capture!("01-shield-bot-tokenbucket"), &probe[..]),
        (capture!("02-shield-bot-slidingwindow"), &everywhere[..]),
        (capture!("20-edge-json-decide"), &probe[..]),
    ] {
        let theirs = body(&capture);
        let ours = decide(&Caught::of(&theirs), rules);

        assert_eq!(ours["sdkVersion"], env!("CARGO_PKG_VERSION"));
        assert_eq!(ours.get("sdkStack"), None, "none of the known ones is ours");
        assert_eq!(comparable(ours), comparable(theirs));
    }
}

#[test]
fn a_list_with_nothing_on_it_is_left_out() {
    let theirs = body(&capture!("41-fail-open-503-decide"));
    let ours = decide(&Caught::of(&theirs), &[Rule::Shield, Rule::Bots(BotList::Allow(&[]))]);

    assert_eq!(comparable(ours), comparable(theirs));
}

#[test]
fn a_user_is_known_there_by_a_hash() {
    let mut theirs = body(&capture!("03-tokenbucket-userid"));
    let ours = decide(&Caught::of(&theirs), &[INTERVIEWS]);

    // sha256("user_123")
    let hash = "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b";
    assert_eq!(ours["details"]["extra"]["userId"], hash);
    assert!(!ours.to_string().contains("user_123"), "{ours}");
    theirs["details"]["extra"]["userId"] = hash.into();
    assert_eq!(comparable(ours), comparable(theirs));
}

/// The rules for whoever is signed in: limits by user and by address, and the rest by both.
#[test]
fn who_is_signed_in_is_told_apart_from_others_at_the_same_address() {
    let mine = Rule::SlidingWindow { policy: "requests", by: By::User, max: 100, interval_seconds: 60 };
    let rules = [Rule::Shield, mine, WINDOW, Rule::Bots(BotList::Deny(&["CATEGORY:AI"]))];
    let caught = Caught::of(&body(&capture!("03-tokenbucket-userid")));
    let ours = decide(&caught, &rules);

    assert_eq!(ours["characteristics"], json!(["userId", "ip.src"]));
    assert_eq!(ours["details"]["extra"], json!({ "userId": fingerprint::user(&caught.visit()) }));
    assert_eq!(ours["rules"][0], json!({ "shield": { "mode": "MODE_LIVE" } }));
    assert_eq!(ours["rules"][1]["rateLimit"]["characteristics"], json!(["userId"]));
    assert_eq!(ours["rules"][2]["rateLimit"]["characteristics"], json!(["ip.src"]));
    assert_eq!(ours["rules"][3], json!({ "botV2": { "mode": "MODE_LIVE", "deny": ["CATEGORY:AI"] } }));

    let fingerprints = |address, user| -> Vec<String> {
        asked(&rules, address, Some(user), None).unwrap().into_iter().map(|asked| asked.fingerprint).collect()
    };
    let [here, elsewhere, somebody] =
        [fingerprints("8.8.4.4", "a"), fingerprints("8.8.8.8", "a"), fingerprints("8.8.4.4", "b")];
    let same = |other: &[String]| here.iter().zip(other).map(|(one, other)| one == other).collect::<Vec<_>>();
    assert_eq!(same(&elsewhere), [false, true, false, false], "the person's limit is theirs wherever they are");
    assert_eq!(same(&somebody), [false, false, true, false], "and the address's is everybody's there");
    assert_eq!(asked(&rules, "8.8.4.4", None, None), None, "there is no limit by user without one");
}

#[test]
fn nobody_is_asked_for_the_name_of_a_program_that_names_none() {
    let rules = [Rule::Shield, Rule::Bots(BotList::Deny(&["CATEGORY:AI"])), Rule::Bots(BotList::Allow(ALLOWED_BOTS))];
    let mut caught = Caught::of(&body(&capture!("01-shield-bot-tokenbucket")));
    assert_eq!(answerable(&caught.visit(), &rules), rules);
    caught.headers.remove("user-agent");
    assert_eq!(answerable(&caught.visit(), &rules), [rules[0], rules[2]]);
}

#[test]
fn what_opens_doors_is_told_to_nobody() {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("Authorization", "Bearer hunter2"),
        ("Proxy-Authorization", "Basic hunter2"),
        ("Cookie", "theme=dark; __session=hunter2; __session_abc=hunter2"),
        ("Cookie", "__client=hunter2;sid=hunter2; __Host-x=hunter2; _vercel_jwt=hunter2;NEXT_LOCALE=de"),
        ("Cookie", "themes=hunter2; Theme=hunter2; xtheme=hunter2; connect.sid=hunter2; hunter2; =hunter2"),
        ("Referer", "https://ex.test/interviews?__clerk_handshake=hunter2"),
        ("Idempotency-Key", "\"hunter2\""),
        ("Forwarded", "for=8.8.4.4;sig=hunter2"),
        ("X-Vercel-Oidc-Token", "hunter2"),
        ("X-Vercel-Proxy-Signature", "Bearer hunter2"),
        ("X-Vercel-Proxy-Signature-Ts", "hunter2"),
        ("X-Vercel-Sc-Headers", "{\"Authorization\":\"hunter2\"}"),
        ("X-Vercel-Internal-Invocation-Id", "hunter2"),
        ("X-Vercel-Protection-Bypass", "hunter2"),
        ("X-Vercel-Ip-Country", "DE"),
        ("Accept", "text/html"),
        ("Accept", "text/plain"),
    ] {
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_static(value));
    }
    let mut theirs = body(&capture!("01-shield-bot-tokenbucket"));
    let keys = "__clerk_db_jwt=hunter2&_vercel_share=hunter2&x-vercel-protection-bypass=hunter2";
    theirs["details"]["query"] = format!("?x=1&{keys}&y=two").into();
    let caught = Caught { headers, ..Caught::of(&theirs) };

    let ours = decide(&caught, &[Rule::Shield]);

    assert!(!ours.to_string().contains("hunter2"), "{ours}");
    let expected = json!({
        "accept": "text/html, text/plain",
        "referer": "https://ex.test/interviews",
        "x-vercel-ip-country": "DE",
    });
    assert_eq!(ours["details"]["headers"], expected);
    assert_eq!(ours["details"]["cookies"], "theme=dark; NEXT_LOCALE=de");
    assert_eq!(ours["details"]["query"], "?x=1&y=two");
}

/// The time at which an SDK wrote a report.
fn time_of(report: &Value) -> SystemTime {
    let results = report["decision"]["ruleResults"].as_array().unwrap();
    let time = results.iter().find_map(|result| result["reason"]["rateLimit"]["resetTime"].as_str());
    time.unwrap_or("2026-11-22T21:51:00.000Z").parse::<jiff::Timestamp>().unwrap().into()
}

#[test]
fn a_remembered_denial_is_reported_as_the_official_sdk_reports_it() {
    for capture in [
        capture!("11-report-local-bot-deny-cached"),
        // Denied by what the SDK found out itself; we know such things only from an earlier decision.
        capture!("10-report-local-bot-deny"),
        capture!("21-edge-json-report"),
    ] {
        let mut theirs = body(&capture);
        let caught = Caught::of(&theirs);
        let asked = caught.asked(&[Rule::Shield, Rule::Bots(BotList::Allow(ALLOWED_BOTS)), BUCKET]);
        let now = time_of(&theirs);
        let result = &mut theirs["decision"]["ruleResults"][2];
        let ttl = result["ttl"].as_u64().unwrap();
        result["state"] = "RULE_STATE_CACHED".into();

        let denials = ArcjetDenials::default();
        let reply = json!({ "decision": {
            "conclusion": "CONCLUSION_DENY",
            "ttl": 60,
            "ruleResults": [{ "ruleId": result["ruleId"], "fingerprint": result["fingerprint"], "ttl": 60,
                "state": "RULE_STATE_RUN", "conclusion": "CONCLUSION_DENY", "reason": { "botV2": { "denied": ["CURL"] } } }],
        } });
        let earlier = unix_seconds(now) - 60 + ttl as i64;
        denials.remember(&decision(&reply).unwrap(), &asked, earlier);
        let known = denials.find(&asked, unix_seconds(now)).unwrap();
        let report = Decide::new(&caught.visit(), "8.8.4.4", &asked).report(report::denied(known, &asked, now));

        assert_eq!(comparable(serde_json::to_value(report).unwrap()), comparable(theirs));
    }
}

#[test]
fn an_answer_that_never_came_is_reported_as_the_official_sdk_reports_it() {
    let mut theirs = body(&capture!("41-fail-open-503-report"));
    let caught = Caught::of(&theirs);
    let asked = caught.asked(&[Rule::Shield, Rule::Bots(BotList::Allow(&[]))]);
    // The SDK had looked at the user agent itself.
    theirs["decision"]["ruleResults"][1]["state"] = "RULE_STATE_NOT_RUN".into();

    let decided = report::failed("[unavailable] down", &asked, time_of(&theirs));
    let report = Decide::new(&caught.visit(), "8.8.4.4", &asked).report(decided);

    assert_eq!(comparable(serde_json::to_value(report).unwrap()), comparable(theirs));
}

fn decision(reply: &Value) -> Result<response::Decision, &'static str> {
    serde_json::from_value::<Reply>(reply.clone()).unwrap().decision()
}

/// The rules that the replies were given to.
fn replied_to() -> Vec<Asked> {
    asked(&[Rule::Shield, WINDOW, Rule::Bots(BotList::Allow(REPLIED_TO))], "8.8.4.4", None, None).unwrap()
}

const REPLIED_TO: &[&str] = &["CATEGORY:SEARCH_ENGINE"];

fn status(remaining: u32, reset_seconds: u32) -> LimitStatus {
    LimitStatus { policy: "requests", quota: 100, window_seconds: 60, remaining, reset_seconds }
}

fn fine() -> Allowed {
    Allowed { limit: Some(status(99, 60)), ..Allowed::default() }
}

#[test]
fn every_reply_means_what_it_means_to_the_official_sdk() {
    let undecided = |cause: &str| Allowed { undecided: Some(cause.to_owned()), ..Allowed::default() };
    let asked = replied_to();
    for (reply, expected) in [
        (capture!("replies/allow-full"), Ok(Decision::Allow(Allowed { hosting: true, ..fine() }))),
        (capture!("replies/allow-minimal"), Ok(Decision::Allow(Allowed::default()))),
        (capture!("replies/missing-ua"), Ok(Decision::Allow(fine()))),
        (capture!("replies/challenge"), Ok(Decision::Allow(undecided("it wants a challenge")))),
        (capture!("replies/error-conclusion"), Ok(Decision::Allow(undecided("boom")))),
        (capture!("replies/deny-minimal"), Ok(Decision::Deny(Denial::Unexplained))),
        (capture!("replies/deny-rate-limit"), Ok(Decision::Deny(Denial::RateLimit(status(0, 17))))),
        (capture!("replies/deny-no-fingerprint-ids"), Ok(Decision::Deny(Denial::RateLimit(status(0, 17))))),
        (capture!("replies/deny-shield"), Ok(Decision::Deny(Denial::Shield))),
        (capture!("replies/deny-bot-spoofed"), Ok(Decision::Deny(Denial::Bot(vec!["GOOGLE_CRAWLER".to_owned()])))),
        (capture!("replies/empty-response"), Err("a reply without a decision")),
        (capture!("replies/unspecified-conclusion"), Err("a decision without a conclusion")),
        (capture!("replies/bad-rule-state"), Err("a rule's result without a state")),
    ] {
        let decided = decision(&reply["reply"]);
        let outcome = decided.map(|decision| outcome::outcome(&decision, &asked));
        assert_eq!(outcome, expected, "{reply}");

        let seen = &reply["sdkSaw"][0];
        let denied = matches!(outcome, Ok(Decision::Deny(_)));
        let odd = !matches!(outcome, Ok(Decision::Allow(Allowed { undecided: None, .. }) | Decision::Deny(_)));
        assert_eq!(denied, seen["isDenied"], "{reply}");
        assert_eq!(odd, seen["isErrored"] == true || seen["conclusion"] == "CHALLENGE", "{reply}");
    }
}

#[test]
fn a_denial_is_remembered_where_the_official_sdk_remembers_it() {
    for reply in [
        capture!("replies/deny-rate-limit"),
        capture!("replies/deny-shield"),
        capture!("replies/deny-bot-spoofed"),
        capture!("replies/deny-minimal"),
        capture!("replies/deny-no-fingerprint-ids"),
        capture!("replies/allow-full"),
        capture!("replies/error-conclusion"),
    ] {
        let (denials, asked) = (ArcjetDenials::default(), replied_to());
        denials.remember(&decision(&reply["reply"]).unwrap(), &asked, 1_000);

        let second = denials.find(&asked, 1_000).map(|known| known.ttl);

        let seen = &reply["sdkSaw"][1];
        let reported = seen["rpcs"] == json!(["Report"]);
        assert_eq!(second.is_some(), reported, "{reply}");
        assert_eq!(second.map(u64::from), seen["ttl"].as_u64().filter(|_| reported), "{reply}");
    }
}

#[test]
fn a_remembered_limit_resets_when_its_memory_ends() {
    let (denials, asked) = (ArcjetDenials::default(), replied_to());
    let reply = capture!("replies/deny-rate-limit");
    denials.remember(&decision(&reply["reply"]).unwrap(), &asked, 1_000);

    for (now, left) in [(1_000, Some(17)), (1_001, Some(16)), (1_016, Some(1)), (1_017, None), (1_018, None)] {
        let known = denials.find(&asked, now);
        let denial =
            known.as_ref().map(|known| outcome::denial(&known.reason, asked.get(known.place), &asked, known.ttl));
        assert_eq!(denial, left.map(|left| Denial::RateLimit(status(0, left))), "at {now}");
    }
}

#[test]
fn nobody_is_sent_back_before_their_denial_ends() {
    for (reset, ttl, expected) in [(17, 17, 17), (17, 0, 17), (5, 17, 17), (20, 10, 20), (0, 10, 10), (0, 0, 60)] {
        let reply = json!({ "decision": {
            "conclusion": "CONCLUSION_DENY", "ttl": ttl, "reason": { "rateLimit": { "resetInSeconds": reset } },
        } });
        let outcome = outcome::outcome(&decision(&reply).unwrap(), &replied_to());
        assert_eq!(outcome, Decision::Deny(Denial::RateLimit(status(0, expected))), "{reply}");
    }
}

#[test]
fn a_denial_is_for_one_rule_and_one_visitor() {
    let (denials, asked_for) = (ArcjetDenials::default(), replied_to());
    let reply = capture!("replies/deny-shield");
    denials.remember(&decision(&reply["reply"]).unwrap(), &asked_for, 1_000);

    let elsewhere = asked(&[Rule::Shield], "8.8.8.8", None, None).unwrap();
    let other_rule = asked(&[WINDOW], "8.8.4.4", None, None).unwrap();
    assert_eq!(denials.find(&elsewhere, 1_000), None);
    assert_eq!(denials.find(&other_rule, 1_000), None);
    // The shield denies wherever it is asked about.
    assert!(denials.find(&asked(&[BUCKET, Rule::Shield], "8.8.4.4", None, None).unwrap(), 1_000).is_some());
}

#[test]
fn what_a_dry_run_would_deny_is_not_denied() {
    let (denials, asked) = (ArcjetDenials::default(), replied_to());
    let mut reply = capture!("replies/deny-shield")["reply"].clone();
    reply["decision"]["ruleResults"][0]["state"] = "RULE_STATE_DRY_RUN".into();

    denials.remember(&decision(&reply).unwrap(), &asked, 1_000);

    assert_eq!(denials.find(&asked, 1_000), None);
}

#[test]
fn memory_has_an_end() {
    let denials = ArcjetDenials::default();
    let reply = capture!("replies/deny-shield")["reply"].clone();
    for number in 0..5_000_u32 {
        let asked = asked(&[Rule::Shield], &IpAddr::from((0x0800_0000 + number).to_be_bytes()).to_string(), None, None)
            .unwrap();
        let mut decided = decision(&reply).unwrap();
        decided.rule_results.truncate(1);
        decided.rule_results[0].fingerprint.clone_from(&asked[0].fingerprint);
        denials.remember(&decided, &asked, 1_000);
        assert!(denials.find(&asked, 1_000).is_some(), "{number}");
    }
    assert!(denials.len() <= 2_000, "{}", denials.len());
}

#[test]
fn words_may_come_as_numbers_and_fields_in_the_other_spelling() {
    let reply = json!({ "decision": {
        "conclusion": 2,
        "ttl": 17,
        "somethingNew": { "is": "ignored" },
        "rule_results": [{
            "rule_id": replied_to()[1].id, "fingerprint": replied_to()[1].fingerprint, "state": 1, "conclusion": 2, "ttl": 17,
            "reason": { "rate_limit": { "max": 100, "reset_in_seconds": 17, "window_in_seconds": 60 } },
        }],
    } });
    let decided = decision(&reply).unwrap();

    assert_eq!(decided.conclusion, Conclusion::Deny);
    assert_eq!(outcome::outcome(&decided, &replied_to()), Decision::Deny(Denial::RateLimit(status(0, 17))));
    for unknown in [json!(0), json!(9), json!(-1), json!("CONCLUSION_MAYBE")] {
        let reply = json!({ "decision": { "conclusion": unknown } });
        assert_eq!(decision(&reply).err(), Some("a decision without a conclusion"), "{reply}");
    }
}
