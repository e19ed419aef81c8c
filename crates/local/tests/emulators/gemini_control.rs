//! Control routes of the Gemini emulator: what another process asks to go wrong, goes wrong.

use std::pin::pin;
use std::time::{Duration, Instant};

use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::GeminiSettings;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::captures::{ask, client, frames};
use crate::live_client::{Browser, MODEL, setup, token};

const MOMENT: Duration = Duration::from_millis(50);

async fn controllable() -> GeminiEmulator {
    GeminiEmulator::start_with(GeminiSettings { control: true, ..GeminiSettings::default() }).await.unwrap()
}

async fn order(gemini: &GeminiEmulator, path: &str, body: &Value) -> (u16, Value) {
    let request = client().post(format!("{}/control/{path}", gemini.url())).json(body);
    let reply = request.send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

/// The text that came, unless the connection broke.
async fn text_of_an_answer(gemini: &GeminiEmulator) -> Option<String> {
    let body = ask(gemini).await.text().await.ok()?;
    let part = |frame: &Value| frame["candidates"][0]["content"]["parts"][0]["text"].as_str().map(str::to_owned);
    Some(frames(&body).iter().filter_map(part).collect())
}

/// Whether a request has come, and is still not answered a moment later.
async fn stays_open<T>(gemini: &GeminiEmulator, asking: impl Future<Output = T>) -> bool {
    let before = gemini.received().len();
    let mut asking = pin!(asking);
    tokio::select! {
        _ = &mut asking => return false,
        () = gemini.until_received(before + 1) => {}
    }
    timeout(MOMENT, asking).await.is_err()
}

#[tokio::test]
async fn a_model_is_busy_breaks_off_or_stalls_as_often_as_asked_and_is_well_again() {
    let gemini = controllable().await;
    let whole = text_of_an_answer(&gemini).await.unwrap();
    assert!(whole.len() > 100, "{whole}");

    assert_eq!(
        order(&gemini, "model", &json!({"fault": {"status": 503}, "times": 2})).await,
        (200, json!({"waiting": 2}))
    );
    for status in [503, 503, 200] {
        assert_eq!(ask(&gemini).await.status(), status);
    }
    for (fault, status) in [(429, 429), (500, 500), (400, 400)] {
        order(&gemini, "model", &json!({"fault": {"status": fault}})).await;
        assert_eq!(ask(&gemini).await.status(), status);
    }
    order(&gemini, "model", &json!({"fault": {"cutAfter": 2}})).await;
    assert_eq!(text_of_an_answer(&gemini).await, None, "the connection broke");
    order(&gemini, "model", &json!({"fault": {"stallAfter": 2}})).await;
    assert!(stays_open(&gemini, text_of_an_answer(&gemini)).await, "nothing more comes");
    order(&gemini, "model", &json!({"fault": "hang"})).await;
    assert!(stays_open(&gemini, ask(&gemini)).await, "not even a status comes");
    for late in [json!({"delayMs": 60}), json!({"paceMs": 5})] {
        order(&gemini, "model", &json!({ "fault": late })).await;
        let begun = Instant::now();
        assert_eq!(text_of_an_answer(&gemini).await.as_ref(), Some(&whole));
        assert!(begun.elapsed() >= Duration::from_millis(60), "{late}");
    }

    order(&gemini, "model", &json!({"fault": {"status": 503}, "times": 9})).await;
    assert_eq!(order(&gemini, "model", &json!({})).await, (200, json!({"waiting": 0})));
    assert_eq!(text_of_an_answer(&gemini).await, Some(whole));
}

#[tokio::test]
async fn an_interview_meets_the_mishaps_that_were_asked_for_and_tells_what_it_heard() {
    let gemini = controllable().await;
    for mishaps in [
        json!([{"goAway": {"afterMs": 20, "leftMs": 30}}]),
        json!([{"close": {"question": 1, "code": 1011}}]),
        json!([{"interrupted": {"question": 1}}, "lateTranscripts"]),
        json!([{"silent": {"question": 1}}]),
        json!(["noSetupComplete", "repeatedTranscripts"]),
    ] {
        assert_eq!(order(&gemini, "interview", &json!({ "mishaps": mishaps })).await, (200, json!({})));
    }
    let begin = async || {
        let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
        ada.types("Please begin.").await;
        ada
    };
    let (mut going, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    assert_eq!(going.next().await.unwrap(), json!({"goAway": {"timeLeft": "0.03s"}}));
    assert_eq!(going.closed().await.0, 1011);
    assert_eq!(begin().await.turn().await.unwrap_err().0, 1011);
    assert!(begin().await.turn().await.unwrap().interrupted);

    let mut nudged = begin().await;
    assert!(timeout(MOMENT, nudged.next()).await.is_err(), "the question is never said");
    nudged.types("Are you there?").await;
    assert!(!nudged.turn().await.unwrap().said.is_empty(), "the next one is");

    let mut unready = Browser::open(&gemini, &token(&gemini, &setup()).await, json!({ "model": MODEL })).await;
    assert!(timeout(MOMENT, unready.next()).await.is_err());

    let sessions: Value =
        client().get(format!("{}/control/sessions", gemini.url())).send().await.unwrap().json().await.unwrap();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 5);
    assert_eq!(sessions[1]["frames"], json!([{"realtimeInput": {"text": "Please begin."}}]));
    assert_eq!((&sessions[1]["closed"]["code"], &sessions[3]["over"]), (&json!(1011), &json!(false)));
}

#[tokio::test]
async fn speech_lasts_as_long_as_its_pace_says() {
    let gemini = controllable().await;
    let paces = order(&gemini, "pace", &json!({"speechMs": 30})).await;
    assert_eq!(paces, (200, json!({"textMs": 0, "speechMs": 30})));
    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    let begun = Instant::now();
    ada.types("Please begin.").await;
    let said = ada.turn().await.unwrap().said;
    assert!(begun.elapsed() >= 30 * Duration::from_millis(said.split(' ').count() as u64 / 4), "{said}");
}

#[tokio::test]
async fn an_order_that_is_none_or_a_pages_changes_nothing_and_without_control_there_is_no_such_path() {
    let gemini = controllable().await;
    for (path, body, status) in [
        ("model", json!({"fault": {"explode": 1}}), 400),
        ("model", json!({"times": -1}), 400),
        ("model", json!(null), 400),
        ("interview", json!({"mishaps": ["silence"]}), 400),
        ("interview", json!({}), 400),
        ("pace", json!({"textMs": "slow"}), 400),
        ("pace", json!({"text": 1}), 400),
        ("anything", json!({}), 404),
    ] {
        let (refused, said) = order(&gemini, path, &body).await;
        assert_eq!(refused, status, "{path} {body}: {said}");
        assert!(said["error"].as_str().is_some_and(|error| !error.is_empty()), "{said}");
    }
    let page = client().post(format!("{}/control/model", gemini.url())).header("origin", "https://example.com");
    let refused = page.json(&json!({"fault": "hang"})).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(text_of_an_answer(&gemini).await.is_some(), "nothing goes wrong");

    let closed = GeminiEmulator::start().await.unwrap();
    let request = client().post(format!("{}/control/model", closed.url())).header("x-goog-api-key", "any");
    assert_eq!(request.json(&json!({"fault": "hang"})).send().await.unwrap().status(), 404);
    assert!(text_of_an_answer(&closed).await.is_some());
}
