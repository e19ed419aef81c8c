//! Programs: what a key opens, how it is shown, and when it opens nothing any more.

use darasa_local::testing::test_app::ORIGIN;

use super::*;
use crate::{export, logs::Log};

async fn me(app: &TestApp, key: &str) -> u16 {
    get(app, "/api/users/me", key).await.status.as_u16()
}

#[tokio::test]
async fn a_program_reads_and_practises_as_its_owner() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (key, _) = made(&ada, &["read", "practice"]).await;
    app.until("select plan_features is not null from users").await;
    let by_key = |method, path: &str| app.request(method, path).bearer_auth(&key);

    let new = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = by_key(Method::POST, JOBS).json(&new).send_and_read().await.json();
    assert_eq!(get(&app, JOBS, &key).await.json(), ada.get(JOBS).await.json());
    let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let question = by_key(Method::POST, "/api/ai/questions/generate-question").json(&asked).send_and_read().await;
    assert_eq!(question.status, 200, "{}", question.text);
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"]["used"], 1, "it spends the same plan");
    assert_eq!(get(&app, "/api/users/me", &key).await.json(), me);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn only_the_header_shows_a_key() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (key, _) = made(&ada, &["read"]).await;
    let request = |path: &str| app.request(Method::GET, path).header("origin", ORIGIN);
    for shown in [
        request("/api/users/me").header("cookie", format!("__session={key}")),
        request(&format!("/api/users/me?key={key}&api_key={key}&access_token={key}")),
        request("/api/users/me").header("x-api-key", &key),
        request("/api/users/me").header("authorization", format!("Basic {key}")),
        request("/api/users/me").header("authorization", format!("Bearer  {}", &key[1..])),
        request("/api/users/me").bearer_auth(key.to_uppercase()),
    ] {
        let refused = shown.send_and_read().await;
        assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()));
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    for header in [format!("Bearer {key}"), format!("bearer   {key} "), key.clone()] {
        let reply = request("/api/users/me").header("authorization", &header).send_and_read().await;
        assert_eq!(reply.status, 200, "{header}");
    }
    // The header wins, also a bad one over a good cookie.
    let both =
        request("/api/users/me").bearer_auth(format!("{key}0")).header("cookie", format!("__session={}", ada.token));
    assert_eq!(both.send_and_read().await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_a_key_costs_no_query_and_what_can_costs_one() {
    let (app, proxy) = TestApp::behind_a_proxy(Default::default()).await;
    let ada = app.person("ada");
    let (key, id) = made(&ada, &["read"]).await;
    assert_eq!(me(&app, &key).await, 200);
    app.until("select count(*) = 1 from api_keys where last_used_on is not null").await;
    app.until("select count(*) = 1 from users where plan_seen_at is not null").await;
    let trips = || proxy.round_trips();

    let before = trips();
    assert_eq!(me(&app, &key).await, 200);
    assert_eq!(trips() - before, 2, "one for the key, one for what is read");
    let before = trips();
    let last = key.as_bytes()[55];
    for wrong in [
        format!("{}{}", &key[..55], if last == b'0' { '1' } else { '0' }),
        format!("{key}0"),
        key[..55].to_owned(),
        "darasa_".to_owned(),
        format!("darasa_{}", "0".repeat(49)),
        format!("darasa_{}", "x".repeat(7_000)),
    ] {
        assert_eq!(me(&app, &wrong).await, 401, "{wrong}");
    }
    assert_eq!(trips(), before, "the checksum tells");
    assert_eq!(get(&app, URL, &key).await.problem(), (403, "scope".to_owned()));
    assert_eq!(trips() - before, 1, "a closed route is told from the key alone");

    assert_eq!(ada.delete(&format!("{URL}/{id}")).await.status, 204);
    assert_eq!(me(&app, &key).await, 401);
}

#[tokio::test]
async fn a_deleted_or_expired_key_opens_nothing_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let [(gone, id), (over, _), (late, _)] =
        [made(&ada, &["read"]).await, made(&ada, &["read"]).await, made(&ada, &["read"]).await];
    for key in [&gone, &over, &late] {
        assert_eq!(me(&app, key).await, 200);
    }
    let newest = ada.get(URL).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    run(&app, "update api_keys set expires_at = now() + interval '1 minute'").await;
    assert_eq!(me(&app, &over).await, 200, "a minute before its end");
    run(&app, &format!("update api_keys set expires_at = now() where id <> '{newest}'")).await;
    assert_eq!((me(&app, &over).await, me(&app, &late).await), (401, 200));
    run(&app, "update api_keys set expires_at = null").await;

    assert_eq!(ada.delete(&format!("{URL}/{id}")).await.status, 204);

    assert_eq!((me(&app, &gone).await, me(&app, &over).await), (401, 200));
    assert_eq!(ada.delete(&format!("{URL}/{id}")).await.status, 404);
}

#[tokio::test]
async fn with_their_owner_all_keys_are_gone() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let ((key, _), (bobs, _)) = (made(&ada, &["read", "practice"]).await, made(&bob, &["read"]).await);
    delete_account(&app, &ada.id).await;
    let refused = get(&app, JOBS, &key).await;
    assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()));
    assert_eq!(refused.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#);
    assert_eq!(app.count("select count(*) from api_keys").await, 1);
    assert_eq!(me(&app, &bobs).await, 200);
    assert_eq!(ada.get(URL).await.status, 401);
    assert_eq!(ada.post(URL, json!({ "name": "x", "scopes": ["read"] })).await.status, 401);
}

#[tokio::test]
async fn the_day_of_the_last_use_is_written_once_a_day() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (key, id) = made(&ada, &["read"]).await;
    let noted = "select last_used_on = (now() at time zone 'UTC')::date from api_keys";
    assert_eq!(me(&app, &key).await, 200);
    app.until(noted).await;
    assert_eq!(ada.get(URL).await.json()["items"][0]["id"], json!(id));
    assert!(ada.get(URL).await.json()["items"][0]["lastUsedOn"].is_string());

    // A second write on the same day would be another version of the row.
    let version = "select xmin::text::bigint from api_keys";
    let before = app.count(version).await;
    for _ in 0..5 {
        assert_eq!(me(&app, &key).await, 200);
    }
    assert_eq!(app.count(version).await, before);

    run(&app, "update api_keys set last_used_on = last_used_on - 1").await;
    assert_eq!(get(&app, URL, &key).await.status, 403, "a use too, though it was refused");
    app.until(noted).await;
}

#[tokio::test]
async fn no_log_and_no_export_has_a_key_and_a_line_names_its_id() {
    let log = Log::keep();
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (key, id) = made(&ada, &["read"]).await;
    let wrong = format!("{}x", &key[..55]);
    for shown in [&key, &wrong] {
        me(&app, shown).await;
        get(&app, URL, shown).await;
    }
    run(&app, "alter table api_keys rename to elsewhere").await;
    assert_eq!(me(&app, &key).await, 500);
    run(&app, "alter table elsewhere rename to api_keys").await;

    assert!(!log.text().contains(&key[10..50]), "the log has a key");
    let lines = log.lines("request");
    let by_key: Vec<_> = lines.iter().filter(|line| line["api_key"] == json!(id)).collect();
    assert_eq!(by_key.len(), 2, "{lines:?}");
    assert!(by_key.iter().all(|line| line["user"].is_string()));

    let files = export::files_of(&ada).await;
    let rows: Value = serde_json::from_str(&files["data/api_keys.json"]).unwrap();
    assert_eq!((&rows[0]["name"], rows[0].get("key_sha256")), (&json!("Script"), None));
    assert!(!files.values().any(|file| file.contains(&key[10..50])));
}
