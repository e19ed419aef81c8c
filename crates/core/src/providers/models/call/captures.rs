//! Captures of Chat Completions and Messages, replayed: our reader sees what the official clients saw.

use serde_json::Value;
use tokio::time::Instant;

use super::{Call, HttpResponse, Progress};
use crate::{
    base::env::{ModelName, ModelProvider},
    providers::{
        model::{EventReader, Finish, ModelFailure, SETTLE_LIMIT},
        models::events::Events,
    },
};

/// The text, the end, the tokens.
type Seen = (String, Result<Finish, ModelFailure>, (i32, i32));

macro_rules! capture {
    ($name:literal, $end:literal) => {
        include_str!(concat!("../../../../tests/captures/models/", $name, $end))
    };
}

async fn replayed(events: Events, capture: &'static str) -> Seen {
    let mut call = Call::new(HttpResponse::from_body(capture), events, SETTLE_LIMIT);
    let mut text = String::new();
    let end = loop {
        match call.read(Instant::now() + SETTLE_LIMIT).await {
            Ok(Progress::Texts(texts)) => text.extend(texts),
            Ok(Progress::Finished(finish)) => break Ok(finish),
            Err(failure) => break Err(failure),
        }
    };
    (text, end, call.usage.tokens())
}

fn asked(provider: ModelProvider) -> ModelName {
    ModelName { provider, model: "gpt-6".to_owned() }
}

async fn chat(capture: &'static str) -> Seen {
    replayed(Events::ChatCompletions(EventReader::new(asked(ModelProvider::Compatible))), capture).await
}

async fn messages(capture: &'static str) -> Seen {
    replayed(Events::Anthropic(EventReader::new(asked(ModelProvider::Anthropic))), capture).await
}

/// Of what OpenAI's client made of the chunks: all text, and the finish reason.
fn openai_saw(seen: &str) -> (String, String) {
    let seen: Vec<Value> = serde_json::from_str(seen).unwrap();
    let text = seen.iter().filter_map(|delta| delta["content"].as_str()).collect();
    (text, seen.iter().find_map(|delta| delta["fin"].as_str()).unwrap().to_owned())
}

#[tokio::test(start_paused = true)]
async fn chat_completions_are_read_as_openais_own_client_reads_them() {
    let filter = |reason: &str| Finish::Filter(reason.to_owned());
    for (reply, seen, finish, tokens) in [
        (capture!("oai-plain", ".reply.sse"), capture!("oai-plain", ".seen-by-sdk.json"), Finish::Stop, (9, 4)),
        (capture!("oai-length", ".reply.sse"), capture!("oai-length", ".seen-by-sdk.json"), Finish::Length, (9, 4)),
        (capture!("oai-nodone", ".reply.sse"), capture!("oai-nodone", ".seen-by-sdk.json"), Finish::Stop, (0, 0)),
        (
            capture!("oai-filter", ".reply.sse"),
            capture!("oai-filter", ".seen-by-sdk.json"),
            filter("content_filter"),
            (0, 0),
        ),
        (capture!("oai-reasoning", ".reply.sse"), capture!("oai-reasoning", ".seen-by-sdk.json"), Finish::Stop, (9, 4)),
        (
            capture!("oai-reasoning-openrouter", ".reply.sse"),
            capture!("oai-reasoning-openrouter", ".seen-by-sdk.json"),
            Finish::Stop,
            (9, 4),
        ),
        (
            capture!("oai-refusal", ".reply.sse"),
            capture!("oai-refusal", ".seen-by-sdk.json"),
            // The client calls it `stop`; that the model refused stands in words of their own.
            filter("refusal"),
            (9, 4),
        ),
    ] {
        let (text, _reason) = openai_saw(seen);
        assert_eq!(chat(reply).await, (text, Ok(finish), tokens), "{reply}");
    }
}

/// Where that client throws, we end with a failure, after the text that came before it.
#[tokio::test(start_paused = true)]
async fn chat_completions_that_fail_in_the_middle_are_failures() {
    for (reply, cause) in [
        (capture!("oai-miderror", ".reply.sse"), "500 server_error"),
        (capture!("oai-miderror-openrouter", ".reply.sse"), "502"),
        (capture!("oai-cut", ".reply.sse"), "an end without a finish reason"),
    ] {
        assert_eq!(chat(reply).await, ("Hel".to_owned(), Err(ModelFailure::unavailable(cause)), (0, 0)), "{reply}");
    }
}

/// A model of 135 million parameters, held to a schema by its server's grammar, at its token limit.
#[tokio::test(start_paused = true)]
async fn a_real_local_model_is_read() {
    let (text, end, _) = chat(capture!("real-smollm2-object", ".reply.sse")).await;
    assert!(text.starts_with("{\n"), "{text}");
    assert!(matches!(end, Ok(Finish::Stop | Finish::Length)), "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn messages_are_read_as_anthropics_own_client_reads_them() {
    for (reply, seen, text, finish, tokens) in [
        (
            capture!("ant-plain", ".reply.sse"),
            capture!("ant-plain", ".seen-by-sdk.json"),
            "Hello",
            Finish::Stop,
            (9, 4),
        ),
        (
            capture!("ant-thinking", ".reply.sse"),
            capture!("ant-thinking", ".seen-by-sdk.json"),
            "Hi",
            Finish::Length,
            (9, 40),
        ),
        (
            capture!("ant-refusal", ".reply.sse"),
            capture!("ant-refusal", ".seen-by-sdk.json"),
            "",
            Finish::Filter("refusal".to_owned()),
            (9, 1),
        ),
    ] {
        let reason = match &finish {
            Finish::Stop => "end_turn",
            Finish::Length => "max_tokens",
            _ => "refusal",
        };
        assert!(seen.contains(&format!("message_delta:{reason}")), "{seen}");
        assert_eq!(messages(reply).await, (text.to_owned(), Ok(finish), tokens), "{reply}");
    }
    let overloaded = messages(capture!("ant-overloaded-mid", ".reply.sse")).await;
    assert_eq!(overloaded, ("Hel".to_owned(), Err(ModelFailure::unavailable("529 overloaded_error")), (9, 1)));
}
