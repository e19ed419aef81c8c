//! Ephemeral tokens of the Live API: what is asked for is checked as the real service checks it, and remembered.

use std::sync::{Arc, Mutex};

use darasa_local::emulators::gemini::live::Token;
use darasa_local::emulators::gemini::{Answer, ApiError, GeminiSettings};
use darasa_local::emulators::{Clock, GeminiEmulator};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::captures::{captured, client, post};
use crate::live_client::{MODEL, mint, setup};

/// When the captures were made.
pub fn november() -> Timestamp {
    "2026-11-22T23:00:00Z".parse().unwrap()
}

/// An emulator whose time is told by a test.
pub async fn at(now: &Arc<Mutex<Timestamp>>) -> GeminiEmulator {
    let now = now.clone();
    let clock = Clock::new(move || *now.lock().unwrap());
    GeminiEmulator::start_with(GeminiSettings { clock, ..GeminiSettings::default() }).await.unwrap()
}

#[tokio::test]
async fn every_captured_request_gets_the_answer_of_the_real_service() {
    let gemini = at(&Arc::new(Mutex::new(november()))).await;
    let captures = captured("live-auth-tokens");
    for (name, status) in [
        ("no-constraints", 200),
        ("empty", 200),
        ("lock-all", 200),
        ("lock-all-default-version", 404),
        ("lock-set-only", 400),
        ("lock-additional", 400),
        ("model-only", 200),
        ("uses-zero", 200),
    ] {
        let sent = &captures[name]["log"][0];
        let reply = post(&gemini, sent["url"].as_str().unwrap(), &sent["body"]).send().await.unwrap();
        assert_eq!(reply.status(), status, "{name}");
        let reply: Value = reply.json().await.unwrap();
        match status {
            200 => assert!(reply["name"].as_str().unwrap().starts_with("auth_tokens/"), "{name}: {reply}"),
            400 => assert_eq!(reply["error"]["message"], "field_mask is invalid for BidiGenerateContentSetup"),
            _ => assert_eq!(reply["error"]["status"], "NOT_FOUND"),
        }
    }
    let uses: Vec<_> = gemini.live().tokens().iter().map(|token| token.uses).collect();
    assert_eq!(uses, [1, 1, 1, 1, 0]);
}

#[tokio::test]
async fn a_token_is_remembered_with_its_times_and_the_setup_it_locks() {
    let gemini = at(&Arc::new(Mutex::new(november()))).await;
    let body = captured("live-auth-tokens")["lock-all"]["log"][0]["body"].take();

    let reply: Value = mint(&gemini, &body).await.json().await.unwrap();
    mint(&gemini, &json!({})).await;

    let [locked, open]: [Token; 2] = gemini.live().tokens().try_into().unwrap();
    assert_eq!(reply, json!({"name": locked.name}));
    assert_eq!(locked.setup.as_ref(), Some(&body["bidiGenerateContentSetup"]));
    assert_eq!(locked.expires_at, november() + SignedDuration::from_mins(30));
    assert_eq!((open.setup, open.mask, open.uses), (None, None, 1));
    assert_eq!(open.start_by, november() + SignedDuration::from_secs(60), "the default");
    assert_eq!(open.expires_at, november() + SignedDuration::from_mins(30), "the default");
    assert_ne!(locked.name, open.name);
}

#[tokio::test]
async fn bad_requests_are_invalid_arguments() {
    let gemini = at(&Arc::new(Mutex::new(november()))).await;
    let with = |field: &str, value: Value| json!({ "bidiGenerateContentSetup": setup(), field: value });
    for (body, reason) in [
        (json!([]), "Invalid JSON payload received."),
        (json!({"authToken": {"uses": 1}}), "Unknown name \"authToken\" at 'auth_token': Cannot find field."),
        (json!({"bidiGenerateContentSetup": {"prompt": 1}}), "at 'auth_token.bidi_generate_content_setup'"),
        (with("uses", json!(-1)), "auth_token.uses"),
        (with("expireTime", json!("tomorrow")), "auth_token.expire_time"),
        (with("expireTime", json!("2026-11-22T23:00:00Z")), "must be in the future"),
        (with("expireTime", json!("2026-11-23T19:00:00Z")), "less than 20 hours"),
        (with("newSessionExpireTime", json!("2026-11-23T19:00:00Z")), "less than 20 hours"),
        (with("fieldMask", json!("systemInstruction.parts")), "field_mask is invalid"),
        (with("fieldMask", json!("generationConfig.speechConfig.voiceConfig")), "field_mask is invalid"),
        (with("fieldMask", json!("prompt")), "field_mask is invalid"),
    ] {
        let reply = mint(&gemini, &body).await;
        assert_eq!(reply.status(), 400, "{body}");
        let error = reply.json::<Value>().await.unwrap()["error"].take();
        assert_eq!(error["status"], "INVALID_ARGUMENT");
        assert!(error["message"].as_str().unwrap().contains(reason), "{error}");
    }
    let late = with("expireTime", json!("2026-11-23T18:59:59Z"));
    assert_eq!(mint(&gemini, &late).await.status(), 200);
    assert_eq!(mint(&gemini, &with("fieldMask", json!("model,generationConfig.speechConfig"))).await.status(), 200);
    assert_eq!(gemini.live().tokens().len(), 2);
}

#[tokio::test]
async fn a_token_needs_a_key() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let url = format!("{}/v1alpha/auth_tokens", gemini.url());
    assert_eq!(client().post(url).json(&json!({})).send().await.unwrap().status(), 403);
    assert!(gemini.live().tokens().is_empty());
}

#[tokio::test]
async fn a_mint_goes_wrong_on_demand_and_once() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let live = gemini.live();
    live.next_mint(ApiError::overloaded());
    live.next_mint(Answer::over_quota("17s"));
    live.next_mint(Answer::raw([r#"{"name":"#, r#""tokens/1"}"#]));

    let body = json!({"bidiGenerateContentSetup": {"model": MODEL}});
    assert_eq!(mint(&gemini, &json!({"uses": "no"})).await.status(), 400, "a bad request takes no answer");
    assert_eq!(mint(&gemini, &body).await.status(), 503);
    let exhausted = mint(&gemini, &body).await;
    assert_eq!(exhausted.status(), 429);
    assert!(exhausted.text().await.unwrap().contains("\"gemini-3.8-live\""), "the quota is the model's");
    assert_eq!(mint(&gemini, &body).await.json::<Value>().await.unwrap(), json!({"name": "tokens/1"}));
    assert!(live.tokens().is_empty());
    assert_eq!(mint(&gemini, &body).await.status(), 200);
}
