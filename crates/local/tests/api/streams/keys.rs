//! Streams under an `Idempotency-Key`: sent twice, made and paid once.

use std::collections::BTreeSet;

use darasa_local::{emulators::gemini::ApiError, testing::time_limits::PATIENCE};
use futures_util::future::join_all;
use tokio::time::timeout;

use super::*;
use crate::{delete_account, path_of, resumes};

/// What the question of a key costs and makes, however often it is asked for.
async fn one_question_is_paid(app: &TestApp) {
    for count in [
        "select count(*) from usage where state = 'settled'",
        "select count(*) from usage",
        "select count(*) from questions",
    ] {
        assert_eq!(app.count(count).await, 1, "{count}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_question_asked_for_twice_is_made_and_paid_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Send\n\n", "What does ", "Send mean?"]));
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    assert_eq!((first.status.as_u16(), first.header("idempotency-replayed")), (200, ""), "{}", first.text);

    for (key, query) in [("k", ""), ("\"k\"", ""), ("k", "?stream=v1"), ("k", "?stream=ui")] {
        let again = asking(&ada, &job, Some(key), query).send_and_read().await;
        assert_eq!((again.status.as_u16(), text_of(&again.text)), (200, text_of(&first.text)));
        for name in ["x-stream-id", "x-question-id"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert!(!again.text.contains("id: "), "its bytes are those of any other: {}", again.text);
    }
    assert_eq!(app.gemini.received().len(), 1);
    one_question_is_paid(&app).await;
}

#[tokio::test]
async fn a_key_costs_the_first_request_no_query_and_the_second_one() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let trips = async |key: Option<&str>| {
        let before = proxy.round_trips();
        let reply = asking(&ada, &job, key, "").send_and_read().await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        (proxy.round_trips() - before, reply.header("x-stream-id").to_owned())
    };
    // What a statement takes once on a connection.
    trips(Some("warm")).await;
    trips(Some("warm")).await;
    let (without, _) = trips(None).await;

    let (first, id) = trips(Some("k")).await;
    let (again, _) = trips(Some("k")).await;

    assert_eq!((first, again), (without, 2), "the one that reads the prompt, and the stream's");
    let before = proxy.round_trips();
    assert_eq!(ada.get(&stream_url(&id, "")).await.status, 200);
    assert_eq!(proxy.round_trips() - before, 1);
}

/// In whichever order and with whichever spaces they come: not the bytes count, but what was asked for.
#[tokio::test]
async fn the_same_fields_are_the_same_request_and_others_are_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    let send = |body: String| ada.request(Method::POST, QUESTION).header("idempotency-key", "k").body(body);

    let spaced = format!("{{ \"jobInfoId\" : {},\n\"prompt\":\"easy\" }}", job["id"]);
    assert_eq!(send(spaced).send_and_read().await.header("x-stream-id"), first.header("x-stream-id"));

    for (difficulty, job) in [("hard", &job), ("easy", &other)] {
        let body = json!({ "prompt": difficulty, "jobInfoId": job["id"] }).to_string();
        assert_eq!(send(body.clone()).send_and_read().await.sentence(), (422, "idempotency-mismatch"));
        let read = send(body).header("accept", "application/json").send_and_read().await;
        assert_eq!(read.problem(), (422, "idempotency-mismatch".to_owned()));
    }
    one_question_is_paid(&app).await;
}

#[tokio::test]
async fn a_key_is_its_persons_and_its_routes_alone() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let mut ids = BTreeSet::new();
    for person in [&ada, &bob] {
        let job = saved_job(person, "Acme").await;
        let asked = asking(person, &job, Some("k"), "").send_and_read().await;
        ids.insert(asked.header("x-stream-id").to_owned());
        let answer = json!({ "prompt": "It may move.", "questionId": asked.header("x-question-id") });
        let request = person.request(Method::POST, "/api/ai/questions/generate-feedback").json(&answer);
        let judged = request.header("idempotency-key", "k").send_and_read().await;
        assert_eq!(judged.status, 200, "{}", judged.text);
        ids.insert(judged.header("x-stream-id").to_owned());
    }
    assert_eq!(ids.len(), 4, "{ids:?}");
    app.ledger_is_sound().await;
}

/// A turn that ends its interview, feedback made anew, an analysis of a file that is sent in another form.
#[tokio::test]
async fn on_every_route_the_second_request_gets_the_stream_of_the_first() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "2")]).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let question = asked(&app, &ada, &job, TEXT).await.header("x-question-id").to_owned();
    let interview = ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.header("location").to_owned();
    let interview_id = interview.rsplit('/').next().unwrap();
    assert_eq!(ada.post(&format!("{interview}/reply"), json!({ "prompt": "" })).await.status, 200);
    let form = |boundary: &str| {
        let part = |name: &str, rest: &str, text: &str| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n{text}\r\n")
        };
        let job = part("jobInfoId", "", job["id"].as_str().unwrap());
        job + &part("resumeFile", "; filename=\"ada.txt\"", resumes::TEXT) + &format!("--{boundary}--\r\n")
    };
    let analysis = resumes::analysis().to_string();
    for (path, body, said) in [
        ("/api/ai/questions/generate-feedback", json!({ "prompt": "Yes.", "questionId": question }), "## Good"),
        (&format!("{interview}/reply"), json!({ "prompt": "Hello" }), "Goodbye."),
        ("/api/ai/interviews/generate-feedback", json!({ "interviewId": interview_id, "regenerate": true }), "# Well"),
        ("/api/ai/resumes/analyze", Value::Null, &analysis),
    ] {
        let before = app.gemini.received().len();
        app.gemini.next(Answer::text([said]));
        let send = |boundary: &str| {
            let request = ada.request(Method::POST, &format!("{path}?stream=text")).header("idempotency-key", path);
            match body.is_null() {
                true => request
                    .header("content-type", format!("multipart/form-data; boundary={boundary}"))
                    .body(form(boundary)),
                false => request.json(&body),
            }
        };

        let (first, again) = (send("one").send_and_read().await, send("another").send_and_read().await);

        assert_eq!((first.status.as_u16(), first.text.as_str()), (200, said), "{path}");
        assert_eq!((again.status.as_u16(), again.text.as_str()), (200, said), "{path}");
        assert_eq!(again.header("x-stream-id"), first.header("x-stream-id"), "{path}");
        assert_eq!(again.header("idempotency-replayed"), "true", "{path}");
        assert_eq!(app.gemini.received().len(), before + 1, "{path}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn whoever_is_at_the_end_of_plan_and_budget_gets_the_last_one_again() {
    let app = TestApp::with_env([("AI_HOURLY_LIMIT", "1")]).await;
    let ada = app.person_with("ada", "u:1_questions,u:1_resume_analysis");
    let job = saved_job(&ada, "Acme").await;
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    assert_eq!(first.status, 200, "{}", first.text);

    let again = asking(&ada, &job, Some("k"), "").send_and_read().await;

    assert_eq!((again.status.as_u16(), text_of(&again.text)), (200, text_of(&first.text)));
    assert_eq!(asking(&ada, &job, Some("l"), "").send_and_read().await.sentence(), (429, "RATE_LIMIT"));
    app.sql().await.execute("delete from ai_budgets", &[]).await.unwrap();
    assert_eq!(asking(&ada, &job, Some("l"), "").send_and_read().await.sentence(), (403, "PLAN_LIMIT"));
    one_question_is_paid(&app).await;
}

#[tokio::test]
async fn an_analysis_is_there_again_when_the_budget_is_spent() {
    let app = TestApp::with_env([("AI_HOURLY_LIMIT", "1")]).await;
    let ada = app.person_with("ada", "u:1_resume_analysis");
    let job = saved_job(&ada, "Acme").await;
    let said = resumes::analysis().to_string();
    app.gemini.next(Answer::text([&*said]));
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"jobInfoId\"\r\n\r\n{}\r\n\
        --x\r\nContent-Disposition: form-data; name=\"regenerate\"\r\n\r\ntrue\r\n\
        --x\r\nContent-Disposition: form-data; name=\"resumeFile\"; filename=\"a.txt\"\r\n\r\n{}\r\n--x--\r\n",
        job["id"].as_str().unwrap(),
        resumes::TEXT
    );
    let send = |key: &str| {
        let request = ada.request(Method::POST, "/api/ai/resumes/analyze").header("idempotency-key", key);
        request.header("content-type", "multipart/form-data; boundary=x").body(form.clone()).send_and_read()
    };
    assert_eq!((send("k").await.text, send("k").await.text), (said.clone(), said));
    assert_eq!(send("l").await.sentence().0, 403, "the plan is asked with the budget, in one statement");
    app.ledger_is_sound().await;
}

/// At four of five, by two instances: one of them makes it, and all get it.
#[tokio::test]
async fn fifty_requests_with_one_key_have_one_receipt_and_one_text() {
    let app = TestApp::start().await;
    let other = app.beside(Settings::default()).await;
    let (ada, elsewhere) = (app.person("ada"), other.person("ada"));
    let job = saved_job(&ada, "Acme").await;
    for _ in 0..4 {
        asked(&app, &ada, &job, "# Send").await;
    }
    for emulator in [&app.gemini, &other.gemini] {
        emulator.next(Answer::text(["# naïve ", "☕ ", "end"]).pace(ms(50)));
    }
    let before = app.gemini.received().len() + other.gemini.received().len();

    let requests = (0..50).map(|nth| asking(if nth % 2 == 0 { &ada } else { &elsewhere }, &job, Some("k"), ""));
    let replies = join_all(requests.map(SendRequest::send_and_read)).await;

    let ids: BTreeSet<_> = replies.iter().map(|reply| reply.header("x-stream-id")).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    for reply in &replies {
        assert_eq!((reply.status.as_u16(), text_of(&reply.text).as_str()), (200, "# naïve ☕ end"), "{}", reply.text);
        assert!(reply.text.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{}", reply.text);
    }
    assert_eq!(app.gemini.received().len() + other.gemini.received().len(), before + 1);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 5);
    assert_eq!(app.count("select count(*) from usage").await, 5);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn whoever_lost_the_head_of_the_first_reply_reads_along() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(0);
    app.gemini.next(answer);
    let lost = tokio::spawn(asking(&ada, &job, Some("k"), "").send());
    timeout(PATIENCE, gate.reached()).await.unwrap();
    lost.abort();

    let again = asking(&ada, &job, Some("k"), "").send().await.unwrap();
    assert_eq!((again.status().as_u16(), header(&again, "idempotency-replayed").as_str()), (200, "true"));
    gate.resume();

    assert_eq!(text_of(&again.text().await.unwrap()), "# Send and Sync");
    one_question_is_paid(&app).await;
}

#[tokio::test]
async fn what_came_to_nothing_is_made_anew_under_the_same_receipt_by_one_of_many() {
    let app = TestApp::with_env([("AI_MODELS", "google/gemini-3.8-flash")]).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    for attempt in 1..=3 {
        app.gemini.next(Answer::error(ApiError::internal()));
        let failed = asking(&ada, &job, Some("k"), "").send_and_read().await;
        assert_eq!(failed.status, 503, "{attempt}: {}", failed.text);
        app.until(&format!("select state = 'released' and attempt = {attempt} from usage")).await;
        app.ledger_is_sound().await;
    }
    app.gemini.next(Answer::text(["# Send ", "and ", "Sync"]).pace(ms(50)));
    let before = app.gemini.received().len();

    let requests = (0..20).map(|_| asking(&ada, &job, Some("k"), "").send_and_read());
    let replies = join_all(requests).await;

    for reply in &replies {
        assert_eq!((reply.status.as_u16(), text_of(&reply.text).as_str()), (200, "# Send and Sync"), "{}", reply.text);
        assert_eq!(reply.header("x-stream-id"), replies[0].header("x-stream-id"));
    }
    assert_eq!(app.gemini.received().len(), before + 1);
    assert_eq!(app.count("select attempt::bigint from usage").await, 4);
    one_question_is_paid(&app).await;
}

/// Its generator died: until it lapses it is waited for, and then nothing is owed. Another body is refused all the
/// same.
#[tokio::test]
async fn a_lapsed_receipt_is_reserved_anew_and_counted_once() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = saved_job(&ada, "Acme").await;
    asking(&ada, &job, Some("k"), "").send_and_read().await;
    let sql = app.sql().await;
    sql.batch_execute(
        "delete from questions;
        update usage set state = 'reserved', settled_at = null, expires_at = now() - interval '1 second';
        update usage_counters set used = 0, reserved = 1",
    )
    .await
    .unwrap();
    let other = json!({ "prompt": "hard", "jobInfoId": job["id"] });
    let other = ada.request(Method::POST, QUESTION).header("idempotency-key", "k").json(&other);
    assert_eq!(other.send_and_read().await.sentence(), (422, "idempotency-mismatch"));

    let replies = join_all((0..10).map(|_| asking(&ada, &job, Some("k"), "").send_and_read())).await;

    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    assert_eq!(app.gemini.received().len(), 2);
    one_question_is_paid(&app).await;
}

#[tokio::test]
async fn a_job_deleted_since_is_refused_as_without_a_key() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    assert_eq!(ada.delete(&path_of(&job)).await.status, 204);

    let refused = (403, "You do not have permission to do this");
    assert_eq!(asking(&ada, &job, Some("k"), "").send_and_read().await.sentence(), refused);
    let read = ada.get(&stream_url(first.header("x-stream-id"), "")).await;
    assert_eq!((read.status.as_u16(), read.text.as_str()), (204, ""));
    assert_eq!(app.gemini.received().len(), 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_key_of_somebody_who_is_gone_opens_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    delete_account(&app, &ada.id).await;

    assert_eq!(asking(&ada, &job, Some("k"), "").send_and_read().await.status, 401);
    assert_eq!(ada.get(&stream_url(first.header("x-stream-id"), "")).await.status, 401);
}
