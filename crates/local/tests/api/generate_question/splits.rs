//! Chunk boundaries: the model's bytes may be cut anywhere, also inside a character, and are passed on the same.

use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{Person, SendRequest, TestApp},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;

const DELTAS: [&str; 4] = ["# Naïve ", "café ☕\r\n", "👩🏽‍💻 and 🇩🇪\n", "data: \\\"quoted\\\"\u{2028}end"];

/// The frames as the service sends them, with comments between them and the reason alone in the last.
fn frames() -> Vec<u8> {
    let frame = |candidate: serde_json::Value| format!("data: {}\r\n\r\n", json!({ "candidates": [candidate] }));
    let text = |delta: &&str| frame(json!({ "content": { "parts": [{ "text": delta }], "role": "model" } }));
    let mut frames: Vec<_> = DELTAS.iter().map(text).collect();
    frames.insert(2, ": comment ☕\r\n\r\n".to_owned());
    frames.push(frame(json!({ "finishReason": "STOP" })));
    frames.concat().into_bytes()
}

fn split(mut cuts: Vec<usize>) -> Vec<Vec<u8>> {
    let bytes = frames();
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().copied().chain([bytes.len()]);
    let begins = [0].into_iter().chain(cuts.iter().copied());
    begins.zip(ends).map(|(begin, end)| bytes[begin..end].to_vec()).filter(|piece| !piece.is_empty()).collect()
}

async fn every_protocol_passes_on_the_same(ada: &Person<'_>, job: &str, pieces: &[Vec<u8>]) {
    for query in ["?stream=v1", "?stream=ui", "?stream=text"] {
        ada.app.gemini.next(Answer::raw(pieces.to_vec()));
        let reply = asking(ada, job, query).send_and_read().await;
        let id = reply.header("x-question-id");
        let whole = match query {
            "?stream=v1" => in_v1(id, &DELTAS),
            "?stream=ui" => in_ui(id, &DELTAS),
            _ => DELTAS.concat(),
        };
        assert_eq!(reply.text, whole, "{query}");
    }
}

#[tokio::test]
async fn deltas_that_came_together_leave_together() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    app.gemini.next(Answer::raw(vec![frames()]));

    let mut reply = asking(&ada, &job, "?stream=text").send().await.unwrap();

    assert_eq!(reply.chunk().await.unwrap().unwrap(), DELTAS.concat());
}

#[test]
fn any_split_of_the_models_bytes_gives_the_same_stream() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::start());
    let ada = app.person_with("ada", UNLIMITED);
    let job = runtime.block_on(job_of(&ada));
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(24) });
    let cuts = prop::collection::vec(0..frames().len(), 0..24);

    let result = runner.run(&cuts, |cuts| {
        runtime.block_on(every_protocol_passes_on_the_same(&ada, &job, &split(cuts)));
        Ok(())
    });

    result.unwrap();
    runtime.block_on(app.ledger_is_sound());
}

#[tokio::test]
async fn bytes_that_come_one_by_one_give_the_same_stream() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    let pieces = split((0..frames().len()).collect());
    assert_eq!(pieces.len(), frames().len());
    every_protocol_passes_on_the_same(&ada, &job, &pieces).await;
    app.ledger_is_sound().await;
}
