//! `/api/ready`.

use std::{sync::Arc, time::UNIX_EPOCH};

use darasa_local::{
    services::redis::RedisServer,
    testing::test_app::{Answer, SendRequest, Settings, TestApp},
};
use http::Method;
use serde_json::json;

const TOKEN: &str = "a long random text";

/// With a token for our monitor, at the beginning of time.
fn watched() -> Settings {
    let env = vec![("READY_TOKEN", TOKEN.to_owned())];
    Settings { env, clock: Arc::new(|| UNIX_EPOCH), ..Settings::default() }
}

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
    let app = TestApp::with_env([("READY_TOKEN", TOKEN)]).await;

    let reply = ask_now(&app).await;

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
    let reply = ask_now(&app).await;
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
    let app = TestApp::on("postgres://nobody@127.0.0.1:1/nothing".to_owned(), watched()).await;

    let reply = ask_now(&app).await;

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
async fn strangers_make_no_connection_and_hear_that_nothing_is_known() {
    let (app, proxy) = TestApp::behind_a_proxy(watched()).await;
    let wrong = |token: &str| app.request(Method::GET, "/api/ready").bearer_auth(token.to_owned()).send_and_read();

    let replies = futures_util::future::join_all((0..50).map(|_| ask(&app))).await;

    for reply in replies.into_iter().chain([wrong("a long random tex").await, wrong("").await]) {
        assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (200, ""), "{}", reply.text);
        let unknown = json!({ "status": "unknown", "latencyMs": null });
        assert_eq!(
            reply.json(),
            json!({
                "status": "unknown", "checkedAt": null, "database": unknown, "replica": unknown, "cache": unknown,
                "migrations": unknown,
            })
        );
    }
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn strangers_hear_what_a_monitor_saw_last() {
    let (app, proxy) = TestApp::behind_a_proxy(watched()).await;
    let seen = ask_now(&app).await;
    assert_eq!(seen.json()["checkedAt"], "1970-01-01T00:00:00.000Z");
    let connections = proxy.connections();

    proxy.refuse();
    proxy.cut();
    for _ in 0..20 {
        assert_eq!(ask(&app).await.text, seen.text);
    }
    assert_eq!(proxy.connections(), connections);

    assert_eq!(ask_now(&app).await.status, 503, "as it is");
    assert_eq!(ask(&app).await.status, 503);
    proxy.admit();
    assert_eq!(ask(&app).await.status, 503, "as it was");
    assert_eq!(ask_now(&app).await.status, 200);
    assert_eq!(ask(&app).await.status, 200);
}

#[tokio::test]
async fn without_a_token_of_ours_everybody_is_a_stranger() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    assert_eq!(statuses(&ask_now(&app).await), ["unknown"; 4]);
    assert_eq!(proxy.connections(), 0);
}
