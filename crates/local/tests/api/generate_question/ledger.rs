//! Plans and usage: what a question costs, how many there are, and what is given back.

use darasa_local::{
    emulators::gemini::{Answer, Usage},
    testing::test_app::{SendRequest, TestApp},
};
use futures_util::future::join_all;

use super::*;

/// Used and reserved, as the counters have it.
async fn counted(app: &TestApp) -> (i32, i32) {
    let rows = app.sql().await.query("select used, reserved from usage_counters", &[]).await.expect("counters");
    rows.first().map_or((0, 0), |row| (row.get(0), row.get(1)))
}

async fn expire_reservations(app: &TestApp) {
    let expire = "update usage set expires_at = now() - interval '1 second' where state = 'reserved'";
    assert!(app.sql().await.execute(expire, &[]).await.expect("an update") > 0);
}

#[tokio::test]
async fn a_receipt_tells_what_was_bought_for_whom_and_what_it_cost() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer.usage(Usage { prompt: 321, answer: 45, thoughts: 6 }));
    let receipt = async || {
        let query = "
        select concat_ws(' ', user_id, kind, state, subject_id, coalesce(model, '-'), coalesce(input_tokens, -1),
            coalesce(output_tokens, -1), expires_at - reserved_at, settled_at is not null, now() - reserved_at < '1 min')
        from usage";
        app.sql().await.query_one(query, &[]).await.unwrap().get::<_, String>(0)
    };

    let reply = asking(&ada, &job, "").send().await.unwrap();
    let id = reply.headers()["x-question-id"].to_str().unwrap().to_owned();
    assert_eq!(receipt().await, format!("user_ada question reserved {id} - -1 -1 00:10:00 f t"));
    assert_eq!(counted(&app).await, (0, 1));
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"], json!({ "limit": 5, "used": 1, "remaining": 4 }), "also while it is made");
    gate.resume();
    reply.text().await.unwrap();

    assert_eq!(receipt().await, format!("user_ada question settled {id} gemini-3.8-flash 321 51 00:10:00 t t"));
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn five_questions_are_five_and_not_six() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    for remaining in (0..5).rev() {
        assert_eq!(ask(&ada, &job).await.status, 200);
        let me = ada.get("/api/users/me").await.json();
        assert_eq!(me["features"]["questions"]["remaining"], remaining);
    }
    assert_eq!(ask(&ada, &job).await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(app.gemini.received().len(), 5);

    let (bob, more) = (app.person("bob"), app.person_with("ada", "u:6_questions"));
    assert_eq!(ask(&bob, &job_of(&bob).await).await.status, 200, "somebody else has uses of their own");
    assert_eq!(ask(&more, &job).await.status, 200, "and a larger plan opens one more");
    assert_eq!(ask(&more, &job).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_unlimited_plan_never_ends() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions,u:unlimited_questions");
    let job = job_of(&ada).await;
    for _ in 0..3 {
        assert_eq!(ask(&ada, &job).await.status, 200);
    }
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"], json!({ "limit": null, "used": 3, "remaining": null }));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_failure_gives_the_last_use_back() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::blocked("OTHER"));
    assert_eq!(ask(&ada, &job).await.status, 400);
    app.gemini.next(Answer::text(["# Send"]).unfinished());
    assert!(ask(&ada, &job).await.text.contains(MODEL_FAILED));

    assert_eq!(ask(&ada, &job).await.status, 200);
    assert_eq!(ask(&ada, &job).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_fifty_at_once_with_one_use_left_one_succeeds() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    for _ in 0..4 {
        assert_eq!(ask(&ada, &job).await.status, 200);
    }

    let replies = join_all((0..50).map(|_| ask(&ada, &job))).await;

    let asked = replies.iter().filter(|reply| reply.status == 200 && reply.text.ends_with("\"stop\"}\n")).count();
    let refused = replies.iter().filter(|reply| reply.status == 403 && reply.text == "PLAN_LIMIT").count();
    assert_eq!((asked, refused), (1, 49));
    assert_eq!(app.gemini.received().len(), 5);
    assert_eq!(app.count("select count(*) from questions").await, 5);
    assert_eq!(counted(&app).await, (5, 0));
    app.ledger_is_sound().await;
}

/// Nobody has a row yet: the very first uses of somebody are counted right too.
#[tokio::test]
async fn of_fifty_at_once_with_a_fresh_plan_five_succeed() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let replies = join_all((0..50).map(|_| ask(&ada, &job))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 5);
    assert_eq!(replies.iter().filter(|reply| reply.text == "PLAN_LIMIT").count(), 45);
    assert_eq!(counted(&app).await, (5, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn deleting_a_job_gives_nothing_back() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    assert_eq!(ask(&ada, &job).await.status, 200);

    assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);

    assert_eq!(app.count("select count(*) from questions").await, 0);
    assert_eq!(ask(&ada, &job_of(&ada).await).await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_expired_reservation_is_given_back_and_its_late_success_still_counts() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    let (slow, gate) = Answer::text(["# Slow", "?"]).paused_after(1);
    app.gemini.next(slow);
    let late = asking(&ada, &job, "").send().await.unwrap();
    assert_eq!(ask(&ada, &job).await.sentence(), (403, "PLAN_LIMIT"), "the only use is reserved");

    expire_reservations(&app).await;
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"]["used"], 0, "it counts no more, though nobody has given it back yet");
    app.gemini.next(Answer::text(["# Quick"]));
    assert_eq!(ask(&ada, &job).await.status, 200);
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;

    gate.resume();
    assert!(late.text().await.unwrap().ends_with("d:{\"finishReason\":\"stop\"}\n"));
    assert_eq!(app.count("select count(*) from questions where text = '# Slow?'").await, 1);
    assert_eq!(counted(&app).await, (2, 0));
    assert_eq!(ask(&ada, &job).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_late_failure_of_an_expired_reservation_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    let (slow, gate) = Answer::text(["# Slow", "?"]).paused_after(1);
    app.gemini.next(slow.unfinished());
    let late = asking(&ada, &job, "").send().await.unwrap();
    expire_reservations(&app).await;
    assert_eq!(ask(&ada, &job).await.status, 200);

    gate.resume();

    assert!(late.text().await.unwrap().contains(MODEL_FAILED));
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

/// A refusal changes nothing, neither the counter nor the receipts.
#[tokio::test]
async fn a_refusal_leaves_expired_reservations_to_the_next_who_may() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    assert_eq!(ask(&ada, &job).await.status, 200);
    let (slow, gate) = Answer::text(["# Slow", "?"]).paused_after(1);
    app.gemini.next(slow);
    let late = asking(&ada, &job, "").send().await.unwrap();
    expire_reservations(&app).await;

    for features in ["u:0_questions", "u:1_questions", "u:1_interview"] {
        let poorer = app.person_with("ada", features);
        assert_eq!(ask(&poorer, &job).await.sentence(), (403, "PLAN_LIMIT"), "{features}");
        app.ledger_is_sound().await;
    }
    let richer = app.person_with("ada", "u:2_questions");
    assert_eq!(ask(&richer, &job).await.status, 200);
    assert_eq!(counted(&app).await, (2, 0));

    gate.resume();
    late.text().await.unwrap();
    assert_eq!(counted(&app).await, (3, 0));
    app.ledger_is_sound().await;
}

/// Two requests find the same expired reservation; it is given back once.
#[tokio::test]
async fn one_expired_reservation_makes_room_for_one() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    let (slow, _never_opened) = Answer::text(["# Slow", "?"]).paused_after(1);
    app.gemini.next(slow);
    let _late = asking(&ada, &job, "").send().await.unwrap();
    expire_reservations(&app).await;

    let replies = join_all((0..20).map(|_| ask(&ada, &job))).await;

    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert_eq!(replies.iter().filter(|reply| reply.text == "PLAN_LIMIT").count(), 19);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_deleted_user_is_not_served() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let bury = "update users set deleted_at = now(), name = null, email = null, image_url = null";
    app.sql().await.execute(bury, &[]).await.unwrap();
    let reply = asking(&ada, &job, "").send_and_read().await;
    assert_eq!(reply.sentence(), (401, "You are not logged in"));
    assert_eq!(app.count("select count(*) from usage").await, 0);
    app.ledger_is_sound().await;
}
