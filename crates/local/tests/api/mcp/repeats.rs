//! Answers that are sent again: judged and paid once for a while, whatever became of the first.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use super::*;

/// Sent twice, and around the end of a window.
#[tokio::test]
async fn the_same_answer_is_judged_and_paid_once() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    let (said, gate) = Said::text(["## Feedback ", "(Rating: 7/10)\n\nGood."]).paused_after(1);
    app.gemini.next(said);
    let answer = |text: &str| json!({ "questionId": made["questionId"], "answer": text });
    let submit = async |text: &str| assistant.call("submit_answer", answer(text)).await;

    let all = futures_util::future::join_all((0..8).map(|_| submit("It moves between threads."))).await;
    assert!(all.iter().all(|one| *one == all[0] && one["status"] == "running"), "{all:?}");
    let waiting = assistant.calling("get_feedback", json!({ "answerId": all[0]["answerId"] }));
    let waiting = tokio::spawn(waiting.send_and_read());
    gate.resume();
    let told = waiting.await.unwrap().json()["result"]["structuredContent"].clone();
    assert_eq!(told["status"], "done", "{told}");
    let again = submit(" It moves between threads. ").await;
    assert_eq!((&again["answerId"], &again["status"]), (&all[0]["answerId"], &json!("done")));
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_feedback'").await, 1);

    app.gemini.next(Said::text([FEEDBACK]));
    let other = submit("Something else.").await;
    assert_ne!(other["answerId"], all[0]["answerId"]);
    app.until("select count(*) = 2 from answers").await;
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_answer_is_the_same_for_a_quarter_of_an_hour_and_may_be_given_anew_after_that() {
    /// 2026-11-23T12:14:50Z, ten seconds before a quarter.
    const BEGIN: u64 = 1_795_436_090;

    let seconds = Arc::new(AtomicU64::new(BEGIN));
    let hands = seconds.clone();
    let clock = Arc::new(move || SystemTime::UNIX_EPOCH + Duration::from_secs(hands.load(Ordering::SeqCst)));
    let app = TestApp::with(Settings { clock, ..Settings::default() }).await;
    let (ada, job) = ada_with_job(&app).await;
    // What is good for a week is so by the database's clock.
    app.until("select plan_seen_at is not null from users").await;
    app.sql().await.execute("update users set plan_seen_at = now()", &[]).await.unwrap();
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let answer = answer_to_new_question(&assistant, &job).await;
    let submit_after = async |after: u64| {
        seconds.store(BEGIN + after, Ordering::SeqCst);
        app.gemini.next(Said::text([FEEDBACK]));
        let submitted = assistant.call("submit_answer", answer.clone()).await;
        assistant.call("get_feedback", json!({ "answerId": submitted["answerId"] })).await;
        submitted["answerId"].clone()
    };

    let first = submit_after(0).await;
    for after in [1, 9, 10, 11, 899, 900, 909] {
        assert_eq!(submit_after(after).await, first, "{after} s");
    }
    let second = submit_after(910).await;
    assert_ne!(second, first);
    assert_eq!(submit_after(911).await, second);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_answer_that_was_judged_and_deleted_is_not_judged_again_and_says_why() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let answer = answer_to_new_question(&assistant, &job).await;
    app.gemini.next(Said::text([FEEDBACK]));
    let submitted = assistant.call("submit_answer", answer.clone()).await;
    app.until("select count(*) = 1 from answers").await;
    let [question, id] = [&answer["questionId"], &submitted["answerId"]].map(|id| id.as_str().unwrap().to_owned());
    assert_eq!(ada.delete(&format!("/api/questions/{question}/answers/{id}")).await.status, 204);

    let (code, text) = assistant.refusal("submit_answer", answer).await;

    assert_eq!(code, "invalid");
    assert!(text.contains("answer was judged a moment ago, and the user deleted it"), "{text}");
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_feedback'").await, 1);
    app.ledger_is_sound().await;
}

/// Whoever stored nothing is not said to have deleted something.
#[tokio::test]
async fn an_answer_that_was_shown_and_could_not_be_stored_is_told_as_failed() {
    let app = TestApp::start().await;
    let (ada, job) = ada_with_job(&app).await;
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let answer = answer_to_new_question(&assistant, &job).await;
    app.gemini.next(Said::text([FEEDBACK]));
    let submitted = assistant.call("submit_answer", answer.clone()).await;
    app.until("select count(*) = 1 from answers").await;
    let sql = app.sql().await;
    sql.batch_execute("delete from answers; update usage set unstored = true where kind = 'answer_feedback'")
        .await
        .unwrap();

    let again = assistant.call("submit_answer", answer).await;

    assert_eq!((&again["answerId"], &again["status"]), (&submitted["answerId"], &json!("failed")));
}
