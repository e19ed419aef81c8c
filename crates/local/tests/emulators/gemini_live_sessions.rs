//! Live API sessions: who gets in, which setup holds, and an interview from its first question to its last.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::live::{Mishap, Script};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::captures::captured;
use crate::gemini_live::{at, november};
use crate::live_client::{Browser, MODEL, SOCKET, Turn, mint, setup, status, token};

const MOMENT: Duration = Duration::from_millis(50);

/// Two questions, with what is heard as their answers.
fn short() -> Script {
    Script::new([("What did you build, and why?", "A queue, because we lost mails."), ("What broke?", "The disk.")])
}

fn turn(heard: &str, said: &str) -> Turn {
    Turn { heard: heard.to_owned(), said: said.to_owned(), interrupted: false }
}

#[tokio::test]
async fn an_interview_goes_from_the_first_question_to_the_last() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short());
    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;

    ada.send(json!({"clientContent": {"turns": [{"parts": [{"text": "Please begin."}]}], "turnComplete": true}})).await;
    assert_eq!(ada.turn().await.unwrap(), turn("", "What did you build, and why?"));
    ada.sounds(500, 4_000).await;
    ada.sounds(800, 0).await;
    assert_eq!(ada.turn().await.unwrap(), turn("A queue, because we lost mails.", "What broke?"));
    ada.types("Mine, that night.").await;
    assert_eq!(ada.turn().await.unwrap(), turn("Mine, that night.", "Thank you, that was all."));
    ada.types("Goodbye.").await;
    assert_eq!(ada.turn().await.unwrap(), turn("", "Thank you, that was all."));

    drop(ada);
    gemini.live().until_over(1).await;
    let session = &gemini.live().sessions()[0];
    assert_eq!(session.setup, Some(setup()), "the token's, whatever the browser asked for");
    assert_eq!(session.asked, json!({"model": MODEL}));
    assert_eq!((session.frames.len(), session.audio_bytes, session.closed.as_ref()), (3, 41_600, None));
}

#[tokio::test]
async fn without_a_script_there_is_an_interview_all_the_same() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    ada.types("Please begin.").await;
    assert!(ada.turn().await.unwrap().said.starts_with("Hello"));
    let mut turns = Vec::new();
    for _ in 0..4 {
        ada.sounds(300, 4_000).await;
        ada.send(json!({"realtimeInput": {"audioStreamEnd": true}})).await;
        turns.push(ada.turn().await.unwrap());
    }
    assert!(turns.iter().all(|turn| !turn.heard.is_empty()), "{turns:?}");
    assert!(turns[3].said.starts_with("Thank you, that was all"), "{turns:?}");
}

#[tokio::test]
async fn a_piece_of_speech_has_its_audio_and_its_words_in_one_event() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short());
    let mut ada = Browser::open(&gemini, &token(&gemini, &setup()).await, json!({"model": MODEL})).await;
    assert!(matches!(ada.message().await, Message::Binary(_)), "as bytes, which is a Blob in a browser");
    assert!(matches!(ada.message().await, Message::Text(_)));
    ada.types("Please begin.").await;

    let content = ada.next().await.unwrap()["serverContent"].take();
    assert_eq!(content["outputTranscription"], json!({"text": "What did you build, "}));
    let audio = &content["modelTurn"]["parts"][0]["inlineData"];
    assert_eq!(audio["mimeType"], "audio/pcm;rate=24000");
    let pcm = STANDARD.decode(audio["data"].as_str().unwrap()).unwrap();
    let loudest = pcm.as_chunks::<2>().0.iter().map(|sample| i16::from_le_bytes(*sample).unsigned_abs()).max();
    assert!((2_000..8_000).contains(&loudest.unwrap()), "a soft tone: {loudest:?}");
    assert_eq!(ada.next().await.unwrap()["serverContent"]["outputTranscription"], json!({"text": "and why?"}));
    assert_eq!(ada.next().await.unwrap(), json!({"serverContent": {"generationComplete": true}}));
    let last = ada.next().await.unwrap();
    assert_eq!(
        (&last["serverContent"], &last["usageMetadata"]["totalTokenCount"]),
        (&json!({"turnComplete": true}), &json!(30))
    );
    assert_eq!(ada.next().await.unwrap()["sessionResumptionUpdate"]["resumable"], true);
}

#[tokio::test]
async fn nothing_is_written_down_that_was_not_asked_for() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let plain = token(&gemini, &json!({"model": MODEL})).await;
    let mut ada = Browser::open(&gemini, &plain, json!({})).await;
    assert_eq!(ada.next().await.unwrap(), json!({"setupComplete": {}}));
    ada.types("Please begin.").await;
    assert_eq!(ada.turn().await.unwrap(), Turn::default());
    ada.types("A queue.").await;
    assert_eq!(ada.turn().await.unwrap(), Turn::default());
    assert!(timeout(MOMENT, ada.message()).await.is_err(), "no handle either");
}

#[tokio::test]
async fn the_official_clients_address_and_setup_are_taken() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for capture in ["ephemeral-v1alpha", "ephemeral-v1beta", "ephemeral-no-config"] {
        let log = captured("live-sessions")[capture]["log"].take();
        let path = log[0]["url"].as_str().unwrap().split('?').next().unwrap().to_owned();
        let name = token(&gemini, &setup()).await;
        let mut ada = Browser::connect(&gemini, &format!("{path}?access_token={name}")).await.unwrap();
        ada.send(log[1]["frame"].clone()).await;
        assert_eq!(ada.next().await.unwrap(), json!({"setupComplete": {}}), "{capture}");
    }
}

#[tokio::test]
async fn other_addresses_open_no_session() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let name = token(&gemini, &setup()).await;
    for (path, expected) in [
        (captured("live-sessions")["ephemeral-default"]["log"][0]["url"].as_str().unwrap(), 403),
        (&SOCKET.replace("BidiGenerateContentConstrained", "BidiGenerateContent"), 403),
        (&format!("/{SOCKET}"), 403),
    ] {
        let refused = Browser::connect(&gemini, &format!("{path}?access_token={name}")).await.err();
        let Some(tungstenite::Error::Http(reply)) = refused else { panic!("{path}: {refused:?}") };
        assert_eq!(reply.status(), expected, "{path}");
    }
    assert_eq!(status(&gemini, SOCKET).await, 404, "no WebSocket");
}

#[tokio::test]
async fn a_token_is_good_once_and_for_its_time() {
    let now = Arc::new(Mutex::new(november()));
    let gemini = at(&now).await;
    let enter = async |name: &str| {
        let mut browser = Browser::open(&gemini, name, json!({"model": MODEL})).await;
        browser.next().await.map(|_| browser)
    };
    let words = |entered: Result<Browser, (u16, String)>| entered.err().expect("a refusal");

    let once = token(&gemini, &setup()).await;
    assert!(enter(&once).await.is_ok());
    assert_eq!(words(enter(&once).await), (1008, "Token has been used too many times".to_owned()));
    assert_eq!(words(enter("auth_tokens/unknown").await).0, 1008);
    assert_eq!(words(enter("").await).0, 1008);

    let late = token(&gemini, &setup()).await;
    *now.lock().unwrap() += SignedDuration::from_secs(60);
    let (code, reason) = words(enter(&late).await);
    assert!(code == 1008 && reason.contains("time to begin"), "{reason}");
    *now.lock().unwrap() += SignedDuration::from_mins(30);
    let (code, reason) = words(enter(&late).await);
    assert!(code == 1008 && reason.contains("expired"), "{reason}");
    assert_eq!(gemini.live().tokens()[1].used, 0);
}

#[tokio::test]
async fn a_token_for_any_number_of_sessions_can_stand_in_a_header() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let body = json!({"uses": 0, "bidiGenerateContentSetup": setup()});
    let name = mint(&gemini, &body).await.json::<Value>().await.unwrap()["name"].take();
    for _ in 0..2 {
        let header = format!("Token {}", name.as_str().unwrap());
        let mut ada = Browser::connect_with(&gemini, SOCKET, Some(&header)).await.unwrap();
        ada.send(json!({"setup": {}})).await;
        assert!(ada.next().await.is_ok());
    }
}

#[tokio::test]
async fn the_setup_that_holds_follows_the_rules_of_the_lock() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let theirs = json!({
        "model": "models/gemini-3.1-flash-live-preview",
        "systemInstruction": {"parts": [{"text": "Praise everything."}]},
        "tools": [{"googleSearch": {}}],
        "generationConfig": {"speechConfig": {"languageCode": "sw"}, "maxOutputTokens": 7},
    });
    let ours = json!({"model": MODEL, "generationConfig": {"speechConfig": {"languageCode": "en-US"}}});
    let merged = json!({
        "model": MODEL,
        "systemInstruction": {"parts": [{"text": "Praise everything."}]},
        "generationConfig": {"speechConfig": {"languageCode": "en-US"}, "maxOutputTokens": 7},
    });
    for (body, held) in [
        (json!({}), &theirs),
        (json!({"bidiGenerateContentSetup": ours}), &ours),
        (json!({"bidiGenerateContentSetup": ours, "fieldMask": "model,tools,generationConfig.speechConfig"}), &merged),
    ] {
        let name = mint(&gemini, &body).await.json::<Value>().await.unwrap()["name"].take();
        let mut browser = Browser::open(&gemini, name.as_str().unwrap(), theirs.clone()).await;
        assert!(browser.next().await.is_ok(), "{body}");
        let sessions = gemini.live().sessions();
        let session = sessions.last().unwrap();
        assert_eq!((session.setup.as_ref(), &session.asked), (Some(held), &theirs), "{body}");
    }
}

#[tokio::test]
async fn a_setup_that_the_model_does_not_know_is_refused_and_costs_no_use() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let config = |config: Value| json!({"model": MODEL, "generationConfig": config});
    let voice = json!({"speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Bob"}}}});
    for (bad, code, words) in [
        (json!({}), 1007, "must name a model"),
        (json!({"model": "gemini-3.8-live"}), 1007, "must name a model"),
        (json!({"model": "models/gemini-3.8-flash"}), 1008, "not supported for bidiGenerateContent"),
        (json!({"model": "models/gemini-2.0-flash-live-001"}), 1008, "not found"),
        (config(json!({"responseModalities": ["TEXT"]})), 1007, "non-audio"),
        (config(json!({"thinkingConfig": {}})), 1007, "thinkingConfig"),
        (config(json!({"enableAffectiveDialog": true})), 1007, "enableAffectiveDialog"),
        (config(voice), 1007, "voice"),
        (json!({"model": MODEL, "proactivity": {"proactiveAudio": false}}), 1007, "proactive_audio"),
        (json!({"model": MODEL, "sessionResumption": {"handle": "unknown"}}), 1007, "resumption handle"),
    ] {
        let mut browser = Browser::open(&gemini, &token(&gemini, &bad).await, json!({})).await;
        let (closed, reason) = browser.closed().await;
        assert!(closed == code && reason.contains(words), "{bad}: {closed} {reason}");
    }
    assert!(gemini.live().tokens().iter().all(|token| token.used == 0));
    gemini.live().until_over(10).await;
    assert!(gemini.live().sessions().iter().all(|session| session.setup.is_none() && session.closed.is_some()));
}

#[tokio::test]
async fn a_frame_that_is_none_closes_the_session() {
    let gemini = GeminiEmulator::start().await.unwrap();
    for (frame, words) in [
        (json!({"setup": {}}), "one setup"),
        (json!({"hello": 1}), "Unknown name \"hello\""),
        (json!([]), "Invalid JSON"),
        (json!({"realtimeInput": {"audio": {"mimeType": "audio/ogg", "data": "AAAA"}}}), "audio/ogg"),
        (json!({"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "no base64!"}}}), "Base64"),
        (json!({"realtimeInput": {"activityStart": {}}}), "Explicit activity control"),
    ] {
        let (mut browser, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
        browser.send(frame.clone()).await;
        let (code, reason) = browser.closed().await;
        assert!(code == 1007 && reason.contains(words), "{frame}: {reason}");
    }
    let name = token(&gemini, &setup()).await;
    let mut hasty = Browser::connect(&gemini, &format!("{SOCKET}?access_token={name}")).await.unwrap();
    hasty.types("Hello?").await;
    assert_eq!(hasty.closed().await, (1007, "The first message must be a setup".to_owned()));
}

#[tokio::test]
async fn a_client_may_mark_its_turns_itself() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short());
    let mut by_hand = setup();
    by_hand["realtimeInputConfig"] = json!({"automaticActivityDetection": {"disabled": true}});
    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &by_hand).await).await;
    for said in ["What did you build, and why?", "What broke?"] {
        ada.send(json!({"realtimeInput": {"activityStart": {}}})).await;
        ada.sounds(500, 4_000).await;
        ada.sounds(2_000, 0).await;
        ada.send(json!({"realtimeInput": {"activityEnd": {}}})).await;
        assert_eq!(ada.turn().await.unwrap().said, said);
    }
}

#[tokio::test]
async fn a_session_that_is_about_to_end_is_taken_up_by_the_next_one() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short().with(Mishap::GoAway { after: 2 * MOMENT, left: MOMENT }));
    let (mut ada, first) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    ada.types("Please begin.").await;
    ada.turn().await.unwrap();
    let handle = ada.next().await.unwrap()["sessionResumptionUpdate"]["newHandle"].take();
    assert_ne!(handle, json!(first));
    assert_eq!(ada.next().await.unwrap(), json!({"goAway": {"timeLeft": "0.05s"}}));
    assert_eq!(ada.closed().await, (1011, "Deadline expired before operation could complete.".to_owned()));

    let mut resuming = setup();
    resuming["sessionResumption"]["handle"] = handle.clone();
    let name = token(&gemini, &resuming).await;
    let (mut ada, _) = Browser::ready(&gemini, &name).await;
    ada.types("A queue.").await;
    assert_eq!(ada.turn().await.unwrap(), turn("A queue.", "What broke?"), "it goes on where it was");
    assert_eq!(gemini.live().tokens().last().unwrap().used, 0, "to take up is not to begin");
    assert!(gemini.live().sessions().last().unwrap().resumed);

    let mut ignored =
        Browser::open(&gemini, &token(&gemini, &setup()).await, json!({"sessionResumption": {"handle": handle}})).await;
    assert!(ignored.next().await.is_ok());
    assert!(!gemini.live().sessions().last().unwrap().resumed, "a locked setup has no handle but its own");
}

#[tokio::test]
async fn a_handle_is_good_for_two_hours() {
    let now = Arc::new(Mutex::new(november()));
    let gemini = at(&now).await;
    let (_ada, handle) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    let mut resuming = setup();
    resuming["sessionResumption"]["handle"] = json!(handle);
    *now.lock().unwrap() += SignedDuration::from_mins(119);
    Browser::ready(&gemini, &token(&gemini, &resuming).await).await;
    *now.lock().unwrap() += SignedDuration::from_mins(1);
    let mut late = Browser::open(&gemini, &token(&gemini, &resuming).await, json!({})).await;
    assert_eq!(late.closed().await, (1007, "Invalid session resumption handle".to_owned()));
}

#[tokio::test]
async fn a_session_ends_with_its_token() {
    let gemini = at(&Arc::new(Mutex::new(november()))).await;
    let body = json!({"bidiGenerateContentSetup": setup(), "expireTime": "2026-11-22T23:00:00.100Z"});
    let name = mint(&gemini, &body).await.json::<Value>().await.unwrap()["name"].take();
    let (mut ada, _) = Browser::ready(&gemini, name.as_str().unwrap()).await;
    assert_eq!(ada.next().await.unwrap(), json!({"goAway": {"timeLeft": "0.1s"}}), "less than a minute is left");
    assert_eq!(ada.closed().await, (1008, "The ephemeral token has expired".to_owned()));
}

#[tokio::test]
async fn a_question_can_be_broken_off_by_somebody_or_by_something() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short().with(Mishap::Interrupted { question: 1 }));
    gemini.live().next(short().with(Mishap::Close { question: 1, code: 1011, reason: "Internal error" }));

    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    ada.types("Please begin.").await;
    let broken = Turn { interrupted: true, ..turn("", "What did you build, ") };
    assert_eq!(ada.turn().await.unwrap(), broken);
    ada.types("Sorry, a queue.").await;
    assert_eq!(ada.turn().await.unwrap(), turn("Sorry, a queue.", "What broke?"));

    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    ada.types("Please begin.").await;
    assert_eq!(ada.turn().await.unwrap_err(), (1011, "Internal error".to_owned()));
}

#[tokio::test]
async fn a_dropped_emulator_hangs_up() {
    let gemini = GeminiEmulator::start().await.unwrap();
    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    drop(gemini);
    assert!(ada.hung_up().await);
}

#[tokio::test]
async fn words_may_come_late_and_twice_and_a_setup_may_never_be_confirmed() {
    let gemini = GeminiEmulator::start().await.unwrap();
    gemini.live().next(short().with(Mishap::LateTranscripts).with(Mishap::RepeatedTranscripts));
    gemini.live().next(short().with(Mishap::NoSetupComplete));

    let (mut ada, _) = Browser::ready(&gemini, &token(&gemini, &setup()).await).await;
    ada.types("Please begin.").await;
    ada.turn().await.unwrap();
    ada.next().await.unwrap();
    ada.types("A queue.").await;
    assert_eq!(ada.next().await.unwrap()["serverContent"]["outputTranscription"]["text"], "What broke?");
    assert_eq!(ada.turn().await.unwrap(), turn("A queue.A queue.", ""));

    let mut ada = Browser::open(&gemini, &token(&gemini, &setup()).await, json!({})).await;
    assert!(timeout(2 * MOMENT, ada.message()).await.is_err());
}
