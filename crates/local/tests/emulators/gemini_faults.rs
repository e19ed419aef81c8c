//! Gemini faults on demand, at the very byte that was asked for.

use std::time::Duration;

use bytes::Bytes;
use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::{Answer, ApiError, Usage};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::captures::{WHOLE, ask, frames, json, post};

const MOMENT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn errors_come_with_their_status_and_words() {
    let cases = [
        (Answer::error(ApiError::exhausted()), 429, "RESOURCE_EXHAUSTED"),
        (Answer::error(ApiError::internal()), 500, "INTERNAL"),
        (Answer::error(ApiError::new(504, "DEADLINE_EXCEEDED", "Too late.")), 504, "DEADLINE_EXCEEDED"),
        (Answer::unknown_model(), 404, "NOT_FOUND"),
    ];
    let gemini = GeminiEmulator::start().await.unwrap();
    for (answer, status, word) in cases {
        gemini.next(answer);
        let reply = ask(&gemini).await;
        assert_eq!(reply.status(), status);
        let error = reply.json::<Value>().await.unwrap()["error"].clone();
        assert_eq!((&error["code"], &error["status"]), (&json!(status), &json!(word)));
        assert_eq!(error.get("details"), None);
    }
}

#[tokio::test]
async fn endings_without_content_are_chunks_of_their_own() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let cases = [
        (Answer::text(["a"]).finish_alone("STOP"), 2, "STOP"),
        (Answer::empty().finish("MAX_TOKENS"), 1, "MAX_TOKENS"),
        (Answer::empty().thought("Hm.").finish("MAX_TOKENS"), 2, "MAX_TOKENS"),
        (Answer::empty().filtered("RECITATION"), 1, "RECITATION"),
        (Answer::text(["a"]).finish_alone("CONTINUATION"), 2, "CONTINUATION"),
    ];
    for (answer, count, reason) in cases {
        gemini.next(answer);
        let frames = frames(&ask(&gemini).await.text().await.unwrap());
        assert_eq!(frames.len(), count);
        let last = &frames[count - 1]["candidates"][0];
        assert_eq!((&last["finishReason"], last.get("content")), (&json!(reason), None));
    }
}

#[tokio::test]
async fn reasons_and_usage_may_stand_anywhere() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let usage = Usage { prompt: 7, answer: 5, thoughts: 3 };
    let reasons = Answer::finished_each(["a", "b"], "STOP").delta("c").reason("MAX_TOKENS").without_usage();
    gemini.next(reasons.used(usage));
    gemini.next(Answer::text(["a"]).usage_behind(usage));

    let scattered = frames(&ask(&gemini).await.text().await.unwrap());
    let reasons: Vec<_> = scattered.iter().map(|frame| frame["candidates"][0]["finishReason"].as_str()).collect();
    assert_eq!(reasons, [Some("STOP"), Some("STOP"), None, Some("MAX_TOKENS"), None]);
    let behind = frames(&ask(&gemini).await.text().await.unwrap());
    assert_eq!((behind.len(), &behind[0]["candidates"][0]["finishReason"]), (2, &json!("STOP")));
    for frames in [scattered, behind] {
        let (last, others) = frames.split_last().unwrap();
        assert!(others.iter().all(|frame| frame.get("usageMetadata").is_none()), "{others:?}");
        assert_eq!((last.get("candidates"), &last["usageMetadata"]["totalTokenCount"]), (None, &json!(15)));
    }
}

#[tokio::test]
async fn a_body_may_stay_open_behind_its_reason() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a"]).left_open());
    let mut reply = ask(&gemini).await;
    assert_eq!(frames(std::str::from_utf8(&reply.chunk().await.unwrap().unwrap()).unwrap()).len(), 1);
    assert!(timeout(MOMENT, reply.chunk()).await.is_err(), "neither an end nor anything else");
}

#[tokio::test]
async fn a_stream_may_end_cleanly_and_without_a_reason() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a", "b"]).unfinished());

    let frames = frames(&ask(&gemini).await.text().await.unwrap());

    assert_eq!(frames.len(), 2);
    assert!(frames.iter().all(|frame| frame["candidates"][0].get("finishReason").is_none()));
}

#[tokio::test]
async fn an_error_in_mid_stream_may_lack_its_frame() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a"]).then_bare_error(ApiError::overloaded()));

    let body = ask(&gemini).await.text().await.unwrap();

    let (frame, bare) = body.split_once("\r\n\r\n").unwrap();
    assert!(frame.starts_with("data: "));
    assert_eq!(json(bare)["error"]["code"], 503);
}

#[tokio::test]
async fn garbage_is_a_frame_without_json() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a"]).then_garbage());
    let body = ask(&gemini).await.text().await.unwrap();
    assert!(body.ends_with("\r\n\r\ndata: <html>502 Bad Gateway</html>\r\n\r\n"));
}

#[tokio::test]
async fn a_cut_breaks_the_connection_inside_a_frame() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a"]).then_cut());

    let mut reply = ask(&gemini).await;
    assert!(reply.chunk().await.unwrap().unwrap().ends_with(b"\r\n\r\n"));
    let half = reply.chunk().await.unwrap().unwrap();
    assert!(half.starts_with(b"data: {") && std::str::from_utf8(&half).is_err());
    assert!(reply.chunk().await.is_err());
    // It was the emulator that broke it, not the client.
    assert_eq!(gemini.aborted(), 0);
}

#[tokio::test]
async fn raw_chunks_arrive_as_they_were_split() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let chunks: Vec<Bytes> = "data: {\"a\":\"é\"}\r\n\r\n".bytes().map(|byte| Bytes::from(vec![byte])).collect();
    gemini.next(Answer::raw(chunks.clone()));

    let mut reply = ask(&gemini).await;
    assert_eq!(reply.headers()["content-type"], "text/event-stream");
    let mut arrived = Vec::new();
    while let Some(chunk) = reply.chunk().await.unwrap() {
        arrived.push(chunk);
    }

    assert_eq!(arrived, chunks);
}

#[tokio::test]
async fn a_gate_holds_the_stream_until_it_is_opened() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let (answer, gate) = Answer::empty().thought("Hm.").deltas(["a", "b", "c"]).paused_after(2);
    gemini.next(answer);

    let mut reply = ask(&gemini).await;
    gate.reached().await;
    for part in ["Hm.", "a", "b"] {
        let chunk = reply.chunk().await.unwrap().unwrap();
        assert!(String::from_utf8_lossy(&chunk).contains(&format!("\"text\":\"{part}\"")));
    }
    assert!(timeout(MOMENT, reply.chunk()).await.is_err());

    gate.resume();
    let rest = reply.text().await.unwrap();
    assert_eq!(frames(&rest)[0]["candidates"][0]["finishReason"], "STOP");
    assert_eq!(gemini.aborted(), 0);
}

#[tokio::test]
async fn a_client_that_leaves_in_mid_stream_is_noticed() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for pause in [0, 1, 2] {
        let (answer, gate) = Answer::text(["a", "b"]).unfinished().paused_after(pause);
        gemini.next(answer);
        let reply = ask(&gemini).await;
        gate.reached().await;
        drop(reply);
        gemini.until_aborted(pause + 1).await;
    }
    assert!(gemini.received().iter().all(|received| received.aborted));
}

#[tokio::test]
async fn a_hang_never_answers_and_notices_who_gives_up() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::hang());

    let given_up = async {
        gemini.until_received(1).await;
        sleep(MOMENT).await;
    };
    tokio::select! {
        _ = ask(&gemini) => panic!("nothing comes"),
        () = given_up => {}
    }

    gemini.until_aborted(1).await;
    assert_eq!(gemini.aborted(), 1);
}

#[tokio::test]
async fn thoughts_can_go_on_forever() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.next(Answer::text(["a"]).then_thoughts_forever());

    let mut reply = ask(&gemini).await;
    reply.chunk().await.unwrap().unwrap();
    for _ in 0..20 {
        let thought = reply.chunk().await.unwrap().unwrap();
        let frame = &frames(std::str::from_utf8(&thought).unwrap())[0];
        assert_eq!(frame["candidates"][0]["content"]["parts"][0]["thought"], true);
    }
    drop(reply);
    gemini.until_aborted(1).await;
}

#[tokio::test]
async fn faults_reach_whole_replies_too() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let body = json!({"contents": [{"parts": [{"text": "x"}]}]});
    let ask = || post(&gemini, WHOLE, &body).send();

    gemini.next(Answer::text(["a"]).then_error(ApiError::overloaded()));
    assert_eq!(ask().await.unwrap().status(), 503);

    gemini.next(Answer::text(["a"]).then_cut());
    assert!(ask().await.is_err());

    gemini.next(Answer::blocked("SAFETY"));
    let blocked = ask().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(blocked["promptFeedback"]["blockReason"], "SAFETY");

    gemini.next(Answer::text(["a"]).then_garbage());
    assert!(ask().await.unwrap().json::<Value>().await.is_err());
}
