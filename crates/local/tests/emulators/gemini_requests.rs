//! Request validation: the emulated Gemini refuses what the real one refuses, with its words.

use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::GeminiSettings;
use serde_json::{Value, json};

use crate::captures::{STREAM, WHOLE, client, post};

#[tokio::test]
async fn a_caller_without_a_key_is_unregistered() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for path in ["/v1beta/models", "/v1/models"] {
        let reply = client().get(format!("{}{path}", gemini.url())).send().await.unwrap();
        assert_eq!(reply.status(), 403);
        let error = reply.json::<Value>().await.unwrap()["error"].clone();
        assert_eq!(error["status"], "PERMISSION_DENIED");
        assert!(error["message"].as_str().unwrap().contains("unregistered callers"));
    }
}

#[tokio::test]
async fn a_good_key_lists_the_models_and_another_is_invalid() {
    let settings = GeminiSettings { api_key: Some("good".to_owned()), ..GeminiSettings::default() };
    let gemini = GeminiEmulator::start_with(settings).await.unwrap();
    let list = |key| client().get(format!("{}/v1beta/models", gemini.url())).header("x-goog-api-key", key).send();

    let good = list("good").await.unwrap();
    assert_eq!(good.status(), 200);
    assert_eq!(good.json::<Value>().await.unwrap()["models"][0]["name"], "models/gemini-3.8-flash");

    let bad = list("bad").await.unwrap();
    assert_eq!(bad.status(), 400);
    let error = bad.json::<Value>().await.unwrap()["error"].clone();
    assert_eq!(error["status"], "INVALID_ARGUMENT");
    assert_eq!(error["details"][0]["reason"], "API_KEY_INVALID");
    assert_eq!(error["details"][0]["@type"], "type.googleapis.com/google.rpc.ErrorInfo");
}

#[tokio::test]
async fn an_unknown_model_is_not_found() {
    let settings = GeminiSettings { unknown_models: vec!["gemini-1.0-pro".to_owned()], ..GeminiSettings::default() };
    let gemini = GeminiEmulator::start_with(settings).await.unwrap();

    let path = "/v1beta/models/gemini-1.0-pro:streamGenerateContent?alt=sse";
    let reply = post(&gemini, path, &json!({})).send().await.unwrap();

    assert_eq!(reply.status(), 404);
    let error = reply.json::<Value>().await.unwrap()["error"].clone();
    assert_eq!(error["status"], "NOT_FOUND");
    let start = "models/gemini-1.0-pro is not found for API version v1beta";
    assert!(error["message"].as_str().unwrap().starts_with(start));
}

#[tokio::test]
async fn bad_requests_are_invalid_arguments() {
    let turn = |role: &str| json!({"role": role, "parts": [{"text": "x"}]});
    let cases = [
        (json!({}), "contents is not specified"),
        (json!({"contents": []}), "contents is not specified"),
        (json!([]), "Invalid JSON payload received."),
        (json!({"contents": [turn("assistant")]}), "Please use a valid role: user, model."),
        (json!({"contents": [turn("user"), turn("model")]}), "Requests ending with a model turn are not supported."),
        (json!({"contents": [{"role": "user", "parts": []}]}), "parts must not be empty"),
        (json!({"contents": [turn("user")], "messages": []}), "Unknown name \"messages\": Cannot find field."),
        (with_file("application/msword", "AAAA"), "Unsupported MIME type: application/msword"),
        (with_file("application/pdf", "no base64!"), "Base64 decoding failed"),
        (with_config(json!({"responseSchema": {}, "responseJsonSchema": {}})), "Only one of"),
        (with_config(json!({"responseSchema": {"type": "OBJECT"}})), "needs response_mime_type application/json"),
        (with_config(json!({"thinkingConfig": {"thinkingLevel": "EXTREME"}})), "Invalid value at 'thinking_level'"),
    ];

    let gemini = GeminiEmulator::start().await.unwrap();
    for (body, reason) in cases {
        for path in [STREAM, WHOLE] {
            let reply = post(&gemini, path, &body).send().await.unwrap();
            assert_eq!(reply.status(), 400, "{body}");
            let error = reply.json::<Value>().await.unwrap()["error"].clone();
            assert_eq!((&error["code"], &error["status"]), (&json!(400), &json!("INVALID_ARGUMENT")));
            assert!(error["message"].as_str().unwrap().contains(reason), "{error}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_an_invalid_argument() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let reply = post(&gemini, STREAM, &json!({})).body("{\"contents\": [").send().await.unwrap();
    assert_eq!(reply.status(), 400);
    assert_eq!(gemini.received()[0].body, Value::Null);
}

#[tokio::test]
async fn both_spellings_and_the_files_it_can_read_are_taken() {
    let snake = json!({
        "system_instruction": {"role": "user", "parts": [{"text": "Be kind."}]},
        "contents": [{"parts": [{"inline_data": {"mime_type": "text/plain", "data": "SGk="}}, {"text": "x"}]}],
        "generation_config": {},
    });
    let gemini = GeminiEmulator::start().await.unwrap();
    for body in [snake, with_file("application/pdf", "JVBERi0="), with_file("image/png", "AAAA")] {
        assert_eq!(post(&gemini, STREAM, &body).send().await.unwrap().status(), 200, "{body}");
    }
}

#[tokio::test]
async fn a_stream_that_is_not_asked_for_as_events_is_refused() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let path = STREAM.strip_suffix("?alt=sse").unwrap();
    let reply = post(&gemini, path, &with_config(json!({}))).send().await.unwrap();
    assert_eq!(reply.status(), 400);
}

#[tokio::test]
async fn other_paths_are_not_found() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for path in ["/", "/v1beta", "/v2/models", "/v1beta/modelsx", "/v1beta/models/m:countTokens"] {
        let reply = post(&gemini, path, &json!({})).send().await.unwrap();
        assert_eq!(reply.status(), 404, "{path}");
    }
}

fn with_file(mime_type: &str, data: &str) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": mime_type, "data": data}}]}]})
}

fn with_config(config: Value) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": "x"}]}], "generationConfig": config})
}
