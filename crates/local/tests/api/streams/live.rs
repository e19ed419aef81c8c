//! Streams that are read along while they are made, with a Redis and without.

use darasa_core::{
    base::{env::Env, http_client::HttpClient},
    domain::generation::live_text::{LiveEnd, LiveState, LiveText, LiveTexts},
    storage::redis::Redis,
};
use darasa_local::testing::time_limits::PATIENCE;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::*;
use crate::NOTHING;

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

/// All of it, and whether it ended well.
async fn read_all(mut reply: reqwest::Response) -> (String, bool) {
    let mut seen = String::new();
    let reading = async {
        loop {
            match reply.chunk().await {
                Ok(Some(chunk)) => seen.push_str(std::str::from_utf8(&chunk).unwrap()),
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    };
    let whole = timeout(PATIENCE, reading).await.expect("a stream that never ends");
    (seen, whole)
}

async fn opened(person: &Person<'_>, id: &str, query: &str) -> reqwest::Response {
    let reply = person.request(Method::GET, &stream_url(id, query)).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    reply
}

/// Where this app keeps the live text of a receipt.
fn live_text(app: &TestApp, id: &str) -> LiveText {
    let mut env = Env::from_pairs(app.env()).unwrap();
    let settings = env.redis.as_mut().unwrap();
    settings.limit = PATIENCE;
    let redis = Redis::new(settings, HttpClient::default());
    LiveTexts::new(redis, &env.database.name()).of(Uuid::try_parse(id).unwrap(), 1)
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

        let mut reply = opened(&phone, &id, "/stream?stream=ui&from=3").await;
        let mut seen = String::new();
        read_until(&mut reply, &mut seen, "aïve ☕ 👩🏽‍💻 ").await;
        gate.resume();
        let (rest, whole) = read_all(reply).await;
        seen.push_str(&rest);

        assert!(whole && text_of(&seen) == "aïve ☕ 👩🏽‍💻 end", "{seen}");
        assert!(!seen.contains("text-start"), "a tail is appended: {seen}");
        let last = format!("id: {}\n", units("# naïve ☕ 👩🏽‍💻 end"));
        assert!(seen.contains(&last) && seen.ends_with("data: [DONE]\n\n"), "{seen}");
        assert!(seen.contains(&header(&first, "x-question-id")), "{seen}");
        assert_eq!(text_of(&first.text().await.unwrap()), "# naïve ☕ 👩🏽‍💻 end");
        assert_eq!(app.gemini.received().len() + other.gemini.received().len(), 1);
        app.ledger_is_sound().await;
    }
}

/// Within a pair, at letters of many bytes, and behind all that is there.
#[tokio::test]
async fn at_every_place_of_a_running_stream_the_rest_begins_there() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    let (before, after) = TEXT.split_at(TEXT.find(" \"x\"").unwrap());
    for from in 0..=units(TEXT) + 1 {
        let id = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
        let live = live_text(&app, &id);
        live.append(0, before).await.unwrap();
        let reply = opened(&ada, &id, &format!("?stream=text&from={from}")).await;
        live.append(before.len(), after).await.unwrap();
        live.finish(&LiveEnd { bytes: TEXT.len(), ..LiveEnd::new(LiveState::Done, None) }).await.unwrap();
        assert_eq!(read_all(reply).await, (tail(TEXT, from).to_owned(), true), "{from}");
    }
}

#[tokio::test]
async fn without_a_redis_the_rest_comes_when_it_is_stored() {
    let pace = Pace { heartbeat: ms(300), ..Pace::default() };
    let app = TestApp::with(hasty(pace)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
    app.gemini.next(answer);
    let first = asking(&ada, &job, None, "").send().await.unwrap();
    let mut reply = opened(&ada, &header(&first, "x-stream-id"), "?stream=v1").await;
    drop(first);
    let mut seen = String::new();
    while !seen.contains("0:\"\"\n") {
        seen.push_str(std::str::from_utf8(&reply.chunk().await.unwrap().expect("a heartbeat")).unwrap());
    }
    gate.resume();

    seen.push_str(&read_all(reply).await.0);

    assert!(seen.starts_with("f:{\"messageId\":\"msg-") && seen.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{seen}");
    assert!(seen.contains("0:\"# Send and Sync\"\n"), "in one delta: {seen}");
    app.ledger_is_sound().await;
}

/// Where every look at Postgres hangs, a client still hears that its stream is alive.
#[tokio::test]
async fn while_postgres_is_silent_a_reader_has_its_heartbeats() {
    let pace = Pace { heartbeat: ms(200), ..Pace::default() };
    let (app, proxy) = TestApp::behind_a_proxy(hasty(pace)).await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    let id = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
    let mut reply = opened(&ada, &id, "?stream=v1").await;
    proxy.swallow();
    // By then it has been asked, and not answered.
    let (asked_by, until) = (Instant::now() + ms(1_500), Instant::now() + ms(3_000));
    let mut beats = 0;
    while let Ok(chunk) = tokio::time::timeout_at(until, reply.chunk()).await {
        let chunk = chunk.unwrap().expect("no end");
        beats += usize::from(Instant::now() > asked_by && chunk.windows(5).any(|bytes| bytes == b"0:\"\"\n"));
    }
    assert!(beats >= 3, "{beats} in a second and a half");
    proxy.pass();
}

/// Whoever reads along goes on with what is stored, and the first reader notices nothing.
#[tokio::test]
async fn a_redis_that_dies_in_mid_stream_costs_nobody_a_letter() {
    let mut redis = RedisServer::start().unwrap();
    for comes_back in [false, true] {
        redis.restart().unwrap();
        let app = TestApp::with(Settings { redis_limit: ms(500), ..with_redis(&redis) }).await;
        let ada = app.person_with("ada", UNLIMITED);
        let job = saved_job(&ada, "Acme").await;
        let words: Vec<String> = (0..40).map(|nth| format!("naïve 🦀 {nth} ")).collect();
        let (answer, gate) = Answer::text(words.clone()).pace(ms(30)).paused_after(3);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();
        let mut reply = opened(&ada, &header(&first, "x-stream-id"), "?stream=v1").await;
        let mut seen = String::new();
        read_until(&mut reply, &mut seen, "🦀 2 ").await;

        if comes_back {
            redis.restart().unwrap()
        } else {
            redis.kill()
        }
        gate.resume();
        let late = opened(&ada, &header(&first, "x-stream-id"), "?stream=v1").await;

        let whole = words.concat();
        let (rest, ended) = read_all(reply).await;
        seen.push_str(&rest);
        assert!(ended && text_of(&seen) == whole, "{comes_back}: {seen}");
        assert_eq!(text_of(&read_all(late).await.0), whole, "{comes_back}");
        assert_eq!(text_of(&first.text().await.unwrap()), whole, "{comes_back}");
        app.ledger_is_sound().await;
    }
}

/// A command that was done although nobody heard of it may be sent again, or come late.
#[tokio::test]
async fn a_piece_that_is_appended_twice_or_too_late_leaves_no_gap() {
    let redis = RedisServer::start().unwrap();
    let (_upstash, settings) = transports(&redis).await;
    for settings in settings {
        let app = TestApp::with(settings).await;
        let live = live_text(&app, NOTHING);
        live.append(0, "naïve ").await.unwrap();
        live.append(7, "☕ ").await.unwrap();
        for (before, text) in [(7, "☕ "), (0, "naïve "), (100, "gap")] {
            assert!(live.append(before, text).await.is_err(), "{before}");
            assert_eq!(live.read_from(0).await.unwrap(), ("naïve ☕ ".to_owned(), None));
        }
        live.remove().await.unwrap();
        assert!(live.append(11, "end").await.is_err(), "what comes late begins nothing");
        assert_eq!(live.read_from(0).await.unwrap(), (String::new(), None));
    }
}

#[tokio::test]
async fn a_writer_whose_text_is_not_as_long_as_it_knows_writes_no_more() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
    app.gemini.next(answer);
    let first = asking(&ada, &job, None, "").send().await.unwrap();
    let id = header(&first, "x-stream-id");
    let mut reply = opened(&ada, &id, "?stream=text").await;
    let mut seen = String::new();
    read_until(&mut reply, &mut seen, "# Send ").await;
    let live = live_text(&app, &id);

    live.remove().await.unwrap();
    gate.resume();

    seen.push_str(&read_all(reply).await.0);
    assert_eq!(seen, "# Send and Sync");
    assert_eq!(first.text().await.map(|text| text_of(&text)).unwrap(), "# Send and Sync");
    assert_eq!(live.read_from(0).await.unwrap(), (String::new(), None), "nothing is left there");
}

#[tokio::test]
async fn a_reader_slower_than_the_writer_misses_nothing() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let words: Vec<String> = (0..400).map(|nth| format!("{nth} {} ", "naïve 🦀 ".repeat(10))).collect();
    let (answer, gate) = Answer::text(words.clone()).pace(ms(2)).paused_after(1);
    app.gemini.next(answer);
    let first = asking(&ada, &job, None, "?stream=text").send().await.unwrap();
    let mut reply = opened(&ada, &header(&first, "x-stream-id"), "?stream=text").await;
    gate.resume();
    assert_eq!(first.text().await.unwrap(), words.concat());

    let mut bytes = Vec::new();
    while let Some(chunk) = reply.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
        sleep(ms(20)).await;
    }
    assert!(bytes == words.concat().into_bytes(), "{} bytes", bytes.len());
}

/// Its receipt is still open, and nobody writes any more.
#[tokio::test]
async fn a_generator_that_died_breaks_its_readers_and_lapses() {
    let redis = RedisServer::start().unwrap();
    let soon = Pace { to_first_token: ms(1_500), heartbeat: ms(500), in_all: ms(6_000), ..Pace::default() };
    for (with_redis, after) in [(Some(with_redis(&redis)), 2), (None, 6)] {
        let app = TestApp::with(Settings { pace: soon, ..with_redis.unwrap_or_default() }).await;
        let ada = app.person_with("ada", UNLIMITED);
        saved_job(&ada, "Acme").await;
        let id = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
        let mut expected = String::new();
        if after == 2 {
            live_text(&app, &id).append(0, "# Se").await.unwrap();
            expected.push_str("# Se");
        }
        let began = Instant::now();

        assert_eq!(read_all(opened(&ada, &id, "?stream=text").await).await, (expected, false));

        assert!(began.elapsed() >= Duration::from_secs(after), "{:?}", began.elapsed());
        app.sql().await.execute("update usage set expires_at = now() - interval '1 second'", &[]).await.unwrap();
        let failed = ada.get(&stream_url(&id, "?stream=v1")).await;
        assert!(failed.text.contains("3:\"The model failed.\"\n"), "{}", failed.text);
    }
}

#[tokio::test]
async fn a_reader_breaks_when_its_time_is_over_and_may_come_again() {
    let redis = RedisServer::start().unwrap();
    let pace = Pace { in_all: ms(2_000), ..Pace::default() };
    let app = TestApp::with(Settings { pace, ..with_redis(&redis) }).await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    let id = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
    let live = live_text(&app, &id);
    live.append(0, "# Se").await.unwrap();
    assert_eq!(read_all(opened(&ada, &id, "?stream=text").await).await, ("# Se".to_owned(), false));

    live.append(4, "nd").await.unwrap();
    live.finish(&LiveEnd { bytes: 6, ..LiveEnd::new(LiveState::Done, None) }).await.unwrap();

    assert_eq!(read_all(opened(&ada, &id, "?stream=text&from=4").await).await, ("nd".to_owned(), true));
}

#[tokio::test]
async fn those_who_read_along_are_told_that_the_model_failed() {
    let redis = RedisServer::start().unwrap();
    for settings in [with_redis(&redis), Settings::default()] {
        let app = TestApp::with(settings).await;
        let ada = app.person_with("ada", UNLIMITED);
        let job = saved_job(&ada, "Acme").await;
        for (query, end) in [
            ("?stream=v1", "3:\"The model failed.\"\nd:{\"finishReason\":\"error\"}\n"),
            ("?stream=ui", "data: {\"type\":\"error\",\"errorText\":\"The model failed.\"}\n\ndata: [DONE]\n\n"),
            ("?stream=text", ""),
        ] {
            let (answer, gate) = Answer::text(["# Send ", "and "]).unfinished().paused_after(1);
            app.gemini.next(answer);
            let first = asking(&ada, &job, None, query).send().await.unwrap();
            let reply = opened(&ada, &header(&first, "x-stream-id"), query).await;
            gate.resume();
            let (text, whole) = read_all(reply).await;
            assert!(text.ends_with(end) && whole != end.is_empty(), "{query}: {text}");
        }
        app.until("select count(*) = 3 from usage where state = 'released'").await;
        app.ledger_is_sound().await;
    }
}

/// What is stored does not say so, but whoever reads along hears what its client hears.
#[tokio::test]
async fn those_who_read_along_are_told_that_the_model_cut_its_text() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send ".repeat(30), "and".to_owned()]).finish("SAFETY").paused_after(1);
    app.gemini.next(answer);
    let first = asking(&ada, &job, None, "?stream=v1").send().await.unwrap();
    let id = header(&first, "x-stream-id");
    let reply = opened(&ada, &id, "?stream=v1").await;
    gate.resume();

    let cut = "d:{\"finishReason\":\"length\"}\n";
    let (seen, _) = read_all(reply).await;
    let first = first.text().await.unwrap();
    assert!(seen.ends_with(cut) && first.ends_with(cut), "{seen}\n{first}");
    assert!(ada.get(&stream_url(&id, "?stream=v1")).await.text.ends_with("d:{\"finishReason\":\"stop\"}\n"));
}

/// What an attempt left behind is no beginning of the next one's text.
#[tokio::test]
async fn a_text_that_is_made_anew_begins_anew() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(&redis)).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Old ", "words "]).unfinished());
    let failed = asking(&ada, &job, Some("k"), "?stream=v1").send_and_read().await;
    assert!(failed.text.contains("3:\"The model failed.\""), "{}", failed.text);
    let (answer, gate) = Answer::text(["# New ", "words"]).paused_after(1);
    app.gemini.next(answer);

    let first = asking(&ada, &job, Some("k"), "?stream=text").send().await.unwrap();
    assert_eq!(header(&first, "x-stream-id"), failed.header("x-stream-id"));
    let mut reply = opened(&ada, failed.header("x-stream-id"), "?stream=text").await;
    let mut seen = String::new();
    read_until(&mut reply, &mut seen, "# New ").await;
    gate.resume();

    assert_eq!(seen + &read_all(reply).await.0, "# New words");
}

/// Her erasure stops the model, and what it may still say is written nowhere.
#[tokio::test]
async fn whoever_is_erased_is_written_for_no_longer() {
    let redis = RedisServer::start().unwrap();
    let (_upstash, settings) = transports(&redis).await;
    for settings in settings {
        let app = TestApp::with(settings).await;
        let ada = app.person_with("ada", UNLIMITED);
        let job = saved_job(&ada, "Acme").await;
        let (answer, _gate) = Answer::text(["# Send ", "and Sync"]).paused_after(1);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();
        let id = header(&first, "x-stream-id");
        let live = live_text(&app, &id);
        let begun = async {
            while live.read_from(0).await.unwrap().0.is_empty() {
                tokio::time::sleep(ms(20)).await;
            }
        };
        timeout(PATIENCE, begun).await.unwrap();

        let erased = ada.request(Method::DELETE, "/api/users/me").json(&json!({ "confirm": "user_ada" }));
        assert_eq!(erased.send_and_read().await.status, 202);

        timeout(PATIENCE, first.text()).await.expect("an end of the stream").ok();
        app.until("select count(*) = 0 from erasures where done_at is null").await;
        assert_eq!(app.gemini.aborted(), 1, "the model is not listened to any longer");
        assert!(!live.append(0, "late").await.unwrap());
        live.finish(&LiveEnd { bytes: 4, ..LiveEnd::new(LiveState::Done, None) }).await.unwrap();
        live.stop().await.unwrap();
        assert!(!live.append(0, "later").await.unwrap(), "a stop by hand is no leave to write");
        assert_eq!(live.read_from(0).await.unwrap(), (String::new(), None));
    }
}
