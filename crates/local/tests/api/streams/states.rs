//! States of a stream: what it is answered with, by what became of it.

use darasa_core::domain::generation::streams;

use super::*;
use crate::{NOTHING, path_of, resumes};

async fn status(person: &Person<'_>, id: &str, query: &str) -> u16 {
    person.get(&stream_url(id, query)).await.status.as_u16()
}

#[tokio::test]
async fn a_stored_question_is_read_again_from_every_place() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let asked = asked(&app, &ada, &job, TEXT).await;
    let (id, question) = (asked.header("x-stream-id"), asked.header("x-question-id"));

    for from in 0..=units(TEXT) + 1 {
        // Each stream may be read six times a minute.
        let id = if from == 0 { id.to_owned() } else { receipt(&app, "question", question, SETTLED).await };
        let reply = ada.get(&stream_url(&id, &format!("?stream=text&from={from}"))).await;
        let rest = tail(TEXT, from);
        let status = if rest.is_empty() { 204 } else { 200 };
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (status, rest), "{from}");
        if status == 200 {
            assert_eq!((reply.header("x-stream-id"), reply.header("x-question-id")), (&*id, question));
        }
    }
    assert_eq!(app.gemini.received().len(), 1);
}

#[tokio::test]
async fn in_each_protocol_a_stream_has_its_opening_its_rest_in_one_delta_its_data_and_its_end() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let asked = asked(&app, &ada, &job, TEXT).await;
    let (id, question) = (asked.header("x-stream-id"), asked.header("x-question-id"));
    let message = format!("msg-{}", &question.replace('-', "")[..24]);
    let data = json!({ "questionId": question });
    let event = |json: Value| format!("data: {json}\n\n");
    let text = |from: usize| json!(tail(TEXT, from));
    let delta = |from: usize| {
        format!("id: {}\ndata: {{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":{}}}\n\n", units(TEXT), tail_json(from))
    };
    let end = [
        event(json!({ "type": "text-end", "id": "0" })),
        event(json!({ "type": "data-question", "data": data })),
        event(json!({ "type": "finish" })),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat();
    let start = format!(
        "data: {{\"type\":\"start\",\"messageId\":\"{message}\"}}\n\ndata: {{\"type\":\"text-start\",\"id\":\"0\"}}\n\n"
    );
    let v1_end =
        format!("2:[{data}]\ne:{{\"finishReason\":\"stop\",\"isContinued\":false}}\nd:{{\"finishReason\":\"stop\"}}\n");
    for (query, expected) in [
        ("?stream=ui", format!("{start}{}{end}", delta(0))),
        ("?stream=ui&from=9", format!("{}{end}", delta(9))),
        ("?stream=v1", format!("f:{{\"messageId\":\"{message}\"}}\n0:{}\n{v1_end}", text(0))),
        ("/stream?stream=v1&from=9", format!("0:{}\n{v1_end}", text(9))),
        ("/stream?stream=text", TEXT.to_owned()),
    ] {
        assert_eq!(ada.get(&stream_url(id, query)).await.text, expected, "{query}");
    }
}

fn tail_json(from: usize) -> String {
    json!(tail(TEXT, from)).to_string()
}

/// Every kind of text, with the data of its last part.
#[tokio::test]
async fn each_kind_of_text_is_read_again_with_its_data() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "2")]).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let question = asked(&app, &ada, &job, TEXT).await.header("x-question-id").to_owned();
    let interview = ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.header("location").to_owned();
    let id = interview.rsplit('/').next().unwrap();
    let reply = format!("{interview}/reply");
    let turn = |turn: i32, state: &str| json!({ "interviewId": id, "turn": turn, "state": state });
    for (path, body, data) in [
        ("/api/ai/questions/generate-feedback", json!({ "prompt": "Yes.", "questionId": question }), None),
        (&*reply, json!({ "prompt": "Hello" }), Some(("turn", turn(1, "active")))),
        (&*reply, json!({ "prompt": "Bye" }), Some(("turn", turn(2, "finished")))),
        (
            "/api/ai/interviews/generate-feedback",
            json!({ "interviewId": id }),
            Some(("feedback", json!({ "interviewId": id }))),
        ),
    ] {
        app.gemini.next(Answer::text(["## 🦀 ", "said."]));
        let made = ada.post(&format!("{path}?stream=ui"), body).await;
        assert_eq!(text_of(&made.text), "## 🦀 said.", "{path}: {}", made.text);

        let read = ada.get(&stream_url(made.header("x-stream-id"), "?stream=ui&from=5")).await;

        assert_eq!(text_of(&read.text), " said.", "{path}: {}", read.text);
        let part = data.map(|(name, data)| format!("data: {{\"type\":\"data-{name}\",\"data\":{data}}}\n\n"));
        let end = format!(
            "data: {{\"type\":\"text-end\",\"id\":\"0\"}}\n\n{}data: {{\"type\":\"finish\"}}\n\ndata: [DONE]\n\n",
            part.unwrap_or_default()
        );
        assert!(read.text.ends_with(&end), "{path}: {}", read.text);
        assert!(made.text.ends_with(&end), "as it was at first: {path}: {}", made.text);
    }
}

/// A place in what was streamed is a place in what is stored, whatever the model writes between its words.
#[tokio::test]
async fn an_analysis_is_stored_as_it_was_streamed() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let said = serde_json::to_string_pretty(&resumes::analysis()).unwrap();
    let said = said.replace("Numbers", "\\ud83d\\ude00 \\ud83d na\\u00efve 🦀").replacen(": 7.5", " :\t7.50", 1);
    app.gemini.next(Answer::text([format!("Here:\n```json\n{said}\n```")]));

    let made = resumes::upload(&ada, &job, resumes::TEXT.as_bytes()).await;
    assert_eq!((made.status.as_u16(), made.text.as_str()), (200, said.as_str()));

    let id = made.header("x-stream-id");
    for from in [0, 1, units(&said) / 2, units(&said) - 1] {
        let read = ada.get(&stream_url(id, &format!("?stream=ui&from={from}"))).await;
        assert_eq!((read.status.as_u16(), read.text.as_str()), (200, tail(&said, from)), "{from}");
        assert_eq!(read.header("content-type"), "text/plain; charset=utf-8");
    }
    assert_eq!(status(&ada, id, &format!("?from={}", units(&said))).await, 204);
    let listed = ada.get(&format!("{}/analyses", path_of(&job))).await;
    let name = &listed.json()["items"][0]["ats"]["feedback"][0]["name"];
    assert_eq!(name, "😀 \u{fffd} naïve 🦀", "{}", listed.text);
    let again = resumes::upload(&ada, &job, resumes::TEXT.as_bytes()).await;
    assert_eq!((again.header("x-replayed"), again.text.as_str()), ("true", said.as_str()));
    assert_eq!(again.header("x-stream-id"), id);
}

#[tokio::test]
async fn what_is_not_ones_own_is_quiet_and_asks_redis_nothing() {
    let redis = RedisServer::start().unwrap();
    let upstash = UpstashEmulator::before(&redis.url()).await.unwrap();
    let env = upstash.env().map(|(name, value)| (name, value)).into();
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let job = saved_job(&ada, "Acme").await;
    let asked = asked(&app, &ada, &job, TEXT).await;
    let stored = asked.header("x-stream-id").to_owned();
    saved_job(&bob, "Globex").await;
    let running = receipt(&app, "question", NOTHING, "state = 'reserved'").await;
    let interview = receipt(&app, "interview", NOTHING, "state = 'reserved'").await;
    let before = upstash.received().len();

    for id in [&*stored, &*running, NOTHING, "nonsense", "%00", &stored.to_uppercase()] {
        for path in ["", "/stream", "?from=3"] {
            let reply = bob.get(&stream_url(id, path)).await;
            assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""), "{id}{path}");
        }
        assert_eq!(bob.delete(&stream_url(id, "")).await.status, 204);
    }
    assert_eq!(status(&ada, &interview, "").await, 204, "an interview is no text");
    assert_eq!(status(&app.person("grace"), &stored, "").await, 204, "whom nobody has met");

    assert_eq!(upstash.received().len(), before);
    assert_eq!(status(&ada, &stored, "").await, 200);
}

#[tokio::test]
async fn what_failed_is_told_for_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    for (is, over) in [
        ("state = 'released', released_at = now() - interval '{}'", true),
        ("state = 'released', reserved_at = now() - interval '{}'", true),
        ("expires_at = now() - interval '{}'", true),
        ("state = 'settled', unstored = true, settled_at = now() - interval '{}'", true),
        ("state = 'settled', settled_at = now() - interval '{}'", false),
    ] {
        for (ago, told) in [("1 second", over), ("14 minutes 55 seconds", over), ("15 minutes 1 second", false)] {
            let id = receipt(&app, "answer_feedback", NOTHING, &is.replace("{}", ago)).await;
            let ui = ada.get(&stream_url(&id, "?stream=ui&from=7")).await;
            if !told {
                assert_eq!((ui.status.as_u16(), ui.text.as_str()), (204, ""), "{is} {ago}");
                continue;
            }
            let error = "data: {\"type\":\"error\",\"errorText\":\"The model failed.\"}\n\ndata: [DONE]\n\n";
            assert_eq!((ui.status.as_u16(), ui.text.as_str()), (200, error), "{is} {ago}");
            let v1 = ada.get(&stream_url(&id, "?stream=v1&from=7")).await;
            assert_eq!(v1.text, "3:\"The model failed.\"\nd:{\"finishReason\":\"error\"}\n", "{is} {ago}");
            let text = ada.request(Method::GET, &stream_url(&id, "?stream=text")).send().await.unwrap();
            assert_eq!(text.status(), 200);
            assert!(text.text().await.is_err(), "bare text breaks: {is} {ago}");
        }
    }
    let object =
        receipt(&app, "resume_analysis", NOTHING, "state = 'settled', unstored = true, settled_at = now()").await;
    let object = ada.request(Method::GET, &stream_url(&object, "?stream=ui")).send().await.unwrap();
    assert!(object.text().await.is_err(), "and so does an object");
}

#[tokio::test]
async fn feedback_that_was_replaced_is_no_longer_its_receipts() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "2")]).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let interview = ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.header("location").to_owned();
    for words in ["", "Bye."] {
        ada.post(&format!("{interview}/reply"), json!({ "prompt": words })).await;
    }
    let judge = async |text: &str, key: &str| {
        app.gemini.next(Answer::text([text]));
        let body = json!({ "interviewId": interview.rsplit('/').next().unwrap(), "regenerate": true });
        let request = ada.request(Method::POST, "/api/ai/interviews/generate-feedback?stream=text").json(&body);
        let reply = request.header("idempotency-key", key).send_and_read().await;
        (reply.text.clone(), reply.header("x-stream-id").to_owned())
    };
    let (_, first) = judge("# First", "one").await;
    assert_eq!(status(&ada, &first, "").await, 200);

    let (_, second) = judge("# Second", "two").await;

    assert_eq!(status(&ada, &first, "").await, 204);
    assert_eq!(ada.get(&stream_url(&second, "?stream=text")).await.text, "# Second");
    let calls = app.gemini.received().len();
    assert_eq!(judge("# Third", "one").await, ("# Second".to_owned(), second), "what there is now");
    assert_eq!(app.gemini.received().len(), calls);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_place_is_a_whole_number_and_the_one_of_the_header_wins() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let asked = asked(&app, &ada, &job, TEXT).await;
    let id = asked.header("x-stream-id");
    let read = |query: &str, seen: Option<&str>| {
        let request = ada.request(Method::GET, &stream_url(id, query));
        seen.into_iter().fold(request, |request, seen| request.header("last-event-id", seen)).send_and_read()
    };
    for query in
        ["?from=-1", "?from=1.5", "?from=x", "?from=", "?from=1000001", "?from=99999999999999999999", "?from=0x1"]
    {
        assert_eq!(read(query, None).await.sentence(), (400, "Invalid request"), "{query}");
        let json = ada.request(Method::GET, &stream_url(id, query)).header("accept", "application/json");
        let wrong = json.send_and_read().await;
        assert_eq!(wrong.json()["errors"][0]["pointer"], "?from", "{}", wrong.text);
    }
    for seen in ["", "x", "-1", "1000001"] {
        assert_eq!(read("?from=0", Some(seen)).await.sentence(), (400, "Invalid request"), "{seen:?}");
    }
    assert_eq!(read("?stream=sse", None).await.sentence(), (400, "Unknown stream: use v1, ui or text"));
    assert_eq!(read("?from=1000000", None).await.status, 204);
    assert_eq!(read("?from=0", Some("1000000")).await.status, 204);
    assert_eq!(read("?stream=text&from=2", Some("9")).await.text, tail(TEXT, 9));
    assert_eq!(read("?stream=text", Some("0")).await.text, TEXT);
}

#[tokio::test]
async fn a_stream_is_read_six_times_a_minute_and_another_one_too() {
    let redis = RedisServer::start().unwrap();
    for settings in [Settings::default(), with_redis(&redis)] {
        let counts_for_all = !settings.env.is_empty();
        let app = TestApp::with(settings).await;
        let other = app.beside(if counts_for_all { with_redis(&redis) } else { Settings::default() }).await;
        let (ada, phone) = (app.person_with("ada", UNLIMITED), other.person_with("ada", UNLIMITED));
        let job = saved_job(&ada, "Acme").await;
        let (one, another) = (asked(&app, &ada, &job, TEXT).await, asked(&app, &ada, &job, TEXT).await);
        for nth in 1..=6 {
            let path = if nth % 2 == 0 { "/stream" } else { "" };
            assert_eq!(status(&ada, one.header("x-stream-id"), path).await, 200, "{nth}");
            assert_eq!(status(&ada, one.header("x-stream-id"), "?from=900").await, 204, "nothing is read there");
        }
        let refused = ada.get(&stream_url(one.header("x-stream-id"), "")).await;
        assert_eq!(refused.sentence(), (429, "RATE_LIMIT"));
        let wait: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=120).contains(&wait), "{wait}");
        assert_eq!(status(&ada, another.header("x-stream-id"), "").await, 200);
        let elsewhere = if counts_for_all { 429 } else { 200 };
        assert_eq!(status(&phone, one.header("x-stream-id"), "").await, elsewhere);
        assert_eq!(app.count("select count(*) from rate_limits").await, 0, "a reader writes nothing to Postgres");
    }
}

/// However much there is, and of whatever kind: no table is read from its beginning to its end.
#[tokio::test]
async fn a_stream_is_found_by_keys_alone() {
    const FILL: &str = "
    insert into users (id) values ('user_bob');
    insert into job_infos (id, user_id, name, experience_level, description)
        select md5(n::text)::uuid, 'user_bob', 'Acme', 'senior', 'Rust' from generate_series(1, 200) n;
    insert into interviews (id, job_info_id, receipt_id) select id, id, id from job_infos;
    insert into utterances (interview_id, seq, speaker, text, at_ms, receipt_id)
        select i.id, n, 'interviewer', 'Hello', 0, i.id from interviews i, generate_series(0, 99) n;
    insert into questions (id, job_info_id, text, difficulty, model)
        select md5(j.id::text || n)::uuid, j.id, 'Why?', 'easy', 'm' from job_infos j, generate_series(1, 50) n;
    insert into answers (id, question_id, text, feedback, model) select id, id, 'So.', 'Good', 'm' from questions;
    insert into usage (id, user_id, kind, subject_id, expires_at) select id, 'user_bob', 'question', id, now() from questions;
    analyze";
    let app = TestApp::start().await;
    let sql = app.sql().await;
    sql.batch_execute(FILL).await.unwrap();
    let find = format!("prepare found as {}; set plan_cache_mode = force_generic_plan", streams::FIND);
    sql.batch_execute(&find).await.unwrap();

    let explained = format!("explain execute found ('user_bob', '{NOTHING}')");
    let rows = sql.query(&explained, &[]).await.unwrap();

    let plan = rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n");
    for table in ["usage", "questions", "answers", "interviews", "utterances"] {
        assert!(!plan.contains(&format!("Seq Scan on {table}")), "{plan}");
    }
}
