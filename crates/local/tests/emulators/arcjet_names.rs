//! Fingerprints and rule ids are those of the official SDK, or it would never keep a denial.

use serde_json::{Value, json};

use crate::arcjet::{Arcjet, details};
use crate::captures::captured;

fn limit(characteristics: &Value) -> Value {
    json!({"rateLimit": {
        "mode": "MODE_LIVE",
        "algorithm": "RATE_LIMIT_ALGORITHM_FIXED_WINDOW",
        "max": 60,
        "windowInSeconds": 3_600,
        "characteristics": characteristics,
    }})
}

#[tokio::test]
async fn every_golden_fingerprint_is_found() {
    let arcjet = Arcjet::start().await;
    let vectors = captured("arcjet/vectors-fingerprint-ruleid");
    let fingerprints = vectors["fingerprints"].as_array().unwrap();
    assert_eq!(fingerprints.len(), 11);
    for vector in fingerprints {
        let rules = json!([limit(&vector["characteristics"])]);
        let decision = arcjet.decide(&json!({"details": vectors["request"], "rules": rules})).await;
        assert_eq!(decision["ruleResults"][0]["fingerprint"], vector["fingerprint"], "{}", vector["preimage"]);
        assert_eq!(decision["conclusion"], "CONCLUSION_ALLOW");
    }
}

/// The rules of the golden rule ids, by their names there.
fn rule(name: &str) -> Value {
    let rate = |algorithm: &str, characteristics: Value, mut numbers: Value| {
        numbers["mode"] = json!("MODE_LIVE");
        numbers["algorithm"] = json!(format!("RATE_LIMIT_ALGORITHM_{algorithm}"));
        numbers["characteristics"] = characteristics;
        json!({"rateLimit": numbers})
    };
    match name {
        "shield LIVE" => json!({"shield": {"mode": "MODE_LIVE"}}),
        "shield DRY_RUN" => json!({"shield": {"mode": "MODE_DRY_RUN"}}),
        "bot allow" => {
            let allow = ["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"];
            json!({"botV2": {"mode": "MODE_LIVE", "allow": allow}})
        }
        "bot deny" => json!({"botV2": {"mode": "MODE_LIVE", "deny": ["CURL"]}}),
        "token bucket 5/10s cap 10" => {
            rate("TOKEN_BUCKET", json!([]), json!({"refillRate": 5, "interval": 10, "capacity": 10}))
        }
        "token bucket userId 4/1d cap 12" => {
            rate("TOKEN_BUCKET", json!(["userId"]), json!({"refillRate": 4, "interval": 86_400, "capacity": 12}))
        }
        "fixed window" => rate("FIXED_WINDOW", json!([]), json!({"max": 60, "windowInSeconds": 3_600})),
        "sliding window 1m/100" => rate("SLIDING_WINDOW", json!([]), json!({"max": 100, "interval": 60})),
        "sliding window two characteristics" => {
            rate("SLIDING_WINDOW", json!(["userId", "ip.src"]), json!({"max": 5, "interval": 60}))
        }
        "email deny" => json!({"email": {
            "mode": "MODE_LIVE",
            "deny": ["EMAIL_TYPE_INVALID", "EMAIL_TYPE_DISPOSABLE"],
            "requireTopLevelDomain": true,
        }}),
        "sensitive info deny" => json!({"sensitiveInfo": {"mode": "MODE_LIVE", "deny": ["EMAIL"]}}),
        "filter deny" => json!({"filter": {"mode": "MODE_LIVE", "deny": ["http.request.uri.path eq \"/s\""]}}),
        "prompt injection" => json!({"promptInjectionDetection": {"mode": "MODE_LIVE"}}),
        other => panic!("a rule that nobody knows: {other}"),
    }
}

#[tokio::test]
async fn every_golden_rule_id_is_found() {
    let arcjet = Arcjet::start().await;
    let vectors = captured("arcjet/vectors-fingerprint-ruleid");
    let rule_ids = vectors["ruleIds"].as_array().unwrap();
    assert_eq!(rule_ids.len(), 13);
    for vector in rule_ids {
        let rules = json!([rule(vector["name"].as_str().unwrap())]);
        let decision = arcjet.decide(&json!({"details": vectors["request"], "rules": rules})).await;
        assert_eq!(decision["ruleResults"][0]["ruleId"], vector["ruleId"], "{}", vector["name"]);
    }
}

#[tokio::test]
async fn names_are_those_that_the_sdk_reported() {
    let arcjet = Arcjet::start().await;
    for name in ["10-report-local-bot-deny", "11-report-local-bot-deny-cached", "41-fail-open-503-report"] {
        let report = captured(&format!("arcjet/{name}"))["bodyDecoded"].take();
        let body = json!({"details": report["details"], "rules": report["rules"]});
        let decision = arcjet.decide(&body).await;

        let theirs = report["decision"]["ruleResults"].as_array().unwrap();
        let ours = decision["ruleResults"].as_array().unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!(ours["ruleId"], theirs["ruleId"], "{name}");
            assert_eq!(ours["fingerprint"], theirs["fingerprint"], "{name}");
        }
    }
}

#[tokio::test]
async fn characteristics_of_the_whole_request_are_those_of_rules_without_any() {
    let arcjet = Arcjet::start().await;
    let mut details = details();
    details["extra"] = json!({"userId": "user_123"});
    let rules = json!([limit(&json!([])), limit(&json!(["ip.src"])), rule("shield LIVE")]);
    let body = json!({"details": details, "rules": rules, "characteristics": ["userId"]});
    let decision = arcjet.decide(&body).await;

    let by_user = "fp::2::9e99724f61d0c493f3952a89501a9a4980c6c5b0a6ec6230f60b58695942696d";
    let by_address = "fp::2::12939b92058bacddd6d88acf984bb27d12e58417065702cc07f4c6b36e0048ae";
    let fingerprints: Vec<_> =
        decision["ruleResults"].as_array().unwrap().iter().map(|result| result["fingerprint"].clone()).collect();
    assert_eq!(fingerprints, [by_user, by_address, by_user]);
}

#[tokio::test]
async fn a_characteristic_without_a_value_is_an_error_of_its_rule_alone() {
    let arcjet = Arcjet::start().await;
    for characteristics in [json!(["userId"]), json!(["ip.src", "ip.src"]), json!(["http.request.cookie['sid']"])] {
        let decision = arcjet.visit(json!([limit(&characteristics), limit(&json!([]))])).await;
        let results = &decision["ruleResults"];
        assert_eq!(results[0]["conclusion"], "CONCLUSION_ERROR", "{characteristics}");
        assert!(results[0]["reason"]["error"]["message"].as_str().unwrap().contains("characteristic"), "{results}");
        assert_eq!(results[1]["conclusion"], "CONCLUSION_ALLOW");
        assert_eq!(decision["conclusion"], "CONCLUSION_ERROR", "it is an error, which lets pass");
    }
}
