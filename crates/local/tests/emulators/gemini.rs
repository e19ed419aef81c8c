//! Gemini emulator: every captured reply is reproduced, and the default answers are fit for use.

use std::time::{Duration, Instant};

use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::{Answer, ApiError, GeminiSettings, Usage};
use serde_json::{Value, json};

use crate::captures::{STREAM, WHOLE, ask, capture, frames, json, post};

/// What the stub behind the captures said, cut as it was cut there.
const DELTAS: [&str; 4] = ["Hello Ada — this ", "is a streamed ans", "wer with two\nline", "s and a “quote”."];

#[tokio::test]
async fn every_captured_reply_is_reproduced() {
    let overloaded = ApiError::overloaded();
    let cases = [
        ("gemini-genai-stream-text-history", Answer::empty().thought("Thinking about it.").deltas(DELTAS)),
        ("gemini-aisdk-stream-text-history", Answer::text(DELTAS)),
        ("gemini-genai-generate-text", Answer::text(DELTAS)),
        ("gemini-genai-fault-max-tokens", Answer::text(DELTAS[..2].to_vec()).finish("MAX_TOKENS")),
        ("gemini-genai-fault-mid-stream-error", Answer::text(DELTAS[..2].to_vec()).then_error(overloaded.clone())),
        ("gemini-genai-fault-prompt-blocked", Answer::blocked("PROHIBITED_CONTENT")),
        ("gemini-genai-fault-rate-limit", Answer::over_quota("17s")),
        ("gemini-genai-fault-recitation", Answer::text(DELTAS).finish("RECITATION")),
        ("gemini-genai-fault-safety", Answer::text(DELTAS[..1].to_vec()).filtered("SAFETY")),
        ("gemini-genai-fault-unavailable", Answer::error(overloaded)),
        ("gemini-genai-reject-doc", Answer::hang()),
        ("gemini-genai-reject-docx", Answer::hang()),
    ];

    for (name, answer) in cases {
        let gemini = GeminiEmulator::start().await.unwrap();
        let captured = capture(name);
        gemini.next(answer);

        let reply = post(&gemini, &captured.path, &captured.request).send().await.unwrap();

        assert_eq!(reply.status().as_u16(), captured.status, "{name}");
        assert_eq!(reply.headers()["content-type"].to_str().unwrap(), captured.content_type, "{name}");
        let body = reply.text().await.unwrap();
        match captured.content_type.as_str() {
            "text/event-stream" => assert_eq!(frames(&body), frames(&captured.body), "{name}"),
            _ => assert_eq!(json(&body), json(&captured.body), "{name}"),
        }
    }
}

#[tokio::test]
async fn a_request_is_remembered_with_all_it_brought() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let captured = capture("gemini-genai-stream-text-history");

    post(&gemini, &captured.path, &captured.request).send().await.unwrap().text().await.unwrap();

    let received = gemini.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].method, "POST");
    assert_eq!(received[0].path, "/v1beta/models/gemini-3.8-flash:streamGenerateContent");
    assert_eq!(received[0].parameter("alt"), Some("sse"));
    assert_eq!(received[0].header("x-goog-api-key"), Some("gemini-key"));
    assert_eq!(received[0].body, captured.request);
    assert!(received[0].at <= Instant::now());
    assert!(!received[0].aborted);
}

#[tokio::test]
async fn answers_are_taken_in_order_and_refused_requests_take_none() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["first"]));
    gemini.next(json!({"second": true}));

    let refused = post(&gemini, WHOLE, &json!({"contents": []})).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(gemini.left(), 2);

    let first = frames(&ask(&gemini).await.text().await.unwrap());
    assert_eq!(text(&first), "first");
    assert_eq!(first[0]["responseId"], "resp-1");
    let second = frames(&ask(&gemini).await.text().await.unwrap());
    assert_eq!(text(&second), r#"{"second":true}"#);
    assert_eq!(second[0]["responseId"], "resp-2");
    assert_eq!(gemini.left(), 0);
}

#[tokio::test]
async fn the_model_that_was_asked_for_answers_under_both_versions() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for version in ["v1", "v1beta"] {
        let path = format!("/{version}/models/gemini-4-argon:streamGenerateContent?alt=sse");
        let reply = post(&gemini, &path, &user_says("x")).send().await.unwrap();
        assert_eq!(frames(&reply.text().await.unwrap())[0]["modelVersion"], "gemini-4-argon");
    }
}

#[tokio::test]
async fn usage_can_be_chosen_and_grows_to_the_total_in_the_last_chunk() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a", "b"]).usage(Usage { prompt: 100, answer: 20, thoughts: 3 }));

    let frames = frames(&ask(&gemini).await.text().await.unwrap());

    assert_eq!(frames[0]["usageMetadata"]["totalTokenCount"], 100);
    assert_eq!(frames[1]["usageMetadata"]["thoughtsTokenCount"], 3);
    assert_eq!(frames[1]["usageMetadata"]["totalTokenCount"], 123);
}

#[tokio::test]
async fn without_a_script_questions_differ_by_turn_and_by_difficulty() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let again = |prompt: &str| {
        json!({"contents": [
            {"role": "user", "parts": [{"text": "easy"}]},
            {"role": "model", "parts": [{"text": "A question."}]},
            {"role": "user", "parts": [{"text": prompt}]},
        ]})
    };

    let mut asked = Vec::new();
    for body in [user_says("easy"), user_says("Hard, please"), user_says("medium"), again("easy"), again("hard")] {
        let reply = post(&gemini, STREAM, &body).send().await.unwrap();
        let frames = frames(&reply.text().await.unwrap());
        assert!(frames.len() >= 12, "{} deltas are too few", frames.len());
        assert_eq!(frames.last().unwrap()["candidates"][0]["finishReason"], "STOP");
        asked.push(text(&frames));
    }

    assert!(asked.iter().all(|question| question.starts_with("### ")));
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), 5);
}

#[tokio::test]
async fn without_a_script_an_answer_is_judged_when_the_system_instruction_wants_it() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let mut body = user_says("My answer.");
    body["system_instruction"] = json!({"parts": [{"text": "Give feedback on the answer, with a rating."}]});

    let reply = post(&gemini, STREAM, &body).send().await.unwrap();
    let feedback = text(&frames(&reply.text().await.unwrap()));

    assert!(feedback.starts_with("## Feedback (Rating: 7/10)\n"));
    assert!(feedback.contains("\n## Correct Answer\n"));
}

#[tokio::test]
async fn without_a_script_json_fits_the_schema_of_either_spelling() {
    for name in ["gemini-genai-stream-json-responseschema-pdf", "gemini-aisdk-stream-object-pdf"] {
        let gemini = GeminiEmulator::start().await.unwrap();
        let mut captured = capture(name);
        shorten_data(&mut captured.request);

        let reply = post(&gemini, &captured.path, &captured.request).send().await.unwrap();
        let written = text(&frames(&reply.text().await.unwrap()));

        assert!(written.starts_with(r#"{"overallScore": 7, "ats": {"score": 7, "summary": "#), "{name}: {written}");
        let analysis = json(&written);
        let kinds: Vec<_> = analysis["keywordCoverage"]["feedback"].as_array().unwrap().iter().collect();
        assert_eq!(
            kinds.iter().map(|kind| &kind["type"]).collect::<Vec<_>>(),
            ["strength", "minor-improvement", "major-improvement"]
        );
    }
}

#[tokio::test]
async fn a_pace_can_be_set_for_all_answers_and_for_one() {
    let settings = GeminiSettings { pace: Duration::from_millis(20), ..GeminiSettings::default() };
    let gemini = GeminiEmulator::start_with(settings).await.unwrap();
    gemini.next(Answer::text(["a", "b", "c", "d"]));
    gemini.next(Answer::text(["a", "b"]).after(Duration::from_millis(30)).pace(Duration::from_millis(40)));

    for slowest in [60, 70] {
        let start = Instant::now();
        ask(&gemini).await.text().await.unwrap();
        assert!(start.elapsed() >= Duration::from_millis(slowest));
    }
}

#[tokio::test]
async fn an_emulator_takes_the_port_it_is_given() {
    let first = GeminiEmulator::start().await.unwrap();
    let port = first.url().rsplit_once(':').unwrap().1.parse().unwrap();
    let settings = GeminiSettings { port, ..GeminiSettings::default() };
    assert!(GeminiEmulator::start_with(settings.clone()).await.is_err());

    let url = first.url();
    drop(first);
    tokio::task::yield_now().await;
    assert_eq!(GeminiEmulator::start_with(settings).await.unwrap().url(), url);
}

#[tokio::test]
async fn a_dropped_emulator_no_longer_answers() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let request = post(&gemini, STREAM, &user_says("x"));
    drop(gemini);
    tokio::task::yield_now().await;

    assert!(request.send().await.is_err());
}

fn user_says(text: &str) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": text}]}]})
}

/// All text of the answer, its thoughts left out.
fn text(frames: &[Value]) -> String {
    let parts = frames.iter().map(|frame| &frame["candidates"][0]["content"]["parts"][0]);
    parts.filter(|part| part["thought"] != true).filter_map(|part| part["text"].as_str()).collect()
}

/// The captures abridge the file, which leaves them with data that is no base64.
fn shorten_data(request: &mut Value) {
    let parts = request["contents"][0]["parts"].as_array_mut().unwrap();
    let inline = parts.iter_mut().find(|part| part["inlineData"].is_object()).unwrap();
    inline["inlineData"]["data"] = json!("JVBERi0xLjQ=");
}
