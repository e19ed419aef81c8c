//! Rate limits of the emulated Arcjet under a clock that only the test moves.

use serde_json::{Value, json};

use crate::arcjet::{Arcjet, details, told};

fn limit(algorithm: &str, numbers: Value) -> Value {
    let mut rule = json!({"mode": "MODE_LIVE", "algorithm": format!("RATE_LIMIT_ALGORITHM_{algorithm}")});
    rule.as_object_mut().unwrap().extend(numbers.as_object().unwrap().clone());
    json!([{"rateLimit": rule}])
}

/// Asks that often; how many were let through, and the last decision.
async fn ask(arcjet: &Arcjet, rules: &Value, requested: u32, times: usize) -> (usize, Value) {
    let mut details = details();
    details["extra"] = json!({"requested": requested.to_string()});
    let body = json!({"details": details, "rules": rules});
    let (mut passed, mut last) = (0, Value::Null);
    for _ in 0..times {
        last = arcjet.decide(&body).await;
        passed += usize::from(last["conclusion"] == "CONCLUSION_ALLOW");
    }
    (passed, last)
}

/// max, remaining, reset and window of the only rule, and the ttl; a zero is absent on the wire.
fn numbers(decision: &Value) -> [u64; 5] {
    let reason = &told(decision).1["rateLimit"];
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let standing = ["max", "remaining", "resetInSeconds", "windowInSeconds"].map(|name| number(&reason[name]));
    let [max, remaining, reset, window] = standing;
    [max, remaining, reset, window, number(&decision["ruleResults"][0]["ttl"])]
}

#[tokio::test]
async fn a_fixed_window_lets_its_number_through_and_then_nobody_until_it_ends() {
    let arcjet = Arcjet::start().await;
    let rules = limit("FIXED_WINDOW", json!({"max": 3, "windowInSeconds": 60}));
    arcjet.at(7.0);
    assert_eq!(numbers(&ask(&arcjet, &rules, 1, 1).await.1), [3, 2, 60, 60, 0]);
    arcjet.at(20.5);
    let (passed, denied) = ask(&arcjet, &rules, 1, 3).await;
    assert_eq!(passed, 2);
    assert_eq!((told(&denied).0, numbers(&denied)), ("CONCLUSION_DENY", [3, 0, 47, 60, 47]));
    assert_eq!((&denied["reason"], &denied["ttl"]), (told(&denied).1, &json!(47)));

    arcjet.at(66.999);
    assert_eq!(ask(&arcjet, &rules, 1, 1).await.0, 0);
    arcjet.at(67.0);
    assert_eq!(ask(&arcjet, &rules, 1, 5).await.0, 3, "the window began with the first request");
}

#[tokio::test]
async fn a_rate_limit_that_names_no_algorithm_is_a_fixed_window() {
    let arcjet = Arcjet::start().await;
    let rules = json!([{"rateLimit": {"mode": "MODE_LIVE", "max": 2, "windowInSeconds": 60}}]);
    assert_eq!(ask(&arcjet, &rules, 1, 5).await.0, 2);
}

#[tokio::test]
async fn a_sliding_window_weighs_what_was_before() {
    let arcjet = Arcjet::start().await;
    let rules = limit("SLIDING_WINDOW", json!({"max": 100, "interval": 60}));
    arcjet.at(59.0);
    let (passed, last) = ask(&arcjet, &rules, 1, 50).await;
    assert_eq!((passed, numbers(&last)), (50, [100, 50, 1, 60, 0]));

    // 50 before, half of the time gone, 50 now: a rate of 75.
    arcjet.at(90.0);
    let (passed, last) = ask(&arcjet, &rules, 1, 50).await;
    assert_eq!((passed, numbers(&last)), (50, [100, 25, 30, 60, 0]));
    let (passed, denied) = ask(&arcjet, &rules, 1, 30).await;
    assert_eq!(passed, 25);
    // One of 50 leaves in 1.2 seconds.
    assert_eq!(numbers(&denied), [100, 0, 2, 60, 2]);
    arcjet.at(91.1);
    assert_eq!(ask(&arcjet, &rules, 1, 1).await.0, 0);
    arcjet.at(91.2);
    assert_eq!(ask(&arcjet, &rules, 1, 2).await.0, 1);
}

#[tokio::test]
async fn a_sliding_window_that_filled_at_once_opens_in_the_next_one() {
    let arcjet = Arcjet::start().await;
    let rules = limit("SLIDING_WINDOW", json!({"max": 100, "interval": 60}));
    let (passed, denied) = ask(&arcjet, &rules, 1, 101).await;
    assert_eq!(passed, 100);
    // A window later 0.6 seconds have to pass before the first of 100 weighs nothing.
    assert_eq!(numbers(&denied), [100, 0, 61, 60, 61]);
    arcjet.at(60.5);
    assert_eq!(ask(&arcjet, &rules, 1, 1).await.0, 0);
    arcjet.at(60.6);
    assert_eq!(ask(&arcjet, &rules, 1, 2).await.0, 1);
    arcjet.at(180.0);
    assert_eq!(ask(&arcjet, &rules, 1, 101).await.0, 100, "after two windows all is forgotten");
}

#[tokio::test]
async fn refused_requests_do_not_hold_a_sliding_window_shut() {
    let arcjet = Arcjet::start().await;
    let rules = limit("SLIDING_WINDOW", json!({"max": 2, "interval": 10}));
    assert_eq!(ask(&arcjet, &rules, 1, 50).await.0, 2);
    arcjet.at(15.0);
    assert_eq!(ask(&arcjet, &rules, 1, 50).await.0, 1);
}

#[tokio::test]
async fn a_bucket_of_ten_at_five_each_lets_two_through_until_the_next_step() {
    let arcjet = Arcjet::start().await;
    let rules = limit("TOKEN_BUCKET", json!({"refillRate": 5, "interval": 10, "capacity": 10}));
    let (_, first) = ask(&arcjet, &rules, 5, 1).await;
    assert_eq!(numbers(&first), [10, 5, 10, 10, 0]);
    arcjet.at(0.5);
    let (passed, denied) = ask(&arcjet, &rules, 5, 2).await;
    // Nothing cheaper could pass either before the step, which is 9.5 seconds away.
    assert_eq!((passed, numbers(&denied)), (1, [10, 0, 20, 10, 9]));
    arcjet.at(9.9);
    assert_eq!(ask(&arcjet, &rules, 5, 1).await.0, 0, "there are no parts of a step");
    arcjet.at(10.0);
    assert_eq!(ask(&arcjet, &rules, 5, 2).await.0, 1);
}

#[tokio::test]
async fn twelve_interviews_pass_and_then_four_a_day() {
    let arcjet = Arcjet::start().await;
    let rules = limit("TOKEN_BUCKET", json!({"refillRate": 4, "interval": 86_400, "capacity": 12}));
    let (passed, denied) = ask(&arcjet, &rules, 1, 13).await;
    assert_eq!((passed, numbers(&denied)), (12, [12, 0, 3 * 86_400, 86_400, 86_400]));
    arcjet.at(86_399.0);
    assert_eq!(ask(&arcjet, &rules, 1, 1).await.0, 0);
    arcjet.at(86_400.0);
    assert_eq!(ask(&arcjet, &rules, 1, 9).await.0, 4);
    arcjet.at(10.0 * 86_400.0);
    assert_eq!(ask(&arcjet, &rules, 1, 20).await.0, 12, "it never holds more than its capacity");
}

#[tokio::test]
async fn a_refused_request_takes_nothing_and_is_no_reason_to_refuse_a_cheaper_one() {
    let arcjet = Arcjet::start().await;
    let rules = limit("TOKEN_BUCKET", json!({"refillRate": 5, "interval": 10, "capacity": 10}));
    assert_eq!(ask(&arcjet, &rules, 7, 1).await.0, 1);
    let (passed, denied) = ask(&arcjet, &rules, 5, 3).await;
    assert_eq!(passed, 0);
    assert_eq!(numbers(&denied), [10, 3, 20, 10, 0], "kept for no time: three tokens are left");
    assert_eq!(ask(&arcjet, &rules, 3, 1).await.0, 1);
    assert_eq!(ask(&arcjet, &rules, 11, 1).await.0, 0, "more than it can ever hold");
}

#[tokio::test]
async fn without_a_price_a_visit_costs_one() {
    let arcjet = Arcjet::start().await;
    let rules = limit("TOKEN_BUCKET", json!({"refillRate": 1, "interval": 10, "capacity": 2}));
    let passed = [arcjet.visit(rules.clone()).await, arcjet.visit(rules.clone()).await, arcjet.visit(rules).await];
    assert_eq!(passed.map(|decision| decision["conclusion"] == "CONCLUSION_ALLOW"), [true, true, false]);
}

#[tokio::test]
async fn rules_addresses_and_sites_are_counted_apart() {
    let arcjet = Arcjet::start().await;
    let one = limit("FIXED_WINDOW", json!({"max": 1, "windowInSeconds": 60}));
    let two = limit("FIXED_WINDOW", json!({"max": 1, "windowInSeconds": 61}));
    assert_eq!(ask(&arcjet, &one, 1, 2).await.0, 1);
    assert_eq!(ask(&arcjet, &two, 1, 2).await.0, 1);
    let mut elsewhere = details();
    elsewhere["ip"] = json!("2a00:1450:4001:80b::200e");
    let decision = arcjet.decide(&json!({"details": elsewhere, "rules": one})).await;
    assert_eq!(told(&decision).0, "CONCLUSION_ALLOW");
}

#[tokio::test]
async fn a_limit_without_a_time_is_an_error() {
    let arcjet = Arcjet::start().await;
    for algorithm in ["FIXED_WINDOW", "SLIDING_WINDOW", "TOKEN_BUCKET"] {
        let decision = arcjet.visit(limit(algorithm, json!({"max": 5, "capacity": 5}))).await;
        assert_eq!(told(&decision).0, "CONCLUSION_ERROR", "{algorithm}");
    }
}
