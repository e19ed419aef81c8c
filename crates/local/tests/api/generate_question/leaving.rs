//! Cancellation while a question is being made: the client leaves, or the job is deleted.

use darasa_local::{emulators::gemini::Answer, testing::test_app::TestApp};

use super::*;

const DONE: &str = "select count(*) = 1 from questions q join usage u on u.subject_id = q.id
    where u.state = 'settled' and q.text = '# Send and Sync'";

#[tokio::test]
async fn a_client_that_leaves_before_the_head_finds_the_question_later() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(0);
    app.gemini.next(answer);
    let request = tokio::spawn(asking(&ada, &job, "").send());
    tokio::time::timeout(millis(5_000), gate.reached()).await.expect("the model is asked");

    request.abort();
    assert!(request.await.unwrap_err().is_cancelled(), "the client is gone and has seen nothing");
    gate.resume();

    app.until(DONE).await;
    assert_eq!(app.gemini.aborted(), 0, "the model was heard to its end");
    let listed = ada.get(&format!("/api/questions?jobInfoId={job}")).await.json();
    assert_eq!(listed["items"][0]["text"], "# Send and Sync");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_client_that_leaves_in_mid_stream_finds_the_question_later() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    for query in ["?stream=v1", "?stream=ui", "?stream=text"] {
        let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
        app.gemini.next(answer);
        let mut reply = asking(&ada, &job, query).send().await.unwrap();
        assert!(reply.chunk().await.unwrap().is_some());

        drop(reply);
        gate.resume();

        app.until(DONE).await;
        app.sql().await.execute("delete from questions", &[]).await.unwrap();
    }
    assert_eq!(app.gemini.aborted(), 0, "the model was heard to its end");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_client_that_leaves_before_a_failure_gets_its_use_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send ", "and "]).unfinished().paused_after(1);
    app.gemini.next(answer);
    drop(asking(&ada, &job, "").send().await.unwrap());

    gate.resume();

    app.until("select count(*) = 1 from usage where state = 'released'").await;
    nothing_is_stored_or_charged(&app).await;
}

/// The model did its work, so it is paid; there is nothing left to keep the question in.
#[tokio::test]
async fn a_job_deleted_in_mid_stream_is_paid_for_and_keeps_nothing() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    for (query, end) in [
        ("?stream=v1", "d:{\"finishReason\":\"stop\"}\n"),
        ("?stream=ui", "data: {\"type\":\"finish\"}\n\ndata: [DONE]\n\n"),
        ("?stream=text", "# Send and Sync"),
    ] {
        let job = job_of(&ada).await;
        let (answer, gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
        app.gemini.next(answer);
        let reply = asking(&ada, &job, query).send().await.unwrap();

        assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);
        gate.resume();

        let text = reply.text().await.unwrap();
        assert!(text.ends_with(end), "{query}: {text}");
    }
    assert_eq!(app.count("select count(*) from questions").await, 0);
    assert_eq!(app.count("select count(*) from usage where state = 'settled' and output_tokens = 48").await, 3);
    app.ledger_is_sound().await;
}
