//! Command `darasa dev`: everything on one port, and nothing left behind when it ends.

use std::net::TcpListener;

use darasa_local::{
    emulators::{ChatCompletionsEmulator, model::Answer},
    services::processes::Signal,
};
use serde_json::{Value, json};

use crate::support::{Checkout, http};

const CHUNKS: usize = 5;

/// A new job, and the pieces of a question for it as they came.
async fn ask(url: &str, token: &str) -> (String, Vec<String>) {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust services on Postgres" });
    let request = http().post(format!("{url}/api/job-infos")).bearer_auth(token).json(&job);
    let job: Value = request.send().await.unwrap().json().await.unwrap();
    let job = job["id"].as_str().unwrap().to_owned();

    let request = http().post(format!("{url}/api/ai/questions/generate-question?stream=text")).bearer_auth(token);
    let request = request.json(&json!({ "prompt": "medium", "jobInfoId": job }));
    let mut answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut chunks = Vec::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        chunks.push(String::from_utf8(chunk.into()).unwrap());
    }
    (job, chunks)
}

async fn questions(url: &str, token: &str, job: &str) -> Value {
    let request = http().get(format!("{url}/api/questions?jobInfoId={job}")).bearer_auth(token);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn ada_asks_a_question_and_finds_it_again_after_a_restart() {
    let checkout = Checkout::new();
    let dev = || checkout.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    let first = dev();
    let (url, token) = (first.said_after("darasa is running at "), first.said_after("TOKEN="));
    let (job, chunks) = ask(&url, &token).await;
    assert!(chunks.len() >= CHUNKS, "{chunks:?}");

    let listed = questions(&url, &token, &job).await;
    assert_eq!(listed["items"][0]["text"], chunks.concat(), "{listed}");

    assert_eq!(first.signal(Signal::INT), Some(0));
    assert_eq!(checkout.processes(), [""; 0]);
    assert!(http().get(format!("{url}/api/health")).send().await.is_err(), "nobody answers any more");

    let second = dev();
    let url = second.said_after("darasa is running at ");
    assert_eq!(questions(&url, &token, &job).await, listed, "the data and the key are those of the first run");
    let other = checkout.run(&["token", "--user", "grace"]);
    assert_eq!(other.code, Some(0), "{}", other.stderr);
    let strangers = questions(&url, other.stdout.trim(), &job).await;
    assert_eq!(strangers["code"], "not-found", "{strangers}");

    let taken = checkout.complaint(&["dev", "--port", "0"], &[]);
    assert!(taken.contains("another `darasa dev` runs in this clone"), "{taken}");
    assert_eq!(second.signal(Signal::TERM), Some(0));
    assert_eq!(checkout.processes(), [""; 0]);
    assert_eq!(checkout.read(".env"), None, "nothing is written there");
}

#[tokio::test]
async fn a_model_whose_provider_has_no_key_is_emulated_and_asks_ada_a_question() {
    for (model, key) in [
        ("openai/gpt-6.1-terra", "OPENAI_API_KEY"),
        ("anthropic/claude-haiku-4-5", "ANTHROPIC_API_KEY"),
        ("openrouter/meta-llama/llama-4-scout:free", "OPENROUTER_API_KEY"),
        ("gateway/openai/gpt-6.1-terra", "AI_GATEWAY_API_KEY"),
    ] {
        let checkout = Checkout::new();
        let settings = [("AI_MODELS", model), ("VOICE_PROVIDER", "off")];
        let dev = checkout.start(&["dev", "--port", "0"], &settings, "Ctrl-C stops everything");
        let (url, token) = (dev.said_after("darasa is running at "), dev.said_after("TOKEN="));
        let provider = model.split_once('/').unwrap().0;
        let introduced = format!("{provider}: emulated (the real one with {key})");
        assert!(dev.said().contains(&introduced) && !dev.said().contains("Gemini"), "{}", dev.said());

        let (job, chunks) = ask(&url, &token).await;

        assert!(chunks.len() >= CHUNKS, "{chunks:?}");
        let question = questions(&url, &token, &job).await["items"][0].take();
        assert_eq!((&question["text"], &question["model"]), (&json!(chunks.concat()), &json!(model)));
        assert_eq!(dev.signal(Signal::INT), Some(0));
    }
}

#[test]
fn an_emulated_model_keeps_its_port_and_a_server_of_ones_own_is_asked_itself() {
    let checkout = Checkout::new();
    let settings = [("AI_MODELS", "google/gemini-3.8-flash,openai/gpt-6.1-terra,ollama/qwen3:8b")];
    let ports = || {
        let dev = checkout.start(&["dev", "--port", "0"], &settings, "Ctrl-C stops everything");
        let state: Value = serde_json::from_str(&checkout.read(".darasa/dev.json").unwrap()).unwrap();
        assert_eq!(dev.signal(Signal::INT), Some(0));
        [&state["geminiPort"], &state["modelPorts"]["openai"], &state["modelPorts"]["ollama"]].map(Value::as_u64)
    };
    let first = ports();
    assert!(matches!(first, [Some(1..), Some(1..), None]), "{first:?}");
    assert_eq!(ports(), first);

    let own = [("AI_MODELS", "openai/gpt-6.1-terra"), ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")];
    let complaint = checkout.run_with(&["dev", "--port", "0"], &own).stderr;
    assert!(complaint.contains("OPENAI_API_KEY is missing"), "{complaint}");
}

#[tokio::test]
async fn a_model_on_this_machine_needs_no_key_and_is_asked_itself() {
    let ollama = ChatCompletionsEmulator::start().await.unwrap();
    for (model, base_url) in [("ollama/qwen3:8b", "OLLAMA_BASE_URL"), ("compatible/smollm2", "COMPATIBLE_BASE_URL")] {
        let (checkout, before) = (Checkout::new(), ollama.received().len());
        let server = ollama.url();
        let settings = [("AI_MODELS", model), ("VOICE_PROVIDER", "off"), (base_url, server.as_str())];
        let dev = checkout.start(&["dev", "--port", "0"], &settings, "Ctrl-C stops everything");
        ollama.next(Answer::text(["# Send", " and Sync"]));

        let (url, token) = (dev.said_after("darasa is running at "), dev.said_after("TOKEN="));
        let (job, _) = ask(&url, &token).await;

        let question = questions(&url, &token, &job).await["items"][0].take();
        assert_eq!((&question["text"], &question["model"]), (&json!("# Send and Sync"), &json!(model)));
        let asked = &ollama.received()[before];
        assert_eq!((asked.header("authorization"), &asked.body["max_completion_tokens"]), (None, &Value::Null));
        assert_eq!(dev.signal(Signal::INT), Some(0));
    }
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_the_flag() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let complaint = Checkout::new().complaint(&["dev", "--port", &port], &[]);
    assert!(complaint.contains(&format!("port {port} cannot be used")) && complaint.contains("--port"), "{complaint}");
}

#[test]
fn half_a_clerk_is_an_error_that_names_both_halves() {
    let checkout = Checkout::new();
    let complaint = checkout.complaint(&["dev", "--port", "0"], &[("CLERK_SECRET_KEY", "hunter2")]);
    let names = ["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"];
    assert!(names.iter().all(|name| complaint.contains(name)) && !complaint.contains("hunter2"), "{complaint}");
}

#[test]
fn a_line_of_env_that_is_none_is_an_error_that_does_not_quote_it() {
    let checkout = Checkout::new();
    checkout.write(".env", "A=1\nhunter2 hunter2 = \n");
    let complaint = checkout.complaint(&["dev", "--port", "0"], &[]);
    assert!(complaint.contains(".env, line 2: ") && !complaint.contains("hunter2"), "{complaint}");
}
