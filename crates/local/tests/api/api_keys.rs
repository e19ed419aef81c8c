//! API keys: made once, listed without the key, deleted; and what a program may do with one.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::*;

const URL: &str = "/api/users/me/keys";

/// A key that this person has just made, and its id.
async fn made(person: &Person<'_>, scopes: &[&str]) -> (String, String) {
    let reply = person.post(URL, json!({ "name": "Script", "scopes": scopes })).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let made = reply.json();
    (made["key"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

fn with_key(app: &TestApp, method: Method, path: &str, key: &str) -> RequestBuilder {
    app.request(method, path).bearer_auth(key)
}

async fn get(app: &TestApp, path: &str, key: &str) -> Answer {
    with_key(app, Method::GET, path, key).send_and_read().await
}

#[tokio::test]
async fn a_key_is_shown_once_and_opens_what_its_scopes_say() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    let reply = ada.post(URL, json!({ "name": " Script ", "scopes": ["read"], "expiresInDays": 30 })).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (201, "no-store"));
    let made = reply.json();
    let key = made["key"].as_str().unwrap();
    assert!(key.len() == 56 && key.starts_with("darasa_"), "{key}");
    assert_eq!(
        (&made["name"], &made["scopes"], &made["lastUsedOn"]),
        (&json!("Script"), &json!(["read"]), &json!(null))
    );
    let listed = ada.get(URL).await.json();
    let mut expected = made.clone();
    expected.as_object_mut().unwrap().remove("key");
    assert_eq!(listed, json!({ "items": [expected] }));
    let stored = app.count(
        "select count(*) from api_keys where encode(key_sha256, 'hex') like '%' and expires_at
        = created_at + interval '30 days'",
    );
    assert_eq!(stored.await, 1);

    let jobs = get(&app, "/api/job-infos", key).await;
    assert_eq!(jobs.json(), ada.get("/api/job-infos").await.json());
    let new = json!({ "name": "Globex", "experienceLevel": "junior", "description": "Rust" });
    let refused = with_key(&app, Method::POST, "/api/job-infos", key).json(&new).send_and_read().await;
    assert_eq!(refused.problem(), (403, "scope".to_owned()));
    assert_eq!(get(&app, URL, key).await.problem(), (403, "scope".to_owned()));
}
