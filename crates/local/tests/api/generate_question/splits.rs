//! Chunk boundaries: the model's bytes may be cut anywhere, also inside a character, and are passed on the same.

use darasa_local::{
    emulators::gemini::Answer,
    testing::{
        model_service::{Api, ModelService},
        test_app::{Person, SendRequest},
    },
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;

const DELTAS: [&str; 4] = ["# Naïve ", "café ☕\r\n", "👩🏽‍💻 and 🇩🇪\n", "data: \\\"quoted\\\"\u{2028}end"];

/// The frames as the service sends them, with comments between them and the reason alone in the last.
fn frames(api: Api) -> Vec<u8> {
    let mut frames: Vec<_> = DELTAS.iter().map(|delta| frame(api, &text(api, delta))).collect();
    frames.insert(2, ": comment ☕\r\n\r\n".to_owned());
    frames.insert(0, thoughts(api));
    frames.push(frame(api, &reason(api)));
    frames.concat().into_bytes()
}

fn frame(api: Api, data: &serde_json::Value) -> String {
    match api {
        Api::Gemini => format!("data: {data}\r\n\r\n"),
        Api::OpenAi | Api::Ollama => format!("data: {data}\n\n"),
        Api::Anthropic => format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap()),
    }
}

fn text(api: Api, delta: &str) -> serde_json::Value {
    match api {
        Api::Gemini => json!({ "candidates": [{ "content": { "parts": [{ "text": delta }], "role": "model" } }] }),
        Api::OpenAi | Api::Ollama => json!({ "choices": [{ "delta": { "content": delta }, "finish_reason": null }] }),
        Api::Anthropic => json!({ "type": "content_block_delta", "delta": { "type": "text_delta", "text": delta } }),
    }
}

/// What is no part of the answer; a local server may leave it in its text.
fn thoughts(api: Api) -> String {
    match api {
        Api::Gemini | Api::OpenAi => String::new(),
        Api::Ollama => {
            ["<think>\nHm — ☕", " </thi", "</think>\n\n"].map(|piece| frame(api, &text(api, piece))).concat()
        }
        Api::Anthropic => {
            let delta = json!({ "type": "thinking_delta", "thinking": "Hm — ☕" });
            frame(api, &json!({ "type": "content_block_delta", "delta": delta }))
        }
    }
}

fn reason(api: Api) -> serde_json::Value {
    match api {
        Api::Gemini => json!({ "candidates": [{ "finishReason": "STOP" }] }),
        Api::OpenAi | Api::Ollama => json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] }),
        Api::Anthropic => json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } }),
    }
}

fn split(api: Api, mut cuts: Vec<usize>) -> Vec<Vec<u8>> {
    let bytes = frames(api);
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().copied().chain([bytes.len()]);
    let begins = [0].into_iter().chain(cuts.iter().copied());
    begins.zip(ends).map(|(begin, end)| bytes[begin..end].to_vec()).filter(|piece| !piece.is_empty()).collect()
}

async fn every_protocol_passes_on_the_same(service: &ModelService, ada: &Person<'_>, job: &str, pieces: &[Vec<u8>]) {
    for query in ["?stream=v1", "?stream=ui", "?stream=text"] {
        service.next(Answer::raw(pieces.to_vec()));
        let reply = asking(ada, job, query).send_and_read().await;
        let id = reply.header("x-question-id");
        let whole = match query {
            "?stream=v1" => in_v1(id, &DELTAS),
            "?stream=ui" => in_ui(id, &DELTAS),
            _ => DELTAS.concat(),
        };
        assert_eq!(without_repeats(&reply.text), whole, "{:?}: {query}", service.api);
    }
}

#[tokio::test]
async fn deltas_that_came_together_leave_together() {
    for api in Api::ALL {
        let service = api.app(1, Pace::default()).await;
        let ada = service.app.person_with("ada", UNLIMITED);
        let job = job_of(&ada).await;
        service.next(Answer::raw(vec![frames(api)]));

        let mut reply = asking(&ada, &job, "?stream=text").send().await.unwrap();

        assert_eq!(reply.chunk().await.unwrap().unwrap(), DELTAS.concat(), "{api:?}");
    }
}

#[test]
fn any_split_of_the_models_bytes_gives_the_same_stream() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for api in Api::ALL {
        let service = runtime.block_on(api.app(1, Pace::default()));
        let ada = service.app.person_with("ada", UNLIMITED);
        let job = runtime.block_on(job_of(&ada));
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(24) });
        let cuts = prop::collection::vec(0..frames(api).len(), 0..24);

        let result = runner.run(&cuts, |cuts| {
            runtime.block_on(every_protocol_passes_on_the_same(&service, &ada, &job, &split(api, cuts)));
            Ok(())
        });

        result.unwrap();
        runtime.block_on(service.app.ledger_is_sound());
    }
}

#[tokio::test]
async fn bytes_that_come_one_by_one_give_the_same_stream() {
    for api in Api::ALL {
        let service = api.app(1, Pace::default()).await;
        let ada = service.app.person_with("ada", UNLIMITED);
        let job = job_of(&ada).await;
        let pieces = split(api, (0..frames(api).len()).collect());
        assert_eq!(pieces.len(), frames(api).len());
        every_protocol_passes_on_the_same(&service, &ada, &job, &pieces).await;
        service.app.ledger_is_sound().await;
    }
}
