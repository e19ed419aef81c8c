//! Streams that are read along while they are made, with a Redis and without.

use darasa_local::testing::time_limits::PATIENCE;
use tokio::time::timeout;

use super::*;

/// Reads until so much text has come.
async fn read_until(reply: &mut reqwest::Response, seen: &mut String, text: &str) {
    let reading = async {
        while !text_of(seen).ends_with(text) && !seen.ends_with(text) {
            let chunk = reply.chunk().await.expect("no cut").expect("no end before that");
            seen.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("{text:?} never came: {seen}"));
}

#[tokio::test]
async fn another_instance_reads_along_from_any_place_while_the_model_still_writes() {
    let redis = RedisServer::start().unwrap();
    let (_upstash, settings) = transports(&redis).await;
    for settings in settings {
        let app = TestApp::with(settings).await;
        let other = app.beside(with_redis(&redis)).await;
        let (ada, phone) = (app.person_with("ada", UNLIMITED), other.person_with("ada", UNLIMITED));
        let job = saved_job(&ada, "Acme").await;
        let (answer, gate) = Answer::text(["# naïve ☕ ", "👩🏽‍💻 ", "end"]).paused_after(2);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();
        let id = header(&first, "x-stream-id");

        let url = stream_url(&id, "/stream?stream=ui&from=3");
        let mut reply = phone.request(Method::GET, &url).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        let mut seen = String::new();
        read_until(&mut reply, &mut seen, "aïve ☕ 👩🏽‍💻 ").await;
        gate.resume();
        while let Some(chunk) = reply.chunk().await.unwrap() {
            seen.push_str(std::str::from_utf8(&chunk).unwrap());
        }

        assert_eq!(text_of(&seen), "aïve ☕ 👩🏽‍💻 end");
        assert!(!seen.contains("text-start"), "a tail is appended: {seen}");
        let last = format!("id: {}\n", units("# naïve ☕ 👩🏽‍💻 end"));
        assert!(seen.contains(&last) && seen.ends_with("data: [DONE]\n\n"), "{seen}");
        assert!(seen.contains(&header(&first, "x-question-id")), "{seen}");
        assert_eq!(text_of(&first.text().await.unwrap()), "# naïve ☕ 👩🏽‍💻 end");
        assert_eq!(app.gemini.received().len() + other.gemini.received().len(), 1);
        app.ledger_is_sound().await;
    }
}

#[tokio::test]
async fn without_a_redis_the_rest_comes_when_it_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
    app.gemini.next(answer);
    let first = asking(&ada, &job, None, "").send().await.unwrap();
    let url = stream_url(&header(&first, "x-stream-id"), "?stream=v1");
    let reply = ada.request(Method::GET, &url).send().await.unwrap();
    drop(first);
    gate.resume();

    let text = timeout(PATIENCE, reply.text()).await.unwrap().unwrap();

    assert!(text.starts_with("f:{\"messageId\":\"msg-") && text.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{text}");
    assert_eq!(text_of(&text), "# Send and Sync");
    assert!(text.contains("0:\"# Send and Sync\"\n"), "in one delta: {text}");
    app.ledger_is_sound().await;
}
