//! Transcript of an interview, in one piece, with the pacing that its times tell.

use darasa_local::testing::test_app::TestApp;

use super::*;

#[tokio::test]
async fn a_spoken_interview_is_read_with_its_pacing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let mut said = batch(0, &["Why Rust?", "Um, it is safe.", "And fast."]);
    said["items"][2]["speaker"] = json!("candidate");
    tell(&ada, &interview, said).await;

    let reply = ada.get(&format!("{interview}/transcript")).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "private, no-cache"));
    assert_eq!(
        reply.json(),
        json!({
            "items": [
                { "speaker": "interviewer", "text": "Why Rust?", "at": 0 },
                { "speaker": "candidate", "text": "Um, it is safe. And fast.", "at": 10_000 },
            ],
            "pacing": {
                "basis": "spans", "answerDelayMedianMs": 2_000, "answerDelayLongestMs": 2_000, "talkRatio": 0.67,
                "wordsPerMinute": 22.5, "longestPauseMs": 2_000, "interruptions": 0, "fillerWordsPerMinute": 3.75,
            },
        })
    );
}

#[tokio::test]
async fn of_a_written_interview_no_pacing_is_known() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    say(&ada, &interview, "Hello.").await;
    let transcript = ada.get(&format!("{interview}/transcript")).await.json();
    assert_eq!(transcript["items"][0], json!({ "speaker": "candidate", "text": "Hello.", "at": 0 }));
    assert!(transcript["items"][1]["at"].as_i64().unwrap() >= 0);
    let pacing = transcript["pacing"].as_object().unwrap();
    assert_eq!(pacing.len(), 8, "nothing is left out: {transcript}");
    assert!(pacing.values().all(Value::is_null), "{transcript}");
}

#[tokio::test]
async fn without_a_word_there_is_no_transcript() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let reply = ada.get(&format!("{interview}/transcript")).await;
    assert_eq!(reply.problem(), (409, "not-completed".to_owned()));
}
