//! `/api/ready`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use darasa_core::base::clock;
use darasa_local::{
    services::redis::RedisServer,
    testing::test_app::{Answer, SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::json;

const TOKEN: &str = "a long random text";

async fn ask(app: &TestApp) -> Answer {
    app.request(Method::GET, "/api/ready").send_and_read().await
}

async fn ask_now(app: &TestApp) -> Answer {
    app.request(Method::GET, "/api/ready").bearer_auth(TOKEN).send_and_read().await
}

/// What is said of the whole, the database, the cache, the migrations.
fn statuses(answer: &Answer) -> [String; 4] {
    let report = answer.json();
    let of = |part: &str| report[part]["status"].as_str().unwrap().to_owned();
    [report["status"].as_str().unwrap().to_owned(), of("database"), of("cache"), of("migrations")]
}

#[tokio::test]
async fn a_monitor_hears_that_all_is_there() {
    let app = TestApp::start().await;

    let reply = ask(&app).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"));
    assert_eq!(statuses(&reply), ["ok", "ok", "off", "ok"], "no cache is set, and that is nothing bad");
    let report = reply.json();
    assert_eq!(report["cache"], json!({ "status": "off", "latencyMs": null }));
    assert!(report["database"]["latencyMs"].as_f64().unwrap() > 0.0, "{report}");
    assert!(report["migrations"]["latencyMs"].is_number(), "{report}");
}

#[tokio::test]
async fn a_cache_that_is_away_is_a_pity_and_no_more() {
    let mut redis = RedisServer::start().unwrap();
    let app = TestApp::with_env([("REDIS_URL", &redis.url()), ("READY_TOKEN", TOKEN)]).await;
    let reply = ask(&app).await;
    assert_eq!(statuses(&reply), ["ok", "ok", "ok", "ok"]);
    assert!(reply.json()["cache"]["latencyMs"].is_number(), "{}", reply.text);

    redis.kill();
    let reply = ask_now(&app).await;
    assert_eq!((reply.status.as_u16(), statuses(&reply)), (200, ["degraded", "ok", "down", "ok"].map(str::to_owned)));

    redis.restart().unwrap();
    assert_eq!(statuses(&ask_now(&app).await), ["ok", "ok", "ok", "ok"]);
}

#[tokio::test]
async fn without_a_database_nothing_is_ready() {
    let app = TestApp::on("postgres://nobody@127.0.0.1:1/nothing".to_owned(), Settings::default()).await;

    let reply = ask(&app).await;

    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (503, "5"));
    assert_eq!(statuses(&reply), ["down", "down", "off", "unknown"]);
    assert_eq!(reply.json()["migrations"]["latencyMs"], json!(null));
    assert!(!reply.text.contains("127.0.0.1"), "{}", reply.text);
}

#[tokio::test]
async fn code_that_is_ahead_of_its_schema_is_not_ready_and_code_behind_it_is() {
    let app = TestApp::with_env([("READY_TOKEN", TOKEN)]).await;
    let sql = app.sql().await;
    let newest = "(select max(version) from refinery_schema_history)";
    for (change, status, migrations) in [
        (format!("update refinery_schema_history set version = version + 1 where version = {newest}"), 200, "ok"),
        (format!("delete from refinery_schema_history where version >= {newest} - 1"), 503, "behind"),
        ("delete from refinery_schema_history".to_owned(), 503, "behind"),
        ("drop table refinery_schema_history".to_owned(), 503, "behind"),
    ] {
        sql.batch_execute(&change).await.unwrap();
        let reply = ask_now(&app).await;
        assert_eq!((reply.status.as_u16(), &*statuses(&reply)[3]), (status, migrations), "{change}");
        assert_eq!(status == 503, reply.header("retry-after") == "5");
    }
}

#[tokio::test]
async fn strangers_hear_what_was_true_and_cannot_keep_a_database_awake() {
    let (began, seconds) = (clock::now(), Arc::new(AtomicU64::new(0)));
    let passed = seconds.clone();
    let settings = Settings {
        env: vec![("READY_TOKEN", TOKEN.to_owned())],
        clock: Arc::new(move || began + Duration::from_secs(passed.load(Ordering::Relaxed))),
        ..Settings::default()
    };
    let (app, proxy) = TestApp::behind_a_proxy(settings).await;
    let first = ask(&app).await;
    let round_trips = proxy.round_trips();

    for _ in 0..20 {
        assert_eq!(ask(&app).await.text, first.text);
    }
    let wrong = app.request(Method::GET, "/api/ready").bearer_auth("a long random tex").send_and_read().await;
    assert_eq!(wrong.text, first.text, "a wrong token is a stranger's");
    assert_eq!(proxy.round_trips(), round_trips);

    proxy.cut();
    proxy.refuse();
    seconds.store(29, Ordering::Relaxed);
    assert_eq!(ask(&app).await.text, first.text);
    seconds.store(31, Ordering::Relaxed);
    assert_eq!(ask(&app).await.status, 503);

    proxy.admit();
    assert_eq!(ask(&app).await.status, 503, "as it was a moment ago");
    assert_eq!(ask_now(&app).await.status, 200, "as it is");
    assert_eq!(ask(&app).await.status, 200, "and that is what strangers hear from now on");
}

#[tokio::test]
async fn fifty_monitors_at_once_are_one_look() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;

    let replies = futures_util::future::join_all((0..50).map(|_| ask(&app))).await;

    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(proxy.connections(), 1);
    assert!(replies.iter().all(|reply| reply.text == replies[0].text));
}
