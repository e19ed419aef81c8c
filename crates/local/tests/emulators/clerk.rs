//! Clerk emulator: every captured reply is reproduced, and users, keys and faults are at hand.

use std::sync::Arc;
use std::time::{Duration, Instant};

use darasa_local::emulators::ClerkEmulator;
use darasa_local::emulators::clerk::{ClerkSettings, Fault, OldKey, SigningKey, User};
use jiff::Timestamp;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::captures::{Capture, capture, client, json};
use crate::clerk_tokens::clerk;

const ADA: &str = "user_29w83sxmDNGwOuEthce5gg56FcC";

#[tokio::test]
async fn every_captured_reply_is_reproduced() {
    let clerk = clerk().await;
    clerk.put(ada());

    let found = capture("clerk-get-user");
    assert_same(&found, get(&clerk, &found.path).await, json(&found.body)).await;

    for name in ["clerk-get-user-missing", "clerk-get-user-ratelimited", "clerk-bad-secret"] {
        let captured = capture(name);
        if name.ends_with("ratelimited") {
            clerk.fail_next(1, Fault::RateLimited(2));
        }
        let secret = if name.ends_with("secret") { "sk_test_wrong" } else { clerk.secret_key() };
        let reply = as_holder_of(&clerk, secret, &captured.path).send().await.unwrap();
        assert_eq!(reply.headers().contains_key("retry-after"), name.ends_with("ratelimited"));
        assert_same(&captured, reply, json(&captured.body)).await;
    }
}

#[tokio::test]
async fn both_key_sets_hold_the_key_in_the_captured_shape() {
    let clerk = clerk().await;
    let captured = capture("clerk-jwks");
    let mut expected = json(&captured.body);
    expected["keys"][0]["n"] = clerk.key().jwk()["n"].clone();
    expected["keys"][0]["kid"] = json!(clerk.key().kid());

    assert_same(&captured, get(&clerk, "/v1/jwks").await, expected.clone()).await;
    let public = client().get(format!("{}/.well-known/jwks.json", clerk.url())).send().await.unwrap();
    assert_same(&captured, public, expected).await;
    assert_eq!((clerk.count("/v1/jwks"), clerk.count("/.well-known/jwks.json")), (1, 1));
}

#[tokio::test]
async fn nothing_but_the_public_key_set_is_there_without_a_secret() {
    let clerk = clerk().await;
    for path in ["/v1/jwks", "/v1/users", "/v1/users/user_1"] {
        let reply = client().get(format!("{}{path}", clerk.url())).send().await.unwrap();
        assert_eq!(reply.status(), 401);
        assert_eq!(reply.json::<Value>().await.unwrap()["errors"][0]["code"], "authentication_invalid");
    }
}

#[tokio::test]
async fn users_come_change_and_go() {
    let clerk = clerk().await;
    clerk.put(ada());
    let later = Timestamp::from_millisecond(1_700_690_500_000).unwrap();
    clerk.put(User { first_name: Some("Augusta".to_owned()), email: None, updated_at: later, ..ada() });

    let changed: Value = get(&clerk, &format!("/v1/users/{ADA}")).await.json().await.unwrap();
    assert_eq!(changed["first_name"], "Augusta");
    assert_eq!(changed["updated_at"], 1_700_690_500_000_i64);
    assert_eq!((&changed["primary_email_address_id"], &changed["email_addresses"]), (&Value::Null, &json!([])));

    clerk.remove(ADA);
    assert_eq!(get(&clerk, &format!("/v1/users/{ADA}")).await.status(), 404);
}

#[tokio::test]
async fn users_are_listed_newest_first_and_up_to_the_limit() {
    let clerk = clerk().await;
    for second in 1..=12 {
        clerk.put(User::ada(format!("user_{second}"), Timestamp::from_second(second).unwrap()));
    }
    let ids = async |path: &str| -> Vec<String> {
        let list: Vec<Value> = get(&clerk, path).await.json().await.unwrap();
        list.iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
    };

    assert_eq!(ids("/v1/users?limit=2").await, ["user_12", "user_11"]);
    assert_eq!(ids("/v1/users?limit=2&offset=11").await, ["user_1"]);
    assert_eq!(ids("/v1/users").await.len(), 10);
    assert_eq!(ids("/v1/users?limit=2&offset=1&order_by=%2Bcreated_at").await, ["user_2", "user_3"]);
    assert_eq!(ids("/v1/users?limit=500&offset=12").await, Vec::<String>::new());
    for wrong in ["limit=0", "limit=501", "limit=x", "offset=-1", "order_by=+created_at"] {
        assert_eq!(get(&clerk, &format!("/v1/users?{wrong}")).await.status(), 422, "{wrong}");
    }
}

#[tokio::test]
async fn faults_befall_the_next_requests_in_order() {
    let clerk = clerk().await;
    clerk.fail_next(2, Fault::Status(503));
    clerk.fail_next(1, Fault::Garbage);
    clerk.fail_next(1, Fault::Drop);
    clerk.fail_next(1, Fault::Delay(Duration::from_millis(30)));

    for _ in 0..2 {
        assert_eq!(get(&clerk, "/v1/jwks").await.status(), 503);
    }
    let garbage = get(&clerk, "/v1/jwks").await;
    assert_eq!(garbage.status(), 200);
    assert!(garbage.json::<Value>().await.is_err());
    assert!(as_holder_of(&clerk, clerk.secret_key(), "/v1/jwks").send().await.is_err());
    let start = Instant::now();
    assert_eq!(get(&clerk, "/v1/jwks").await.status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert_eq!(clerk.count("/v1/jwks"), 5);
    assert_eq!(clerk.aborted(), 0);
}

#[tokio::test]
async fn a_rotated_key_stays_or_goes() {
    let clerk = clerk().await;
    let first = clerk.key();
    let second = Arc::new(SigningKey::generate().unwrap());
    let kids = async || -> Vec<Value> {
        let set: Value = get(&clerk, "/v1/jwks").await.json().await.unwrap();
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
    };

    clerk.rotate(second.clone(), OldKey::Stays);
    assert_eq!(kids().await, [second.kid(), first.kid()]);
    clerk.rotate(first.clone(), OldKey::Goes);
    assert_eq!(kids().await, [first.kid()]);
}

#[tokio::test]
async fn a_key_survives_a_restart_under_its_id() {
    let clerk = clerk().await;
    let kept = SigningKey::from_pem(&clerk.key().private_key_pem()).unwrap();
    let settings = ClerkSettings { key: Some(Arc::new(kept)), ..ClerkSettings::default() };

    let again = ClerkEmulator::start_with(settings).await.unwrap();

    assert_eq!(again.key().kid(), clerk.key().kid());
    assert_eq!(again.public_key_pem(), clerk.public_key_pem());
    assert!(SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----").is_err());
}

#[tokio::test]
async fn issuer_and_publishable_key_follow_from_the_host() {
    let clerk = clerk().await;
    assert_eq!(clerk.issuer(), "https://darasa-dev.clerk.accounts.dev");
    assert_eq!(clerk.publishable_key(), "pk_test_ZGFyYXNhLWRldi5jbGVyay5hY2NvdW50cy5kZXYk");
}

fn ada() -> User {
    User::ada(ADA, Timestamp::from_millisecond(1_700_690_400_000).unwrap())
}

fn as_holder_of(clerk: &ClerkEmulator, secret: &str, path: &str) -> RequestBuilder {
    client().get(format!("{}{path}", clerk.url())).bearer_auth(secret)
}

async fn get(clerk: &ClerkEmulator, path: &str) -> Response {
    as_holder_of(clerk, clerk.secret_key(), path).send().await.unwrap()
}

/// Compares all but the trace, which is another one in every reply.
async fn assert_same(captured: &Capture, reply: Response, mut expected: Value) {
    assert_eq!(reply.status().as_u16(), captured.status);
    assert_eq!(reply.headers()["content-type"].to_str().unwrap(), captured.content_type);
    let mut body: Value = reply.json().await.unwrap();
    if let Some(trace) = body.get_mut("clerk_trace_id") {
        assert_eq!(trace.as_str().unwrap().len(), 16);
        expected["clerk_trace_id"] = trace.take();
        *trace = expected["clerk_trace_id"].clone();
    }
    assert_eq!(body, expected);
}
