//! Rules of the emulated Arcjet: bots, the shield's test header, dry runs, and how results become one decision.

use darasa_local::emulators::arcjet::{Address, Claims};
use serde_json::{Value, json};

use crate::arcjet::{Arcjet, details, told};

const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const GOOGLEBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

fn with_headers(headers: Value) -> Value {
    let mut details = details();
    details["headers"] = headers;
    details
}

/// What a rule finds in a user agent: the conclusion, who is allowed, who is denied.
async fn named(arcjet: &Arcjet, rule: Value, user_agent: &str) -> (String, Vec<String>, Vec<String>) {
    let details = with_headers(json!({"host": "ex.test", "user-agent": user_agent}));
    let decision = arcjet.decide(&json!({"details": details, "rules": [{"botV2": rule}]})).await;
    let (conclusion, reason) = told(&decision);
    let list = |name: &str| serde_json::from_value(reason["botV2"][name].clone()).unwrap_or_default();
    (conclusion.to_owned(), list("allowed"), list("denied"))
}

fn allowing(entries: &[&str]) -> Value {
    json!({"mode": "MODE_LIVE", "allow": entries})
}

fn denying(entries: &[&str]) -> Value {
    json!({"mode": "MODE_LIVE", "deny": entries})
}

const EVERYWHERE: [&str; 3] = ["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"];

#[tokio::test]
async fn programs_are_known_by_what_the_official_sdk_knows_them_by() {
    let arcjet = Arcjet::start().await;
    for (user_agent, ids) in [
        ("curl/8.5.0", vec!["CURL"]),
        ("CURL/8.5.0", vec![]),
        ("xcurl/8.5.0", vec![]),
        ("python-requests/2.31.0", vec!["PYTHON_REQUESTS"]),
        ("Go-http-client/1.1", vec!["GO_HTTP"]),
        ("Mozilla/5.0 (X11; Linux) HeadlessChrome/120.0 Safari/537.36", vec!["HEADLESS_CHROME"]),
        ("Better Stack Better Uptime Bot Mozilla/5.0", vec!["BETTERSTACK_MONITOR", "BETTERUPTIME_MONITOR"]),
        ("CCBot/2.0", vec!["CCBOT_CRAWLER", "COMMONCRAWL_CRAWLER"]),
        (GOOGLEBOT, vec!["GOOGLE_CRAWLER"]),
        ("reqwest/0.12", vec![]),
        ("hyper/1.0", vec![]),
        ("node", vec![]),
        ("Foo/1.0", vec![]),
        ("", vec![]),
        (BROWSER, vec![]),
    ] {
        // Neither list lets nobody through.
        let (conclusion, allowed, denied) = named(&arcjet, json!({"mode": "MODE_LIVE"}), user_agent).await;
        assert_eq!((allowed, denied), (vec![], ids.iter().map(|id| (*id).to_owned()).collect()), "{user_agent}");
        assert_eq!(conclusion == "CONCLUSION_DENY", !ids.is_empty(), "{user_agent}");
    }
}

#[tokio::test]
async fn who_is_on_the_list_is_told_with_the_category_that_let_it_through() {
    let arcjet = Arcjet::start().await;
    let cases = [
        (allowing(&["CATEGORY:SEARCH_ENGINE"]), GOOGLEBOT, vec!["GOOGLE_CRAWLER", "CATEGORY:SEARCH_ENGINE"], vec![]),
        (allowing(&["GOOGLE_CRAWLER"]), GOOGLEBOT, vec!["GOOGLE_CRAWLER"], vec![]),
        (
            allowing(&EVERYWHERE),
            "vercel-screenshot/1.0",
            vec!["VERCEL_MONITOR_PREVIEW", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"],
            vec![],
        ),
        (allowing(&EVERYWHERE), "Slackbot-LinkExpanding 1.0", vec![], vec!["SLACK_CRAWLER"]),
        (allowing(&EVERYWHERE), "GPTBot/1.2", vec![], vec!["OPENAI_CRAWLER"]),
        (
            allowing(&["CATEGORY:SEARCH_ENGINE"]),
            "curl/8 Googlebot/2.1",
            vec!["GOOGLE_CRAWLER", "CATEGORY:SEARCH_ENGINE"],
            vec!["CURL"],
        ),
        (
            allowing(&["CATEGORY:SEARCH_ENGINE"]),
            "Googlebot/2.1 bingbot/2.0",
            vec!["BING_CRAWLER", "CATEGORY:SEARCH_ENGINE", "GOOGLE_CRAWLER"],
            vec![],
        ),
        (denying(&["CATEGORY:AI"]), "GPTBot/1.2", vec![], vec!["OPENAI_CRAWLER", "CATEGORY:AI"]),
        (denying(&["CATEGORY:AI"]), "curl/8.5.0", vec!["CURL"], vec![]),
        (denying(&["CURL"]), "curl/8.5.0", vec![], vec!["CURL"]),
        (denying(&["CURL"]), BROWSER, vec![], vec![]),
    ];
    for (rule, user_agent, allowed, denied) in cases {
        let told = named(&arcjet, rule, user_agent).await;
        let conclusion = if denied.is_empty() { "CONCLUSION_ALLOW" } else { "CONCLUSION_DENY" };
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(told, (conclusion.to_owned(), owned(allowed), owned(denied)), "{user_agent}");
    }
}

#[tokio::test]
async fn a_program_is_denied_for_a_minute() {
    let arcjet = Arcjet::start().await;
    let details = with_headers(json!({"user-agent": "curl/8.5.0"}));
    let decision = arcjet.decide(&json!({"details": details, "rules": [{"botV2": allowing(&EVERYWHERE)}]})).await;
    assert_eq!(decision["ttl"], 60);
    assert_eq!(decision["reason"], json!({"botV2": {"denied": ["CURL"]}}));
    let result = &decision["ruleResults"][0];
    assert_eq!((&result["state"], &result["ttl"]), (&json!("RULE_STATE_RUN"), &json!(60)));
}

#[tokio::test]
async fn a_visit_that_names_no_program_at_all_is_an_error_that_passes() {
    let arcjet = Arcjet::start().await;
    let details = with_headers(json!({"host": "ex.test"}));
    let rules = json!([{"shield": {"mode": "MODE_LIVE"}}, {"botV2": allowing(&EVERYWHERE)}]);
    let decision = arcjet.decide(&json!({"details": details, "rules": rules})).await;

    let result = &decision["ruleResults"][1];
    assert_eq!((&result["state"], &result["conclusion"]), (&json!("RULE_STATE_RUN"), &json!("CONCLUSION_ERROR")));
    assert!(result["reason"]["error"]["message"].as_str().unwrap().contains("missing User-Agent header"));
    assert_eq!(decision["conclusion"], "CONCLUSION_ERROR");
    assert_eq!(decision["reason"], result["reason"]);
    assert_eq!(decision["ruleResults"][0]["conclusion"], "CONCLUSION_ALLOW");
}

#[tokio::test]
async fn a_program_that_is_not_what_it_says_passes_and_is_told() {
    let arcjet = Arcjet::start().await;
    let details = with_headers(json!({"user-agent": GOOGLEBOT}));
    let ask = async |rule: Value| {
        let decision = arcjet.decide(&json!({"details": details, "rules": [{"botV2": rule}]})).await;
        (decision["conclusion"].clone(), decision["reason"].clone(), told(&decision).1["botV2"].clone())
    };
    let named = json!({"allowed": ["GOOGLE_CRAWLER", "CATEGORY:SEARCH_ENGINE"]});
    let (_, reason, found) = ask(allowing(&["CATEGORY:SEARCH_ENGINE"])).await;
    assert_eq!((reason, found), (json!({}), named.clone()));

    arcjet.emulator.know("8.8.4.4", Address { bots: Claims::Spoofed, ..Address::default() });
    let (conclusion, reason, found) = ask(allowing(&["CATEGORY:SEARCH_ENGINE"])).await;
    let mut spoofed = named.clone();
    spoofed["spoofed"] = json!(true);
    assert_eq!((conclusion, &found), (json!("CONCLUSION_ALLOW"), &spoofed));
    assert_eq!(reason, json!({"botV2": spoofed}));
    let (_, _, found) = ask(denying(&["CURL"])).await;
    assert_eq!(found, json!({"allowed": ["GOOGLE_CRAWLER"]}), "whoever is not on a list of denied ones proves nothing");

    arcjet.emulator.know("8.8.4.4", Address { bots: Claims::Verified, ..Address::default() });
    let (_, _, found) = ask(allowing(&["CATEGORY:SEARCH_ENGINE"])).await;
    assert_eq!(found["verified"], true);
}

#[tokio::test]
async fn what_is_known_of_an_address_is_told_with_every_decision() {
    let arcjet = Arcjet::start().await;
    let hosted = Address { country: "DE".to_owned(), hosting: true, vpn: true, ..Address::default() };
    arcjet.emulator.know("8.8.4.4", hosted);
    let told = arcjet.visit(json!([])).await["ipDetails"].take();
    assert_eq!(told, json!({"country": "DE", "asnType": "hosting", "isHosting": true, "isVpn": true}));
    let mut elsewhere = details();
    elsewhere["ip"] = json!("76.76.21.21");
    assert_eq!(arcjet.decide(&json!({"details": elsewhere})).await["ipDetails"], json!({}));
}

#[tokio::test]
async fn after_the_fifth_suspicious_request_the_client_is_blocked_for_a_quarter_of_an_hour() {
    let arcjet = Arcjet::start().await;
    let suspicious = with_headers(json!({"user-agent": BROWSER, "x-arcjet-suspicious": "true"}));
    let rules = json!([{"shield": {"mode": "MODE_LIVE"}}]);
    let attack = json!({"details": suspicious, "rules": rules});
    let innocent = json!({"details": details(), "rules": rules});
    for _ in 0..5 {
        assert_eq!(told(&arcjet.decide(&innocent).await), ("CONCLUSION_ALLOW", &json!({"shield": {}})));
        let decision = arcjet.decide(&attack).await;
        assert_eq!(told(&decision), ("CONCLUSION_ALLOW", &json!({"shield": {"suspicious": true}})));
    }
    let blocked = arcjet.decide(&innocent).await;
    assert_eq!(told(&blocked), ("CONCLUSION_DENY", &json!({"shield": {"shieldTriggered": true}})));
    assert_eq!((&blocked["reason"], &blocked["ttl"]), (told(&blocked).1, &json!(900)));

    arcjet.at(899.5);
    let still = arcjet.decide(&innocent).await;
    assert_eq!((told(&still).0, &still["ttl"]), ("CONCLUSION_DENY", &json!(1)));
    arcjet.at(900.0);
    assert_eq!(told(&arcjet.decide(&attack).await).0, "CONCLUSION_ALLOW", "it begins to count anew");
}

#[tokio::test]
async fn only_the_header_as_documented_is_suspicious_and_only_to_the_shield() {
    let arcjet = Arcjet::start().await;
    for value in ["false", "True", "1"] {
        let details = with_headers(json!({"user-agent": BROWSER, "x-arcjet-suspicious": value}));
        for _ in 0..6 {
            let decision =
                arcjet.decide(&json!({"details": details, "rules": [{"shield": {"mode": "MODE_LIVE"}}]})).await;
            assert_eq!(told(&decision), ("CONCLUSION_ALLOW", &json!({"shield": {}})), "{value}");
        }
    }
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_do_and_does_not_do_it() {
    let arcjet = Arcjet::start().await;
    let bucket = |mode: &str| {
        json!({"rateLimit": {
            "mode": mode, "algorithm": "RATE_LIMIT_ALGORITHM_TOKEN_BUCKET", "refillRate": 1, "interval": 60, "capacity": 1,
        }})
    };
    for mode in ["MODE_DRY_RUN", "MODE_UNSPECIFIED"] {
        let details = with_headers(json!({"user-agent": "curl/8.5.0"}));
        let rules = json!([bucket(mode), {"botV2": {"mode": mode}}, {"shield": {"mode": "MODE_LIVE"}}]);
        let body = json!({"details": details, "rules": rules});
        arcjet.decide(&body).await;
        let decision = arcjet.decide(&body).await;

        assert_eq!((&decision["conclusion"], &decision["reason"]), (&json!("CONCLUSION_ALLOW"), &json!({})));
        assert_eq!(decision["ttl"], Value::Null);
        for result in &decision["ruleResults"].as_array().unwrap()[..2] {
            assert_eq!(result["state"], "RULE_STATE_DRY_RUN");
            assert_eq!((&result["conclusion"], &result["ttl"]), (&json!("CONCLUSION_DENY"), &Value::Null));
        }
    }
}

#[tokio::test]
async fn the_first_live_denial_is_the_decision_and_every_rule_is_told() {
    let arcjet = Arcjet::start().await;
    let rules = json!([
        {"rateLimit": {"mode": "MODE_DRY_RUN", "max": 0, "windowInSeconds": 5}},
        {"rateLimit": {"mode": "MODE_LIVE", "characteristics": ["userId"], "max": 1, "windowInSeconds": 9}},
        {"rateLimit": {"mode": "MODE_LIVE", "max": 0, "windowInSeconds": 30}},
        {"botV2": {"mode": "MODE_LIVE"}},
    ]);
    let details = with_headers(json!({"user-agent": "curl/8.5.0"}));
    let decision = arcjet.decide(&json!({"details": details, "rules": rules})).await;

    assert_eq!(decision["conclusion"], "CONCLUSION_DENY");
    assert_eq!(decision["reason"], json!({"rateLimit": {"resetInSeconds": 30, "windowInSeconds": 30}}));
    assert_eq!(decision["ttl"], 30);
    let conclusions: Vec<_> = decision["ruleResults"].as_array().unwrap().iter().map(|it| &it["conclusion"]).collect();
    assert_eq!(conclusions, ["CONCLUSION_DENY", "CONCLUSION_ERROR", "CONCLUSION_DENY", "CONCLUSION_DENY"]);
}

#[tokio::test]
async fn rules_it_has_no_eyes_for_are_told_as_not_run() {
    let arcjet = Arcjet::start().await;
    let rules = json!([
        {"sensitiveInfo": {"mode": "MODE_LIVE", "deny": ["EMAIL"]}},
        {"filter": {"mode": "MODE_LIVE", "deny": ["ip.src.vpn"]}},
        {"email": {"mode": "MODE_LIVE", "deny": ["EMAIL_TYPE_DISPOSABLE"]}},
        {"promptInjectionDetection": {"mode": "MODE_LIVE"}},
    ]);
    let decision = arcjet.visit(rules).await;
    assert_eq!(decision["conclusion"], "CONCLUSION_ALLOW");
    for result in decision["ruleResults"].as_array().unwrap() {
        let told = (result["state"].as_str(), result["conclusion"].as_str(), &result["reason"]);
        assert_eq!(told, (Some("RULE_STATE_NOT_RUN"), Some("CONCLUSION_ALLOW"), &json!({})));
        assert_eq!(result["ruleId"].as_str().unwrap().len(), 64);
    }
}
