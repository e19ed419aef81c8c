//! API keys: made once, listed without the key, deleted; what programs do with one is told below.

mod limits;
mod plans;
mod programs;

use std::collections::HashSet;

use futures_util::future::join_all;

use super::*;

const URL: &str = "/api/users/me/keys";
const JOBS: &str = "/api/job-infos";

/// A key that this person has just made, and its id.
async fn made(person: &Person<'_>, scopes: &[&str]) -> (String, String) {
    let reply = person.post(URL, json!({ "name": "Script", "scopes": scopes })).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let made = reply.json();
    (made["key"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

/// A read by whoever shows this.
async fn get(app: &TestApp, path: &str, shown: &str) -> Answer {
    app.request(Method::GET, path).bearer_auth(shown).send_and_read().await
}

async fn run(app: &TestApp, sql: &str) {
    app.sql().await.batch_execute(sql).await.unwrap();
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_hash() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let reply = ada.post(URL, json!({ "name": " Script ", "scopes": ["practice", "read"], "expiresInDays": 30 })).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (201, "no-store"));
    let mut made = reply.json();
    let key = made.as_object_mut().unwrap().remove("key").unwrap();
    let key = key.as_str().unwrap();
    assert!(key.len() == 56 && key.starts_with("darasa_"), "{key}");
    assert_eq!((&made["name"], &made["lastUsedOn"]), (&json!("Script"), &json!(null)));
    assert_eq!(made["scopes"], json!(["read", "practice"]));
    assert_eq!(ada.get(URL).await.json(), json!({ "items": [made] }));
    let kept = "select count(*) from api_keys k where key_sha256 = sha256($1::bytea)
        and expires_at = created_at + interval '30 days' and not to_jsonb(k)::text like '%' || $2 || '%'";
    let secret = &key["darasa_".len()..50];
    let row = app.sql().await.query_one(kept, &[&secret.as_bytes(), &secret]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn keys_are_listed_newest_first_and_each_is_its_owners_alone() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, json!(made(&ada, &["read"]).await.1));
    }
    let (bobs, bobs_id) = made(&bob, &["read"]).await;
    let listed = ada.get(URL).await;
    assert_eq!(listed.json()["items"].as_array().unwrap().iter().map(|key| key["id"].clone()).collect::<Vec<_>>(), ids);
    assert_eq!(ada.delete(&format!("{URL}/{bobs_id}")).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.delete(&format!("{URL}/x")).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(get(&app, "/api/users/me", &bobs).await.json()["id"], json!("user_bob"));
    let not_changed = ada.request(Method::GET, URL).header("if-none-match", listed.header("etag"));
    assert_eq!(not_changed.send_and_read().await.status, 304);
    assert_eq!(app.person("carl").get(URL).await.json(), json!({ "items": [] }), "whom nobody has met yet");
}

#[tokio::test]
async fn a_name_scopes_and_days_are_checked_at_their_limits() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for body in [
        json!({ "name": "x", "scopes": ["read"], "expiresInDays": 1 }),
        json!({ "name": "ü".repeat(100), "scopes": ["practice"], "expiresInDays": 365 }),
        json!({ "name": "x", "scopes": ["read"], "expiresInDays": null }),
    ] {
        assert_eq!(ada.post(URL, body.clone()).await.status, 201, "{body}");
    }
    for (body, wrong) in [
        (json!({}), vec!["#/name", "#/scopes"]),
        (json!({ "name": " ", "scopes": [], "expiresInDays": 0 }), vec!["#/name", "#/scopes", "#/expiresInDays"]),
        (
            json!({ "name": "x".repeat(101), "scopes": ["read", "read"], "expiresInDays": 366 }),
            vec!["#/name", "#/scopes", "#/expiresInDays"],
        ),
        (json!({ "name": "x", "scopes": ["write"], "expiresInDays": 1.5 }), vec!["#/scopes", "#/expiresInDays"]),
        (json!({ "name": "x", "scopes": ["read"], "key": "darasa_x" }), vec!["#/key"]),
    ] {
        assert_eq!(pointers(&ada.post(URL, body.clone()).await), wrong, "{body}");
    }
    assert_eq!(app.count("select count(*) from api_keys").await, 3);
    assert_eq!(app.count("select count(*) from api_keys where expires_at is null").await, 1);
}

#[tokio::test]
async fn ten_keys_are_the_most_also_of_many_made_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    made(&ada, &["read"]).await;
    made(&bob, &["read"]).await;

    let replies = join_all((0..20).map(|_| ada.post(URL, json!({ "name": "x", "scopes": ["read"] })))).await;

    let (good, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
    assert_eq!((good.len(), refused.len()), (9, 11));
    let keys: HashSet<_> = good.iter().map(|reply| reply.json()["key"].to_string()).collect();
    assert_eq!(keys.len(), 9);
    for reply in refused {
        assert_eq!(reply.problem(), (409, "too-many-keys".to_owned()));
    }
    assert_eq!(app.count("select count(*) from api_keys where user_id = 'user_ada'").await, 10);
    let oldest = ada.get(URL).await.json()["items"][9]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.delete(&format!("{URL}/{oldest}")).await.status, 204);
    made(&ada, &["read"]).await;
    made(&bob, &["read"]).await;
}
