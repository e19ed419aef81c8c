//! `/api/health`.

use darasa_local::testing::test_app::{SendRequest, Settings, TestApp};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_monitor_asks_which_deployment_lives() {
    let app = TestApp::with_env([("VERCEL_GIT_COMMIT_SHA", "c0ffee"), ("VERCEL_REGION", "fra1")]).await;

    let reply = app.request(Method::GET, "/api/health").send_and_read().await;

    assert_eq!(reply.status, 200);
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    let health = reply.json();
    assert_eq!(
        health,
        json!({
            "status": "ok", "version": env!("CARGO_PKG_VERSION"), "commit": "c0ffee", "region": "fra1",
            "startedAt": health["startedAt"],
        })
    );
    assert_eq!(health["startedAt"].as_str().unwrap().len(), 24);
    let again = app.request(Method::GET, "/api/health").send_and_read().await;
    assert_eq!(again.json(), health, "the process began once");
}

#[tokio::test]
async fn outside_the_platform_commit_and_region_are_null() {
    let app = TestApp::start().await;

    let health = app.request(Method::GET, "/api/health").send_and_read().await.json();

    assert_eq!((&health["commit"], &health["region"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn neither_database_nor_clerk_is_touched() {
    // Nobody listens on port 1.
    let app = TestApp::on("postgres://nobody@127.0.0.1:1/nothing".to_owned(), Settings::default()).await;

    let reply = app.request(Method::GET, "/api/health").bearer_auth("nonsense").send_and_read().await;

    assert_eq!(reply.status, 200);
    assert_eq!(app.clerk.received().len(), 0);
}
