//! Streams that are stopped.

use darasa_local::testing::time_limits::PATIENCE;
use tokio::time::timeout;

use super::*;
use crate::{NOTHING, resumes};

/// The end of a stream that was stopped, for ai 4.
const STOPPED: &str =
    "2:[{\"stopped\":true}]\ne:{\"finishReason\":\"stop\",\"isContinued\":false}\nd:{\"finishReason\":\"stop\"}\n";

async fn stop(person: &Person<'_>, id: &str) {
    let stopped = person.delete(&stream_url(id, "")).await;
    assert_eq!((stopped.status.as_u16(), stopped.text.as_str()), (204, ""));
}

async fn all(reply: reqwest::Response) -> String {
    timeout(PATIENCE, reply.text()).await.expect("an end").expect("a good one")
}

#[tokio::test]
async fn a_stream_that_is_stopped_ends_well_and_its_first_words_cost_nothing() {
    let redis = RedisServer::start().unwrap();
    let (_upstash, settings) = transports(&redis).await;
    for settings in settings {
        let app = TestApp::with(settings).await;
        let other = app.beside(with_redis(&redis)).await;
        let (ada, phone) = (app.person_with("ada", UNLIMITED), other.person_with("ada", UNLIMITED));
        let job = saved_job(&ada, "Acme").await;
        let (answer, _gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();
        let id = header(&first, "x-stream-id");
        let reader = ada.request(Method::GET, &stream_url(&id, "?stream=v1")).send().await.unwrap();

        stop(&phone, &id).await;

        for text in [all(first).await, all(reader).await] {
            assert!(text.ends_with(STOPPED) && !text.contains("questionId"), "{text}");
        }
        app.until("select count(*) = 1 from usage where state = 'released'").await;
        assert_eq!(app.count("select count(*) from questions").await, 0);
        assert_eq!(app.gemini.aborted(), 1, "the model is not listened to any longer");
        let again = ada.get(&stream_url(&id, "?stream=v1&from=7")).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (200, STOPPED));
        app.ledger_is_sound().await;
    }
}

#[tokio::test]
async fn of_two_hundred_characters_the_text_is_stored_and_settled() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    for length in [199, 200, 201] {
        let text = "ï".repeat(length);
        let (answer, _gate) = Answer::text([&*text, "more"]).paused_after(1);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();
        let id = header(&first, "x-stream-id");
        stop(&ada, &id).await;

        let seen = all(first).await;

        assert!(seen.ends_with(STOPPED) && text_of(&seen) == text, "{seen}");
        let state = if length < 200 { "released" } else { "settled" };
        app.until(&format!("select state = '{state}' from usage where id = '{id}'")).await;
        let stored = format!("select count(*) from questions where length(text) = {length}");
        assert_eq!(app.count(&stored).await, i64::from(length >= 200), "{length}");
        if length >= 200 {
            assert_eq!(ada.get(&stream_url(&id, "?stream=text")).await.text, text);
        }
    }
    app.ledger_is_sound().await;
}

/// Only whoever has the same key knows the stream by then.
#[tokio::test]
async fn a_stream_may_be_stopped_before_its_first_word() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send"]).paused_after(0);
    app.gemini.next(answer);
    let first = tokio::spawn(asking(&ada, &job, Some("k"), "").send());
    timeout(PATIENCE, gate.reached()).await.unwrap();
    let again = asking(&ada, &job, Some("k"), "").send().await.unwrap();

    stop(&ada, &header(&again, "x-stream-id")).await;

    let first = timeout(PATIENCE, first).await.unwrap().unwrap().unwrap();
    assert_eq!(first.status(), 200);
    for text in [all(first).await, all(again).await] {
        assert!(text.starts_with("f:") && text.ends_with(STOPPED) && text_of(&text).is_empty(), "{text}");
    }
    app.until("select count(*) = 1 from usage where state = 'released'").await;
    app.ledger_is_sound().await;
}

/// Half an object is no analysis, and one that was shown in substance is paid.
#[tokio::test]
async fn an_analysis_that_is_stopped_is_not_stored_and_paid_when_it_was_shown() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let said = resumes::analysis().to_string();
    for (end, state) in [(said.find("\"ats\"").unwrap(), "released"), (said.find("\"jobMatch\"").unwrap(), "settled")] {
        let (answer, _gate) = Answer::text([&said[..end], &said[end..]]).paused_after(1);
        app.gemini.next(answer);
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"jobInfoId\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: \
            form-data; name=\"resumeFile\"; filename=\"a.txt\"\r\n\r\n{}\r\n--x--\r\n",
            job["id"].as_str().unwrap(),
            resumes::TEXT
        );
        let request = ada.request(Method::POST, "/api/ai/resumes/analyze").body(form);
        let first = request.header("content-type", "multipart/form-data; boundary=x").send().await.unwrap();
        let id = header(&first, "x-stream-id");
        stop(&ada, &id).await;

        assert_eq!(all(first).await, said[..end]);

        app.until(&format!("select state = '{state}' from usage where id = '{id}'")).await;
    }
    assert_eq!(app.count("select count(*) from resume_analyses").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_is_over_or_nobodys_stays_as_it_is() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let job = saved_job(&ada, "Acme").await;
    let over = asked(&app, &ada, &job, TEXT).await.header("x-stream-id").to_owned();
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
    app.gemini.next(answer);
    let running = asking(&ada, &job, None, "?stream=text").send().await.unwrap();
    for id in [&*over, NOTHING, "nonsense"] {
        stop(&ada, id).await;
    }
    stop(&bob, &header(&running, "x-stream-id")).await;
    tokio::time::sleep(ms(1_500)).await;
    gate.resume();

    assert_eq!(all(running).await, "# Send and Sync");
    assert_eq!(ada.get(&stream_url(&over, "?stream=text")).await.text, TEXT);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn without_a_redis_nothing_can_be_stopped() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let id = asked(&app, &ada, &job, TEXT).await.header("x-stream-id").to_owned();
    assert_eq!(ada.delete(&stream_url(&id, "")).await.sentence(), (409, "stop-unavailable"));

    let mut redis = RedisServer::start().unwrap();
    let app = TestApp::with(Settings { redis_limit: ms(500), ..with_redis(&redis) }).await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    let running = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
    redis.kill();
    let away = ada.delete(&stream_url(&running, "")).await;
    assert_eq!((away.sentence(), away.header("retry-after")), ((503, "unavailable"), "1"));
}
