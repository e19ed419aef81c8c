//! Emulated Chat Completions and Anthropic: their events are those that were captured, and they refuse what the real
//! ones refuse.

use darasa_local::emulators::anthropic::AnthropicSettings;
use darasa_local::emulators::chat_completions::ChatCompletionsSettings;
use darasa_local::emulators::model::{Answer, ApiError, Usage};
use darasa_local::emulators::{AnthropicEmulator, ChatCompletionsEmulator};
use serde_json::{Value, json};

use crate::captures::client;

macro_rules! capture {
    ($name:literal) => {
        include_str!(concat!("../../../core/tests/captures/models/", $name))
    };
}

fn chat_request() -> Value {
    let captured: Value = serde_json::from_str(capture!("compatible-request.json")).unwrap();
    captured["body"].clone()
}

fn messages_request() -> Value {
    let captured: Value = serde_json::from_str(capture!("anthropic-request.json")).unwrap();
    captured["body"].clone()
}

async fn chat(emulator: &ChatCompletionsEmulator, body: &Value) -> (u16, String) {
    let url = format!("{}/chat/completions", emulator.url());
    read(client().post(url).bearer_auth("key").json(body)).await
}

async fn messages(emulator: &AnthropicEmulator, body: &Value) -> (u16, String) {
    let url = format!("{}/v1/messages", emulator.url());
    let request = client().post(url).header("x-api-key", "key").header("anthropic-version", "2026-10-21");
    read(request.json(body)).await
}

async fn read(request: reqwest::RequestBuilder) -> (u16, String) {
    let reply = request.send().await.unwrap();
    (reply.status().as_u16(), reply.text().await.unwrap())
}

/// The data of the events, without what differs each time and what says nothing.
fn events(body: &str) -> Vec<Value> {
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    let events = data.map(|data| serde_json::from_str(data).unwrap_or_else(|_| json!(data)));
    events.map(without_what_differs).filter(|event| event["type"] != "ping").collect()
}

fn without_what_differs(mut event: Value) -> Value {
    for place in ["", "/message"] {
        if let Some(event) = event.pointer_mut(place).and_then(Value::as_object_mut) {
            event.retain(|name, _| !["id", "model", "system_fingerprint"].contains(&name.as_str()));
        }
    }
    for usage in ["/usage", "/message/usage"] {
        if let Some(usage) = event.pointer_mut(usage).and_then(Value::as_object_mut) {
            usage.retain(|name, _| !name.starts_with("cache") && name != "prompt_tokens_details");
        }
    }
    event
}

const USAGE: Usage = Usage { prompt: 9, answer: 2, thoughts: 2 };

#[tokio::test]
async fn a_chat_completion_is_the_one_that_was_captured() {
    let emulator = ChatCompletionsEmulator::start().await.unwrap();
    let plain = Answer::text(["Hel", "lo"]).finish_alone("STOP").usage(USAGE);
    let length = Answer::text(["Hel"]).finish_alone("MAX_TOKENS").usage(USAGE);
    for (answer, captured) in [
        (plain, capture!("oai-plain.reply.sse")),
        (length, capture!("oai-length.reply.sse")),
        (Answer::empty().without_usage().filtered("SAFETY"), capture!("oai-filter.reply.sse")),
    ] {
        emulator.next(answer);
        let (status, body) = chat(&emulator, &chat_request()).await;
        let (mut seen, mut captured) = (events(&body), events(captured));
        // Newer ones say in the first chunk that nothing is refused.
        for first in [&mut seen[0], &mut captured[0]] {
            first.pointer_mut("/choices/0/delta").unwrap().as_object_mut().unwrap().remove("refusal");
        }
        assert_eq!((status, seen), (200, captured));
    }
    emulator.next(ApiError::new(401, "UNAUTHENTICATED", "Incorrect API key provided: sk-x."));
    let (status, body) = chat(&emulator, &chat_request()).await;
    assert!(capture!("oai-401.reply.http").ends_with(&body) && status == 401, "{body}");
}

#[tokio::test]
async fn a_message_is_the_one_that_was_captured() {
    let emulator = AnthropicEmulator::start().await.unwrap();
    let plain = Answer::text(["Hel", "lo"]).finish_alone("STOP").usage(USAGE);
    let thinking = Answer::empty().thought("Hm").delta("Hi").finish_alone("MAX_TOKENS");
    let written = |tokens| Usage { prompt: 9, answer: tokens, thoughts: 0 };
    for (answer, captured) in [
        (plain, capture!("ant-plain.reply.sse")),
        (thinking.usage(written(40)), capture!("ant-thinking.reply.sse")),
        (Answer::blocked("SAFETY").usage(written(1)), capture!("ant-refusal.reply.sse")),
    ] {
        emulator.next(answer);
        let (status, body) = messages(&emulator, &messages_request()).await;
        assert_eq!((status, events(&body)), (200, events(captured)));
        assert!(body.starts_with("event: message_start\ndata: {\"type\":\"message_start\""), "{body}");
    }

    emulator.next(Answer::text(["Hel"]).then_error(ApiError::new(529, "UNAVAILABLE", "Overloaded")));
    let (_, body) = messages(&emulator, &messages_request()).await;
    assert!(
        capture!("ant-overloaded-mid.reply.sse").contains(body.lines().rev().find(|line| !line.is_empty()).unwrap())
    );

    emulator.next(ApiError::new(529, "UNAVAILABLE", "Overloaded"));
    let (status, body) = messages(&emulator, &messages_request()).await;
    let error = json!({ "type": "error", "error": { "type": "overloaded_error", "message": "Overloaded" } });
    assert_eq!((status, serde_json::from_str::<Value>(&body).unwrap()), (529, error));
}

#[tokio::test]
async fn a_chat_completion_that_the_real_ones_refuse_is_refused() {
    let emulator = ChatCompletionsEmulator::start().await.unwrap();
    let openai = ChatCompletionsSettings { is_openai: true, ..ChatCompletionsSettings::default() };
    let openai = ChatCompletionsEmulator::start_with(openai).await.unwrap();
    assert_eq!(chat(&emulator, &chat_request()).await.0, 200);
    assert_eq!(chat(&openai, &chat_request()).await.0, 400, "max_tokens is no word of theirs");
    let strict = "/response_format/json_schema/schema";
    for (pointer, name, value) in [
        ("", "temperature", json!(0.2)),
        ("", "stream", json!(false)),
        ("", "max_tokens", json!(0)),
        ("", "max_completion_tokens", json!(100)),
        ("/messages/0", "role", json!("developer")),
        ("/messages/1", "role", json!("assistant")),
        ("/response_format/json_schema", "strict", json!(false)),
        ("/response_format/json_schema", "name", json!("a".repeat(65))),
        (strict, "additionalProperties", json!(true)),
        (strict, "required", json!(["score"])),
        (strict, "title", json!("T")),
        ("/response_format/json_schema/schema/properties/score", "minimum", json!(0)),
    ] {
        let mut request = chat_request();
        request.pointer_mut(pointer).unwrap()[name] = value;
        let (status, body) = chat(&emulator, &request).await;
        assert_eq!(status, 400, "{pointer} {name}: {body}");
    }
    let key = ChatCompletionsSettings { api_key: Some("another".to_owned()), ..ChatCompletionsSettings::default() };
    let locked = ChatCompletionsEmulator::start_with(key).await.unwrap();
    assert_eq!(chat(&locked, &chat_request()).await.0, 401);
}

#[tokio::test]
async fn a_message_that_the_real_one_refuses_is_refused() {
    let emulator = AnthropicEmulator::start().await.unwrap();
    assert_eq!(messages(&emulator, &messages_request()).await.0, 200);
    for (pointer, name, value) in [
        ("", "temperature", json!(0.2)),
        ("", "top_p", json!(0.2)),
        ("", "stream", json!(false)),
        ("", "max_tokens", Value::Null),
        ("/messages/0", "role", json!("assistant")),
        ("/messages/0", "role", json!("system")),
        ("/output_config/format/schema", "additionalProperties", json!(true)),
        ("/output_config/format/schema/properties/score", "minimum", json!(0)),
    ] {
        let mut request = messages_request();
        request.pointer_mut(pointer).unwrap()[name] = value;
        let (status, body) = messages(&emulator, &request).await;
        assert!(status == 400 && body.contains("invalid_request_error"), "{pointer} {name}: {body}");
    }
    let key = AnthropicSettings { api_key: Some("another".to_owned()), ..AnthropicSettings::default() };
    let locked = AnthropicEmulator::start_with(key).await.unwrap();
    assert_eq!(messages(&locked, &messages_request()).await.0, 401);
    let unversioned = client().post(format!("{}/v1/messages", emulator.url())).header("x-api-key", "key");
    assert_eq!(read(unversioned.json(&messages_request())).await.0, 400);
}
