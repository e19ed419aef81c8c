//! Command `darasa dev`: everything on one port, and nothing left behind when it ends.

use std::net::TcpListener;

use darasa_local::{
    emulators::{ChatCompletionsEmulator, model::Answer},
    services::processes::Signal,
};
use serde_json::{Value, json};

use crate::support::{Checkout, http};

const CHUNKS: usize = 5;

#[tokio::test]
async fn ada_asks_a_question_and_finds_it_again_after_a_restart() {
    let checkout = Checkout::new();
    let dev = || checkout.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    let first = dev();
    let (url, token) = (first.said_after("darasa is running at "), first.said_after("TOKEN="));
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust services on Postgres" });
    let job: Value = http()
        .post(format!("{url}/api/job-infos"))
        .bearer_auth(&token)
        .json(&job)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let job = job["id"].as_str().unwrap();

    let mut answer = http()
        .post(format!("{url}/api/ai/questions/generate-question?stream=text"))
        .bearer_auth(&token)
        .json(&json!({ "prompt": "medium", "jobInfoId": job }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let mut chunks: Vec<String> = Vec::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        chunks.push(String::from_utf8(chunk.into()).unwrap());
    }
    assert!(chunks.len() >= CHUNKS, "{chunks:?}");

    let questions = async |url: &str, token: &str| -> Value {
        let request = http().get(format!("{url}/api/questions?jobInfoId={job}")).bearer_auth(token);
        request.send().await.unwrap().json().await.unwrap()
    };
    let listed = questions(&url, &token).await;
    assert_eq!(listed["items"][0]["text"], chunks.concat(), "{listed}");

    assert_eq!(first.signal(Signal::INT), Some(0));
    assert_eq!(checkout.processes(), [""; 0]);
    assert!(http().get(format!("{url}/api/health")).send().await.is_err(), "nobody answers any more");

    let second = dev();
    let url = second.said_after("darasa is running at ");
    assert_eq!(questions(&url, &token).await, listed, "the data and the key are those of the first run");
    let other = checkout.run(&["token", "--user", "grace"]);
    assert_eq!(other.code, Some(0), "{}", other.stderr);
    let strangers = questions(&url, other.stdout.trim()).await;
    assert_eq!(strangers["code"], "not-found", "{strangers}");

    let taken = checkout.complaint(&["dev", "--port", "0"], &[]);
    assert!(taken.contains("another `darasa dev` runs in this clone"), "{taken}");
    assert_eq!(second.signal(Signal::TERM), Some(0));
    assert_eq!(checkout.processes(), [""; 0]);
    assert_eq!(checkout.read(".env"), None, "nothing is written there");
}

/// Without any key, and without an emulated model in between.
#[tokio::test]
async fn with_a_model_of_this_machine_that_one_is_asked() {
    let ollama = ChatCompletionsEmulator::start().await.unwrap();
    ollama.next(Answer::text(["# Send\n\n", "What does it mean?"]));
    let checkout = Checkout::new();
    checkout
        .write(".env", &format!("AI_MODELS=ollama/qwen3:8b\nVOICE_PROVIDER=off\nOLLAMA_BASE_URL={}\n", ollama.url()));
    let dev = checkout.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    assert!(dev.said().contains("  Models    ollama/qwen3:8b\n") && !dev.said().contains("Gemini"), "{}", dev.said());
    let (url, token) = (dev.said_after("darasa is running at "), dev.said_after("TOKEN="));
    let post = |path: &str, body: Value| http().post(format!("{url}{path}")).bearer_auth(&token).json(&body).send();
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job: Value = post("/api/job-infos", job).await.unwrap().json().await.unwrap();

    let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let answer = post("/api/ai/questions/generate-question?stream=text", asked).await.unwrap();

    assert_eq!(answer.text().await.unwrap(), "# Send\n\nWhat does it mean?");
    let received = ollama.received();
    assert_eq!((received.len(), &received[0].body["model"]), (1, &json!("qwen3:8b")));
    assert_eq!(received[0].header("authorization"), None);
    assert_eq!(dev.signal(Signal::INT), Some(0));
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
