//! Stream protocols: which client gets which of the three, and their bytes on the wire.

use std::time::Instant;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{SendRequest, TestApp},
};

use super::*;

const DELTAS: [&str; 6] = [
    "# Question\n\n",
    "How would you ",
    "design a \"rate limiter\" ",
    "for an API?\n\n",
    "- naïve café ☕ case\n",
    "- emoji 👩🏽‍💻 and \\backslash\\ <b>tag</b>\t\u{2028}end\n",
];

#[tokio::test]
async fn each_client_gets_the_protocol_it_asks_for() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    let ai_4 = ("user-agent", "ai-sdk/4.3.19 runtime/browser");
    let ai_5 = ("user-agent", "ai-sdk/5.0.277 runtime/node.js/22");
    let ai_7 = ("user-agent", "ai-sdk/7.0.173 mozilla/5.0 (x11; linux x86_64)");
    let events = ("accept", "text/event-stream");
    let [v1, ui, text] = ["v1", "ui", "text"];
    for (query, header, protocol) in [
        ("", ("accept", "*/*"), v1),
        ("", ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"), v1),
        ("?stream=v1", ai_7, v1),
        ("?stream=v1", events, v1),
        ("?stream=ui", ai_4, ui),
        ("?stream=text", ai_7, text),
        ("?stream=text", events, text),
        ("?other=ui", ("accept", "*/*"), v1),
        ("", events, ui),
        ("", ("accept", "application/json, text/event-stream;q=0.9"), ui),
        ("", ("x-vercel-ai-ui-message-stream", "v1"), ui),
        ("", ai_4, v1),
        ("", ai_5, ui),
        ("", ai_7, ui),
    ] {
        app.gemini.next(Answer::text(["# Send"]));
        let reply = asking(&ada, &job, query).header(header.0, header.1).send_and_read().await;
        let seen = match reply.text.as_bytes() {
            [b'f', b':', ..] => v1,
            [b'd', b'a', b't', b'a', ..] => ui,
            _ => text,
        };
        assert_eq!(seen, protocol, "{query} {header:?}: {}", reply.text);
    }
    for query in ["?stream=sse", "?stream=", "?stream=V1"] {
        let reply = asking(&ada, &job, query).send_and_read().await;
        assert_eq!(reply.sentence(), (400, "Unknown stream: use v1, ui or text"), "{query}");
    }
    app.ledger_is_sound().await;
}

/// Headers as they are sent, without those that differ each time.
fn headers(answer: &darasa_local::testing::test_app::Answer) -> Vec<String> {
    let varying = ["date", "server-timing", "x-request-id", "x-question-id", "x-stream-id"];
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !varying.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn a_question_for_ai_4_is_byte_for_byte_what_its_hook_accepts() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(DELTAS));

    let reply = ask(&ada, &job).await;

    assert_eq!(
        headers(&reply),
        [
            "cache-control: no-cache, no-transform",
            "content-type: text/plain; charset=utf-8",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "transfer-encoding: chunked",
            "x-accel-buffering: no",
            "x-content-type-options: nosniff",
            "x-difficulty: easy",
            "x-vercel-ai-data-stream: v1",
        ]
    );
    let id = reply.header("x-question-id");
    assert_eq!(reply.text, in_v1(id, &DELTAS));
    let golden = include_str!("../../../../core/tests/captures/minimal-v1-question.body");
    let golden = golden.replace("msg-1", &format!("msg-{}", &id.replace('-', "")[..24]));
    assert_eq!(reply.text, golden.replace("3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34", id));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_question_for_later_sdks_is_byte_for_byte_what_their_hooks_accept() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(DELTAS));

    let reply = asking(&ada, &job, "?stream=ui").send_and_read().await;

    assert_eq!(
        headers(&reply),
        [
            "cache-control: no-cache, no-transform",
            "content-type: text/event-stream",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "transfer-encoding: chunked",
            "x-accel-buffering: no",
            "x-content-type-options: nosniff",
            "x-difficulty: easy",
            "x-vercel-ai-ui-message-stream: v1",
        ]
    );
    let id = reply.header("x-question-id");
    assert_eq!(reply.text, in_ui(id, &DELTAS));
    let golden = include_str!("../../../../core/tests/captures/minimal-ui-question.body");
    assert_eq!(reply.text, golden.replace("3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34", id));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_question_as_text_is_the_question_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(DELTAS));

    let reply = asking(&ada, &job, "?stream=text").send_and_read().await;

    assert_eq!(
        headers(&reply),
        [
            "cache-control: no-cache, no-transform",
            "content-type: text/plain; charset=utf-8",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "transfer-encoding: chunked",
            "x-accel-buffering: no",
            "x-content-type-options: nosniff",
            "x-difficulty: easy",
        ]
    );
    assert_eq!(reply.text, DELTAS.concat());
    let id = reply.header("x-question-id");
    assert_eq!(app.count(&format!("select count(*) from questions where id = '{id}'")).await, 1);
    app.ledger_is_sound().await;
}

/// The model says no more before the client has what was said so far.
#[tokio::test]
async fn every_delta_is_passed_on_before_the_next_one_exists() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    for query in ["?stream=v1", "?stream=ui", "?stream=text"] {
        let mut answer = Answer::text(DELTAS);
        let mut gates = Vec::new();
        for spoken in 1..=DELTAS.len() - 1 {
            let (gated, gate) = answer.paused_after(spoken);
            (answer, gates) = (gated, [gates, vec![gate]].concat());
        }
        app.gemini.next(answer);

        let mut reply = asking(&ada, &job, query).send().await.unwrap();
        let (mut seen, mut chunks) = (String::new(), 0);
        for (delta, gate) in DELTAS.iter().zip(&gates) {
            let shown = match query {
                "?stream=v1" => format!("0:{}\n", json!(delta)),
                "?stream=ui" => delta_in_ui(delta),
                _ => (*delta).to_owned(),
            };
            while !seen.ends_with(&shown) {
                seen.push_str(std::str::from_utf8(&reply.chunk().await.unwrap().unwrap()).unwrap());
                chunks += 1;
            }
            gate.resume();
        }
        while let Some(chunk) = reply.chunk().await.unwrap() {
            seen.push_str(std::str::from_utf8(&chunk).unwrap());
            chunks += 1;
        }
        assert!(chunks >= 6, "{query}: {chunks} chunks");
        assert!(seen.contains("emoji"), "{query}: {seen}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_heartbeat_shows_life_while_the_model_is_silent() {
    let app = hasty(Pace { heartbeat: millis(20), ..Pace::default() }).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    for (query, heartbeat) in [("?stream=v1", "0:\"\"\n"), ("?stream=ui", ": keep-alive\n\n")] {
        let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
        app.gemini.next(answer);

        let mut reply = asking(&ada, &job, query).send().await.unwrap();
        let id = reply.headers()["x-question-id"].to_str().unwrap().to_owned();
        let mut seen = String::new();
        while seen.matches(heartbeat).count() < 3 {
            seen.push_str(std::str::from_utf8(&reply.chunk().await.unwrap().unwrap()).unwrap());
        }
        gate.resume();
        seen.push_str(&reply.text().await.unwrap());

        let whole = if query == "?stream=v1" { in_v1(&id, &["# Send", "?"]) } else { in_ui(&id, &["# Send", "?"]) };
        assert_eq!(without_repeats(&seen.replace(heartbeat, "")), whole);
    }
    app.ledger_is_sound().await;
}

/// Plain text has no bytes that mean nothing.
#[tokio::test]
async fn text_has_no_heartbeat() {
    let app = hasty(Pace { heartbeat: millis(10), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(["# Send", "?"]).pace(millis(100)));
    let started = Instant::now();

    let reply = asking(&ada, &job, "?stream=text").send_and_read().await;

    assert_eq!(reply.text, "# Send?");
    assert!(started.elapsed() >= millis(100), "there was time for heartbeats");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_character_that_postgres_would_not_take_is_left_out() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(["# Se\u{0}nd", "\u{0}", "?"]));

    let reply = asking(&ada, &job, "?stream=text").send_and_read().await;

    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "# Send?"));
    let listed = ada.get(&format!("/api/questions?jobInfoId={job}")).await.json();
    assert_eq!(listed["items"][0]["text"], "# Send?");
}
