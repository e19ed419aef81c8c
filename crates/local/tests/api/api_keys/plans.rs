//! Plans without a session: a key has the plan that its owner's session had within the last week.

use super::*;
use crate::logs::Log;

const QUESTIONS: &str = "/api/ai/questions/generate-question";

async fn plan(app: &TestApp, key: &str) -> Value {
    get(app, "/api/users/me", key).await.json()["plan"].clone()
}

#[tokio::test]
async fn a_key_has_the_plan_of_the_last_session_for_a_week_and_then_none() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions,u:unlimited_interviews,u:unlimited_resume_analysis");
    let job = saved_job(&ada, "Acme").await;
    let (key, _) = made(&ada, &["read", "practice"]).await;
    app.until("select plan_features[2] = 'u:unlimited_interviews' from users").await;
    let ask = async || {
        let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
        let reply = app.request(Method::POST, QUESTIONS).bearer_auth(&key).json(&asked).send_and_read().await;
        (reply.status.as_u16(), reply.text)
    };
    assert_eq!(plan(&app, &key).await, "max");
    assert_eq!(ask().await.0, 200);
    assert_eq!(ask().await, (403, "PLAN_LIMIT".to_owned()), "one question, however it is asked for");

    run(&app, "update users set plan_seen_at = now() - interval '7 days' + interval '1 minute'").await;
    assert_eq!(plan(&app, &key).await, "max");
    run(&app, "update users set plan_seen_at = now() - interval '7 days'").await;
    assert_eq!(plan(&app, &key).await, "free");
    assert_eq!(get(&app, "/api/users/me", &key).await.json()["features"]["interviews"]["limit"], 0);
    assert_eq!(ask().await, (403, "PLAN_LIMIT".to_owned()));
    assert_eq!(ada.get("/api/users/me").await.json()["plan"], "max", "a session says its own");
}

#[tokio::test]
async fn a_changed_plan_is_kept_and_an_older_token_does_not_bring_the_old_one_back() {
    let (app, log) = (TestApp::start().await, Log::keep());
    let now = app.clerk.now().as_second();
    let with = |features: &str, issued: i64| {
        let token = app.clerk.token("user_ada").azp(darasa_local::testing::test_app::ORIGIN).plan("u:x", features);
        Person { app: &app, id: "user_ada".to_owned(), token: token.claim("iat", issued).mint() }
    };
    app.person("ada").get("/api/users/me").await;
    app.until("select count(*) = 1 from users where plan_features is not null").await;
    let seen = |features: &str| format!("select count(*) = 1 from users where plan_features = '{{{features}}}'");

    with("u:5_questions", now + 2).get("/api/users/me").await;
    app.until(&seen("u:5_questions")).await;
    with("u:9_questions", now + 4).get("/api/users/me").await;
    app.until(&seen("u:9_questions")).await;

    // Of another process, so that nothing is remembered of the newer one.
    let other = app.beside(Default::default()).await;
    let old = with("u:5_questions", now + 3).token;
    assert_eq!(get(&other, "/api/users/me", &old).await.status, 200);
    until_over(&log, 4).await;
    let newer = "select count(*) from users where plan_features = '{u:9_questions}'";
    assert_eq!(app.count(newer).await, 1);
    let newest = with("u:7_questions", now + 5).token;
    assert_eq!(get(&other, "/api/users/me", &newest).await.status, 200);
    app.until(&seen("u:7_questions")).await;
    let history = format!("select count(*) from users where plan_seen_at = to_timestamp({})", now + 5);
    assert_eq!(app.count(&history).await, 1);
}

/// Another process may have written a newer plan meanwhile.
#[tokio::test]
async fn what_a_process_has_written_of_a_plan_it_believes_for_ten_minutes() {
    let (app, log) = (TestApp::start().await, Log::keep());
    app.person("ada");
    let now = app.clerk.now().as_second();
    let token = |features: &str, issued: i64| {
        let token = app.clerk.token("user_ada").azp(darasa_local::testing::test_app::ORIGIN).plan("u:x", features);
        token.claim("iat", issued).mint()
    };
    let other = app.beside(Default::default()).await;
    let mut requests = 0;
    let mut seen_after = async |by: &TestApp, features: &str, issued: i64, count: &str| {
        requests += 1;
        assert_eq!(get(by, "/api/users/me", &token(features, issued)).await.status, 200);
        until_over(&log, requests).await;
        app.count(&format!("select count(*) from users where plan_features = '{{{count}}}'")).await
    };
    let (first, second) = ("u:5_questions", "u:9_questions");
    assert_eq!(seen_after(&app, first, now - 700, first).await, 1);
    assert_eq!(seen_after(&other, second, now - 690, second).await, 1);
    assert_eq!(seen_after(&app, "u:1_questions", now - 701, second).await, 1, "older than what is known, so forgotten");
    assert_eq!(seen_after(&app, first, now - 101, second).await, 1, "599 seconds later");
    assert_eq!(seen_after(&app, first, now - 100, first).await, 1, "600 seconds later");
}

#[tokio::test]
async fn the_same_plan_is_written_once_a_day_and_not_with_each_request_or_token() {
    let (app, log) = (TestApp::start().await, Log::keep());
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    app.until("select count(*) = 1 from users where plan_seen_at is not null").await;
    let version = "select xmin::text::bigint from users";
    let before = app.count(version).await;
    let token = |session: &str| {
        let token = app.clerk.token("user_ada").azp(darasa_local::testing::test_app::ORIGIN).session(session);
        Person { app: &app, id: "user_ada".to_owned(), token: token.mint() }
    };
    for session in ["sess_1", "sess_2", "sess_3"] {
        let again = token(session);
        for _ in 0..2 {
            assert_eq!(again.get(JOBS).await.status, 200);
        }
    }
    until_over(&log, 7).await;
    assert_eq!(app.count(version).await, before);
    assert_eq!(
        app.count("select count(*) from users where updated_at > created_at").await,
        0,
        "it is no change of theirs"
    );

    // Another process knows nothing of it, but the row is young.
    let other = app.beside(Default::default()).await;
    assert_eq!(get(&other, JOBS, &ada.token).await.status, 200);
    assert_eq!(get(&other, JOBS, &token("sess_4").token).await.status, 200);
    until_over(&log, 9).await;
    assert_eq!(app.count(version).await, before);
}

#[tokio::test]
async fn of_somebody_whom_nobody_met_the_plan_is_kept_with_the_next_token() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200, "a list makes no row");
    assert_eq!(app.count("select count(*) from users").await, 0);
    ada.get("/api/users/me").await;
    let next = app.clerk.token("user_ada").azp(darasa_local::testing::test_app::ORIGIN).session("sess_2").mint();
    for _ in 0..2 {
        assert_eq!(get(&app, JOBS, &next).await.status, 200);
    }
    app.until("select count(*) = 1 from users where plan_seen_at is not null").await;
}
