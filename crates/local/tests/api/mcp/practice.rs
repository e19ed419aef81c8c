//! Practice session by tools, from the list of jobs to the plan.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use darasa_core::server::tool_waits::ToolWaits;
use jsonschema::validator_for;

use super::*;

#[tokio::test]
async fn an_assistant_runs_a_practice_session() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
    let assistant = assistant(&ada, &["read", "practice"]).await;

    let jobs = assistant.call("list_jobs", json!({})).await;
    assert_eq!((&jobs["jobs"][0]["id"], jobs["jobs"].as_array().unwrap().len()), (&job, 1));
    assert_eq!(jobs["jobs"][0].get("description"), None, "a list without descriptions");

    let next = assistant.call("next_question", json!({})).await;
    assert_eq!((&next["jobId"], &next["question"]), (&job, &Value::Null));
    assert_eq!((&next["step"]["kind"], &next["step"]["difficulty"]), (&json!("new"), &json!("medium")));

    app.gemini.next(Said::text(["# Send\n\n", "What is Send?"]));
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "auto" })).await;
    let question = made["question"]["id"].clone();
    assert_eq!((&made["status"], &made["questionId"]), (&json!("done"), &question));
    assert_eq!(
        (&made["question"]["text"], &made["question"]["difficulty"]),
        (&json!("# Send\n\nWhat is Send?"), &json!("medium"))
    );

    let next = assistant.call("next_question", json!({ "jobId": job })).await;
    assert_eq!((&next["question"]["id"], &next["step"]), (&question, &Value::Null), "it waits for its answer");

    app.gemini.next(Said::text([FEEDBACK]));
    let answer = json!({ "questionId": question, "answer": "A type is Send if it may move to another thread." });
    let submitted = assistant.call("submit_answer", answer).await;
    assert_eq!(submitted["status"], "running");
    let feedback = assistant.call("get_feedback", json!({ "answerId": submitted["answerId"] })).await;
    assert_eq!((&feedback["status"], &feedback["questionId"]), (&json!("done"), &question));
    assert_eq!((&feedback["answer"]["rating"], &feedback["answer"]["feedback"]), (&json!(7), &json!(FEEDBACK)));

    assert_eq!(assistant.refusal("review", json!({ "questionId": question, "grade": "good" })).await.0, "too-soon");
    app.sql().await.execute("update reviews set created_at = created_at - interval '2 minutes'", &[]).await.unwrap();
    let reviewed = assistant.call("review", json!({ "questionId": question, "grade": "good" })).await;
    assert!(reviewed["intervalDays"].as_i64().unwrap() >= 1, "{reviewed}");

    let progress = assistant.call("progress", json!({ "jobId": job })).await;
    assert_eq!((&progress["answers"]["count"], &progress["answers"]["mean"]), (&json!(1), &json!(7.0)));
    assert_eq!(progress, ada.get(&format!("/api/users/me/progress?jobInfoId={}", job.as_str().unwrap())).await.json());
    let plan = assistant.call("plan", json!({ "jobId": job })).await;
    assert_eq!(plan, ada.get(&format!("/api/job-infos/{}/plan", job.as_str().unwrap())).await.json());
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_tools_give_is_what_their_schemas_say() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let tools = assistant.ask("tools/list", json!({})).await.json()["result"]["tools"].clone();
    let tool = |name: &str| tools.as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap();
    let names: Vec<_> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["list_jobs", "next_question", "new_question", "submit_answer", "get_feedback", "review", "progress", "plan"]
    );
    let call = async |name: &str, arguments: Value| {
        assert!(validator_for(&tool(name)["inputSchema"]).unwrap().is_valid(&arguments), "{name} {arguments}");
        let given = assistant.call(name, arguments).await;
        let schema = validator_for(&tool(name)["outputSchema"]).unwrap();
        let wrong: Vec<_> = schema.iter_errors(&given).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?} in {given}");
        given
    };

    let nothing = call("next_question", json!({})).await;
    assert_eq!((&nothing["jobId"], &nothing["step"]), (&Value::Null, &Value::Null));
    let job = saved_job(&ada, "Acme").await["id"].clone();
    call("list_jobs", json!({})).await;
    call("next_question", json!({ "jobId": job })).await;
    let made = call("new_question", json!({ "jobId": job, "difficulty": "hard" })).await;
    call("next_question", json!({ "jobId": job })).await;
    app.gemini.next(Said::text(["## Feedback (Rating: 4/10)\n\nIn part."]));
    let submitted = call(
        "submit_answer",
        json!({ "questionId": made["questionId"], "answer": "It moves to other threads, I think." }),
    );
    let submitted = submitted.await;
    let answer = call("get_feedback", json!({ "answerId": submitted["answerId"] })).await;
    let follow_up = call("next_question", json!({ "jobId": job })).await;
    assert_eq!(
        (&follow_up["step"]["kind"], &follow_up["step"]["answerId"]),
        (&json!("follow-up"), &answer["answer"]["id"])
    );
    let about = json!({ "jobId": job, "difficulty": "follow-up", "answerId": follow_up["step"]["answerId"] });
    assert_eq!(call("new_question", about).await["question"]["follows"], answer["answer"]["id"]);
    app.sql().await.execute("update reviews set created_at = created_at - interval '2 minutes'", &[]).await.unwrap();
    call("review", json!({ "questionId": made["questionId"], "grade": "again" })).await;
    call("progress", json!({})).await;
    call("plan", json!({ "jobId": job })).await;
}

#[tokio::test]
async fn what_is_due_is_asked_again_and_its_job_comes_first() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let acme = saved_job(&ada, "Acme").await["id"].clone();
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": acme, "difficulty": "easy" })).await;
    assistant.call("review", json!({ "questionId": made["questionId"], "grade": "good" })).await;
    let globex = saved_job(&ada, "Globex").await["id"].clone();
    assert_eq!(assistant.call("next_question", json!({})).await["jobId"], globex, "the newest, while nothing is due");

    let sql = app.sql().await;
    for aged in [
        "update reviews set created_at = created_at - interval '90 days'",
        "update questions set created_at = created_at - interval '90 days'",
        "update cards set reviewed_at = reviewed_at - interval '90 days', due_on = due_on - 90",
    ] {
        sql.execute(aged, &[]).await.unwrap();
    }

    let next = assistant.call("next_question", json!({})).await;
    assert_eq!((&next["jobId"], &next["step"]["kind"]), (&acme, &json!("due")));
    assert_eq!(next["question"]["id"], made["questionId"]);
}

/// Sent twice, and around the end of a window.
#[tokio::test]
async fn the_same_answer_is_judged_and_paid_once() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
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
async fn a_client_who_leaves_after_an_answer_finds_its_feedback_later() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
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
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
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
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    let answer = json!({ "questionId": made["questionId"], "answer": "It moves between threads." });
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
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
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

#[tokio::test]
async fn an_answer_is_the_same_for_a_quarter_of_an_hour_and_may_be_given_anew_after_that() {
    /// 2026-11-23T12:14:50Z, ten seconds before a quarter.
    const BEGIN: u64 = 1_795_436_090;

    let seconds = Arc::new(AtomicU64::new(BEGIN));
    let hands = seconds.clone();
    let clock = Arc::new(move || SystemTime::UNIX_EPOCH + Duration::from_secs(hands.load(Ordering::SeqCst)));
    let app = TestApp::with(Settings { clock, ..Settings::default() }).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await["id"].clone();
    // What is good for a week is so by the database's clock.
    app.until("select plan_seen_at is not null from users").await;
    app.sql().await.execute("update users set plan_seen_at = now()", &[]).await.unwrap();
    let assistant = assistant(&ada, &["read", "practice"]).await;
    let made = assistant.call("new_question", json!({ "jobId": job, "difficulty": "easy" })).await;
    let answer = json!({ "questionId": made["questionId"], "answer": "It moves between threads." });
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
