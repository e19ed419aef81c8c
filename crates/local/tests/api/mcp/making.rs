//! Generation by tools: for a client who leaves or waits in vain, and where nothing comes of it.

use std::time::Duration;

use darasa_core::server::tool_waits::ToolWaits;
use darasa_local::services::redis::RedisServer;

use super::*;

#[tokio::test]
async fn a_client_who_leaves_after_an_answer_finds_its_feedback_later() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    let (said, gate) = Said::text([FEEDBACK]).paused_after(0);
    app.gemini.next(said);

    let answer = json!({ "questionId": made["questionId"], "answer": "It moves between threads." });
    let submitted = assistant.call("submit_answer", answer).await;
    tokio::time::timeout(Duration::from_secs(10), gate.reached()).await.expect("the model is asked");
    let reading = tokio::spawn(assistant.calling("get_feedback", json!({ "answerId": submitted["answerId"] })).send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    reading.abort();
    gate.resume();

    app.until("select count(*) = 1 from answers").await;
    assert_eq!(app.gemini.aborted(), 0, "the model was heard to its end");
    let feedback = assistant.call("get_feedback", json!({ "answerId": submitted["answerId"] })).await;
    assert_eq!(feedback["answer"]["rating"], 7);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_client_who_leaves_while_a_question_is_made_finds_it_by_asking_what_is_next() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let (said, gate) = Said::text(["# Send", " and Sync"]).paused_after(1);
    app.gemini.next(said);

    let making = tokio::spawn(assistant.calling("new_question", json!({ "jobId": job, "difficulty": "easy" })).send());
    tokio::time::timeout(Duration::from_secs(10), gate.reached()).await.expect("the model is asked");
    making.abort();
    gate.resume();

    app.until("select count(*) = 1 from questions").await;
    let next = assistant.call("next_question", json!({ "jobId": job })).await;
    assert_eq!(next["question"]["text"], "# Send and Sync");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn feedback_that_came_to_nothing_is_told_so_and_may_be_asked_for_again() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let answer = answer_to_new_question(&assistant, &job).await;
    app.gemini.next(Said::text(["## Feed"]).unfinished());

    let submitted = assistant.call("submit_answer", answer.clone()).await;
    app.until("select count(*) = 1 from usage where state = 'released'").await;
    let failed = assistant.call("get_feedback", json!({ "answerId": submitted["answerId"] })).await;
    assert_eq!(failed, json!({ "status": "failed", "questionId": null, "answer": null }));

    app.gemini.next(Said::text([FEEDBACK]));
    let again = assistant.call("submit_answer", answer).await;
    assert_ne!(again["answerId"], submitted["answerId"]);
    let feedback = assistant.call("get_feedback", json!({ "answerId": again["answerId"] })).await;
    assert_eq!(feedback["status"], "done");
    app.ledger_is_sound().await;
}

/// Whoever waits longer than a client would is told where it will be.
#[tokio::test]
async fn what_takes_too_long_goes_on_and_is_there_later() {
    let tool_waits = ToolWaits { question: Duration::from_millis(300), feedback: Duration::from_millis(300) };
    let app = TestApp::with(Settings { tool_waits, ..Settings::default() }).await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let (said, gate) = Said::text(["# Send", " and Sync"]).paused_after(1);
    app.gemini.next(said);
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    assert_eq!((&made["status"], &made["question"]), (&json!("running"), &Value::Null));
    let stream = format!("/api/ai/streams/{}?stream=text", made["streamId"].as_str().unwrap());
    let along = tokio::spawn(ada.request(Method::GET, &stream).send_and_read());
    gate.resume();
    assert_eq!(along.await.unwrap().text, "# Send and Sync");
    let next = assistant.call("next_question", json!({ "jobId": job })).await;
    assert_eq!(next["question"]["id"], made["questionId"]);

    let (said, gate) = Said::text([FEEDBACK]).paused_after(0);
    app.gemini.next(said);
    let answer = json!({ "questionId": made["questionId"], "answer": "It moves between threads." });
    let submitted = assistant.call("submit_answer", answer).await;
    let of_answer = json!({ "answerId": submitted["answerId"] });
    let running = json!({ "status": "running", "questionId": null, "answer": null });
    assert_eq!(assistant.call("get_feedback", of_answer.clone()).await, running);
    gate.resume();
    app.until("select count(*) = 1 from answers").await;
    assert_eq!(assistant.call("get_feedback", of_answer).await["status"], "done");
    app.ledger_is_sound().await;
}

/// Her phone stops it before there is enough to be kept.
#[tokio::test]
async fn a_question_that_is_stopped_came_to_nothing_and_its_use_is_given_back() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with_env([("REDIS_URL", &redis.url())]).await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let (said, gate) = Said::text(["# Send", " and Sync"]).paused_after(1);
    app.gemini.next(said);

    let making = tokio::spawn(assistant.calling("new_question", json!({ "jobId": job, "difficulty": "easy" })).send());
    tokio::time::timeout(Duration::from_secs(10), gate.reached()).await.expect("the model is asked");
    let receipt: String = app.sql().await.query_one("select id::text from usage", &[]).await.unwrap().get(0);
    assert_eq!(ada.delete(&format!("/api/ai/streams/{receipt}")).await.status, 204);

    let told: Value = making.await.unwrap().unwrap().json().await.unwrap();
    let made = &told["result"]["structuredContent"];
    assert_eq!((&made["status"], &made["question"]), (&json!("failed"), &Value::Null), "{told}");
    assert_eq!(made["streamId"], receipt);
    assert_eq!(app.count("select count(*) from usage where state = 'released'").await, 1);
    app.ledger_is_sound().await;
}

/// Whoever was told to call again would pay once more.
#[tokio::test]
async fn a_question_that_is_stored_and_cannot_be_read_is_there_later() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let sql = app.sql().await;
    sql.execute("alter table answers rename column evidence to away", &[]).await.unwrap();

    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;

    assert_eq!((&made["status"], &made["question"]), (&json!("running"), &Value::Null));
    sql.execute("alter table answers rename column away to evidence", &[]).await.unwrap();
    let next = assistant.call("next_question", json!({ "jobId": job })).await;
    assert_eq!(next["question"]["id"], made["questionId"]);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// Each of them holds an invocation.
#[tokio::test]
async fn feedback_is_waited_for_six_times_a_minute() {
    let tool_waits = ToolWaits { question: Duration::from_secs(50), feedback: Duration::from_millis(10) };
    let app = TestApp::with(Settings { tool_waits, ..Settings::default() }).await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    let (said, gate) = Said::text([FEEDBACK]).paused_after(0);
    app.gemini.next(said);
    let answer = json!({ "questionId": made["questionId"], "answer": "It moves between threads." });
    let of_answer = json!({ "answerId": assistant.call("submit_answer", answer).await["answerId"] });

    for _ in 0..6 {
        assert_eq!(assistant.call("get_feedback", of_answer.clone()).await["status"], "running");
    }
    let (code, text) = assistant.refusal("get_feedback", of_answer).await;
    assert_eq!((code.as_str(), text.contains("Wait ")), ("RATE_LIMIT", true), "{text}");
    gate.resume();
    app.until("select count(*) = 1 from answers").await;
}
