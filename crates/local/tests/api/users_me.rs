//! `/api/users/me`.

use darasa_local::{
    emulators::clerk::{Fault, User},
    testing::test_app::{SendRequest, TestApp},
};
use futures_util::future::join_all;
use http::Method;
use serde_json::json;

use crate::delete_account;

const ME: &str = "/api/users/me";

#[tokio::test]
async fn ada_is_met_when_she_first_looks_at_herself() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let reply = ada.get(ME).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("vary"), "Authorization, Cookie");
    let me = reply.json();
    assert_eq!(
        me,
        json!({
            "id": "user_ada", "name": "ada", "email": "ada@example.com",
            "imageUrl": User::named("user_ada", "ada", app.clerk.now()).image_url, "plan": "free",
            "features": {
                "questions": { "limit": 5, "used": 0, "remaining": 5 },
                "interviews": { "limit": 1, "used": 0, "remaining": 1 },
                "resumeAnalyses": { "limit": 0, "used": 0, "remaining": 0 },
            },
            "timeZone": "UTC", "dayStartsAt": 4, "retention": 0.9, "dailyMinutes": 30,
            "createdAt": me["createdAt"], "updatedAt": me["updatedAt"],
        })
    );
    assert_eq!(me["createdAt"].as_str().unwrap().len(), 24);

    assert_eq!(ada.get(ME).await.json(), me);
    assert_eq!(app.clerk.count("/v1/users/user_ada"), 1, "Clerk is asked once");
    let asked = &app.clerk.received()[0];
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {}", app.clerk.secret_key()).as_str()));
    assert_eq!(asked.header("clerk-api-version"), Some("2026-05-12"));
}

#[tokio::test]
async fn ten_first_looks_at_once_make_one_row() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let replies = join_all((0..10).map(|_| ada.get(ME))).await;

    assert!(replies.iter().all(|reply| reply.status == 200 && reply.text == replies[0].text));
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[tokio::test]
async fn a_person_may_lack_a_name_an_email_or_both() {
    let app = TestApp::start().await;
    for (id, first, last, email, name) in [
        ("a", None, None, None, json!(null)),
        ("b", Some("Ada"), None, Some("ada@example.com"), json!("Ada")),
        ("c", None, Some("Lovelace"), None, json!("Lovelace")),
        ("d", Some(""), Some("  "), None, json!(null)),
        ("e", Some("Ådá 🦀"), Some("O'Neil"), Some("ada@example.com"), json!("Ådá 🦀 O'Neil")),
    ] {
        let person = app.person(id);
        let mut user = app.clerk.user(&person.id).unwrap();
        (user.first_name, user.last_name) = (first.map(str::to_owned), last.map(str::to_owned));
        user.email = email.map(str::to_owned);
        app.clerk.put(user);

        let me = person.get(ME).await.json();

        assert_eq!((&me["name"], &me["email"]), (&name, &json!(email)), "{id}");
    }
}

#[tokio::test]
async fn a_very_long_name_is_no_reason_to_turn_somebody_away() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut user = app.clerk.user(&ada.id).unwrap();
    user.first_name = Some("a".repeat(300));
    app.clerk.put(user);

    assert_eq!(ada.get(ME).await.status, 200);
}

#[tokio::test]
async fn two_people_may_have_the_same_email() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let mut user = app.clerk.user(&bob.id).unwrap();
    user.email = Some("ada@example.com".to_owned());
    app.clerk.put(user);

    for person in [&ada, &bob] {
        assert_eq!(person.get(ME).await.json()["email"], "ada@example.com");
    }
}

#[tokio::test]
async fn with_clerk_away_nobody_new_is_met_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });

    for (fault, retry_after) in [
        (Fault::Status(500), "5"),
        (Fault::Status(401), "5"),
        (Fault::Status(302), "5"),
        (Fault::RateLimited(7), "7"),
        (Fault::Garbage, "5"),
        (Fault::Drop, "5"),
    ] {
        for (method, path) in [(Method::GET, ME), (Method::POST, "/api/job-infos")] {
            // A connection that breaks is tried once more.
            let tries = if matches!(fault, Fault::Drop) { 2 } else { 1 };
            app.clerk.fail_next(tries, fault.clone());

            let reply = ada.request(method, path).json(&job).send_and_read().await;

            assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{fault:?}");
            assert_eq!(reply.header("retry-after"), retry_after, "{fault:?}");
            assert!(!reply.text.contains("Clerk") && !reply.text.contains("127.0.0.1"), "{}", reply.text);
        }
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.count("select count(*) from job_infos").await, 0);

    assert_eq!(ada.get(ME).await.status, 200, "Clerk is back");
}

#[tokio::test]
async fn with_clerk_away_whoever_is_known_is_served() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get(ME).await;
    app.clerk.fail_next(9, Fault::Drop);

    assert_eq!(ada.get(ME).await.status, 200);
}

#[tokio::test]
async fn a_token_of_somebody_clerk_does_not_know_is_a_token_of_nobody() {
    let app = TestApp::start().await;
    let ghost = app.person("ghost");
    app.clerk.remove(&ghost.id);
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });

    for reply in [ghost.get(ME).await, ghost.post("/api/job-infos", job).await] {
        assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()));
        assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#);
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn a_tombstone_is_never_brought_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    delete_account(&app, &ada.id).await;

    for _ in 0..2 {
        let refused = ada.get(ME).await;
        assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()));
        assert_eq!(refused.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#);
    }
    let stone = "select count(*) from users where deleted_at is not null and name is null and email is null";
    assert_eq!(app.count(stone).await, 1);
    assert_eq!(app.clerk.received().len(), 0);
}

/// The deletion is under way in a transaction of its own when Ada is looked up, and ends before she can be stored.
#[tokio::test]
async fn a_deletion_at_the_very_moment_of_meeting_wins() {
    let app = TestApp::start().await;
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    for (name, method, path) in [("ada", Method::GET, ME), ("bob", Method::POST, "/api/job-infos")] {
        let person = app.person(name);
        let deletion = app.sql().await;
        let stone = format!("begin; insert into users (id, deleted_at) values ('{}', now())", person.id);
        deletion.batch_execute(&stone).await.unwrap();
        let commit = async {
            app.until(
                "select count(*) = 1 from pg_stat_activity
                 where wait_event_type = 'Lock' and datname = current_database()",
            )
            .await;
            deletion.batch_execute("commit").await.unwrap();
        };

        let (refused, ()) = tokio::join!(person.request(method, path).json(&job).send_and_read(), commit);

        assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()), "{path}");
    }
    assert_eq!(app.count("select count(*) from users where deleted_at is not null and name is null").await, 2);
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}

#[tokio::test]
async fn a_plan_is_what_the_token_says_now() {
    let app = TestApp::start().await;
    for (features, plan, questions, interviews, analyses) in [
        ("", "free", json!(0), json!(0), json!(0)),
        ("u:5_questions,u:1_interview", "free", json!(5), json!(1), json!(0)),
        ("u:3_resume_analysis,u:2_interviews", "free", json!(0), json!(2), json!(3)),
        ("u:5_questions,u:50_questions,u:7_questions", "free", json!(50), json!(0), json!(0)),
        ("u:unlimited_questions,u:1_interview", "pro", json!(null), json!(1), json!(0)),
        ("u:unlimited_interview", "pro", json!(0), json!(null), json!(0)),
        ("o:unlimited_interviews,uo:unlimited_resume_analysis", "max", json!(0), json!(null), json!(null)),
        ("u:unlimited_questions,", "free", json!(0), json!(0), json!(0)),
    ] {
        let me = app.person_with("ada", features).get(ME).await.json();

        let limits = ["questions", "interviews", "resumeAnalyses"].map(|feature| me["features"][feature].clone());
        assert_eq!(me["plan"], plan, "{features}");
        for (limit, use_) in [questions, interviews, analyses].into_iter().zip(limits) {
            assert_eq!(use_, json!({ "limit": limit, "used": 0, "remaining": limit }), "{features}");
        }
    }
}

/// Puts uses into the ledger as they would be after some generations.
async fn ledger(app: &TestApp, used: i32, receipts: &[(&str, &str)]) {
    let sql = app.sql().await;
    const COUNTER: &str =
        "insert into usage_counters (user_id, kind, used, reserved) values ('user_ada', 'question', $1, $2)";
    let reserved = receipts.iter().filter(|(state, _)| *state == "reserved").count() as i32;
    sql.execute(COUNTER, &[&used, &reserved]).await.unwrap();
    const RECEIPT: &str = "
    insert into usage (id, user_id, kind, state, subject_id, expires_at, settled_at)
    values (gen_random_uuid(), 'user_ada', 'question', $1, gen_random_uuid(), now() + $2::text::interval,
        case when $1 = 'settled' then now() end)";
    for receipt in receipts {
        sql.execute(RECEIPT, &[&receipt.0, &receipt.1]).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_reserved_counts_as_used_until_it_expires_or_is_released() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get(ME).await;

    ledger(
        &app,
        1,
        &[("settled", "1 hour"), ("reserved", "9 minutes"), ("reserved", "-1 second"), ("released", "1 hour")],
    )
    .await;

    let features = ada.get(ME).await.json()["features"].clone();
    assert_eq!(features["questions"], json!({ "limit": 5, "used": 2, "remaining": 3 }));
    assert_eq!(features["interviews"]["used"], 0);
}

#[tokio::test]
async fn whoever_used_more_than_a_smaller_plan_allows_has_nothing_left() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get(ME).await;
    ledger(&app, 9, &[]).await;

    let questions = ada.get(ME).await.json()["features"]["questions"].clone();
    assert_eq!(questions, json!({ "limit": 5, "used": 9, "remaining": 0 }));

    let paying = app.person_with("ada", "u:unlimited_questions");
    let questions = paying.get(ME).await.json()["features"]["questions"].clone();
    assert_eq!(questions, json!({ "limit": null, "used": 9, "remaining": null }));
}

#[tokio::test]
async fn bobs_uses_are_not_adas() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    ada.get(ME).await;
    ledger(&app, 3, &[("reserved", "5 minutes")]).await;

    assert_eq!(bob.get(ME).await.json()["features"]["questions"]["used"], 0);
    assert_eq!(ada.get(ME).await.json()["features"]["questions"]["used"], 4);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let tag = ada.get(ME).await.header("etag").to_owned();
    let ask = || ada.request(Method::GET, ME).header("if-none-match", &tag).send_and_read();

    assert_eq!(ask().await.status, 304);
    ledger(&app, 1, &[]).await;
    assert_eq!(ask().await.json()["features"]["questions"]["used"], 1);
}
