//! `/api/cron/daily`: what has had its time goes, also of people who never come again.

use darasa_core::server::purge;
use darasa_local::testing::test_app::CRON_SECRET;
use tokio::time::Instant;

use super::*;
use crate::erasure::{database, processors};

const URL: &str = "/api/cron/daily";

pub async fn purged(app: &TestApp) -> Answer {
    app.request(Method::GET, URL).bearer_auth(CRON_SECRET).send_and_read().await
}

fn report(counts: [i64; 6]) -> Value {
    let [idempotency_keys, webhook_events, rate_limits, reservations, erasure_receipts, api_keys] = counts;
    json!({
        "idempotencyKeys": idempotency_keys, "webhookEvents": webhook_events, "rateLimits": rate_limits,
        "reservations": reservations, "erasures": 0, "erasureReceipts": erasure_receipts, "apiKeys": api_keys,
        "more": false, "failed": [],
    })
}

async fn run(app: &TestApp, sql: &str) {
    app.sql().await.batch_execute(sql).await.unwrap();
}

/// So many rows of each table that is purged, and people with a reservation each, so old at their most.
async fn leave_behind(app: &TestApp, many: usize, beyond: &str) {
    run(
        app,
        &format!(
            "insert into users (id) select 'user_' || n from generate_series(1, {many}) n;
            insert into idempotency_keys (user_id, method, path, key, body_sha256, claim, claimed_until, created_at)
                select 'user_1', 'POST', '/', n, 'x', gen_random_uuid(), now(),
                    now() - interval '24 hours' - interval '{beyond}'
                from generate_series(1, {many}) n;
            insert into webhook_events (id, received_at)
                select 'msg_' || n, now() - interval '30 days' - interval '{beyond}' from generate_series(1, {many}) n;
            insert into rate_limits (key, since, earlier, taken, expires_at)
                select 'key_' || n, 0, 0, 1, now() - interval '{beyond}' from generate_series(1, {many}) n;
            insert into erasures (id, token_sha256, user_sha256, steps, done_at)
                select gen_random_uuid(), n, 'x', '{{}}', now() - interval '90 days' - interval '{beyond}'
                from generate_series(1, {many}) n;
            insert into api_keys (user_id, name, key_sha256, scopes, expires_at)
                select 'user_1', n, decode(lpad(to_hex(n), 64, '0'), 'hex'), '{{read}}',
                    now() - interval '30 days' - interval '{beyond}'
                from generate_series(1, {many}) n;
            insert into usage_counters (user_id, kind, used, reserved)
                select 'user_' || n, 'question', 3, 1 from generate_series(1, {many}) n;
            insert into usage (id, user_id, kind, subject_id, expires_at)
                select gen_random_uuid(), 'user_' || n, 'question', gen_random_uuid(),
                    now() - interval '1 hour' - interval '{beyond}'
                from generate_series(1, {many}) n"
        ),
    )
    .await;
}

#[tokio::test]
async fn only_the_scheduler_starts_it_and_without_a_secret_there_is_no_such_route() {
    let app = TestApp::start().await;
    leave_behind(&app, 1, "1 second").await;
    let ada = app.person("ada");
    let nobody = app.request(Method::GET, URL).send_and_read().await;
    assert_eq!(nobody.problem(), (401, "not-logged-in".to_owned()));
    let nearly = &CRON_SECRET[..CRON_SECRET.len() - 1];
    for shown in ["x", nearly, &CRON_SECRET.to_uppercase(), &ada.token] {
        let reply = app.request(Method::GET, URL).bearer_auth(shown).send_and_read().await;
        assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()), "{shown}");
        assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#);
    }
    assert_eq!(app.count("select count(*) from webhook_events").await, 1);
    assert_eq!(app.request(Method::POST, URL).send_and_read().await.header("allow"), "GET, HEAD, OPTIONS");

    let without = TestApp::with_env([("CRON_SECRET", "")]).await;
    assert_eq!(purged(&without).await.problem(), (404, "no-such-route".to_owned()));
}

#[tokio::test]
async fn what_is_over_goes_and_what_is_not_stays() {
    let app = TestApp::start().await;
    leave_behind(&app, 2, "1 second").await;
    let counts = "(select count(*) from idempotency_keys), (select count(*) from webhook_events),
        (select count(*) from rate_limits), (select sum(reserved) from usage_counters),
        (select count(*) from api_keys)";

    let reply = purged(&app).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"));
    assert_eq!(reply.json(), report([2; 6]));
    let left =
        format!("select count(*) from (select {counts}) as left_over (a, b, c, d, e) where a + b + c + d + e = 0");
    assert_eq!(app.count(&left).await, 1);
    let released = "select count(*) from usage where state = 'released' and settled_at is null";
    assert_eq!(app.count(released).await, 2);
    assert_eq!(app.count("select sum(used) from usage_counters").await, 6, "what was used stays used");

    run(&app, "delete from usage; delete from usage_counters; delete from users").await;
    leave_behind(&app, 2, "-1 minute").await;
    assert_eq!(purged(&app).await.json(), report([0; 6]), "a minute too early");
    assert_eq!(app.count("select count(*) from idempotency_keys").await, 2);
}

#[tokio::test]
async fn a_use_that_was_given_back_can_be_used_again_and_a_younger_one_stays_reserved() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let hour = |offset: &str| {
        format!(
            "insert into usage (id, user_id, kind, subject_id, expires_at)
                select gen_random_uuid(), 'user_ada', 'question', gen_random_uuid(), now() - interval '{offset}'
                from generate_series(1, 2);"
        )
    };
    let counters = "insert into usage_counters (user_id, kind, used, reserved) values ('user_ada', 'question', 1, 4);";
    run(&app, &[counters, &hour("2 hours"), &hour("59 minutes")].concat()).await;

    assert_eq!(purged(&app).await.json(), report([0, 0, 0, 2, 0, 0]));

    assert_eq!(app.count("select sum(reserved) from usage_counters").await, 2);
    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 2);
    let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    assert_eq!(ada.post("/api/ai/questions/generate-question", asked).await.status, 200);
}

#[tokio::test]
async fn ten_thousand_rows_of_each_go_in_one_run() {
    let app = TestApp::start().await;
    leave_behind(&app, 10_000, "1 second").await;
    run(&app, "delete from usage where user_id <> all(array(select 'user_' || n from generate_series(1, 1500) n))")
        .await;

    let reply = purged(&app).await;

    assert_eq!(reply.json(), report([10_000, 10_000, 10_000, 1_500, 10_000, 10_000]));
    assert_eq!(purged(&app).await.json(), report([0; 6]));
}

#[tokio::test]
async fn two_at_once_share_the_work() {
    let app = TestApp::start().await;
    leave_behind(&app, 3_000, "1 second").await;
    run(&app, "delete from usage where user_id <> all(array(select 'user_' || n from generate_series(1, 300) n))")
        .await;

    let replies = futures_util::future::join_all([purged(&app), purged(&app)]).await;

    let sum = |task: &str| replies.iter().map(|reply| reply.json()[task].as_i64().unwrap()).sum::<i64>();
    let sums =
        ["idempotencyKeys", "webhookEvents", "rateLimits", "reservations", "erasureReceipts", "apiKeys"].map(sum);
    assert_eq!(sums, [3_000, 3_000, 3_000, 300, 3_000, 3_000], "each row once");
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(app.count("select count(*) from usage_counters where reserved < 0").await, 0);
}

#[tokio::test]
async fn a_task_that_fails_does_not_stop_the_next() {
    let app = TestApp::start().await;
    leave_behind(&app, 2, "1 second").await;
    run(&app, "alter table webhook_events rename to elsewhere").await;

    let reply = purged(&app).await;

    assert_eq!(reply.status, 500);
    let expected = json!({
        "idempotencyKeys": 2, "webhookEvents": 0, "rateLimits": 2, "reservations": 2,
        "erasures": 0, "erasureReceipts": 2, "apiKeys": 2, "more": false, "failed": ["webhookEvents"],
    });
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn where_the_time_is_over_the_next_run_goes_on() {
    let app = TestApp::start().await;
    leave_behind(&app, 2, "1 second").await;
    let db = database(&app);

    let cut = serde_json::to_value(purge::run(&db, &processors(&app), Instant::now()).await).unwrap();

    assert_eq!((cut["more"].clone(), cut["idempotencyKeys"].clone()), (json!(true), json!(0)));
    assert_eq!(purged(&app).await.json(), report([2; 6]));
}
