//! `/api/job-infos` and `/api/job-infos/{id}`.

mod bounds;
mod fields;
mod lists;
mod strangers;
mod versions;

use darasa_local::testing::test_app::{Person, SendRequest, TestApp};
use http::Method;
use serde_json::{Value, json};

use crate::{path_of, saved_job};

const URL: &str = "/api/job-infos";

fn acme() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

/// GET, PATCH and DELETE.
async fn in_every_verb(person: &Person<'_>, path: &str) -> Vec<(u16, String)> {
    let replies =
        [person.get(path).await, person.patch(path, json!({ "name": "Mine now" })).await, person.delete(path).await];
    replies.iter().map(|reply| reply.problem()).collect()
}

#[tokio::test]
async fn ada_saves_a_job_and_reads_it_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let created = ada
        .post("/api/job-infos", json!({ "name": " Acme ", "experienceLevel": "senior", "description": "Rust" }))
        .await;

    assert_eq!(created.status, 201, "{}", created.text);
    let job = created.json();
    assert_eq!(created.header("location"), format!("/api/job-infos/{}", job["id"].as_str().unwrap()));
    assert_eq!(created.header("etag"), "\"1\"");
    assert_eq!(
        job,
        json!({
            "id": job["id"], "name": "Acme", "title": null, "experienceLevel": "senior", "description": "Rust",
            "interviewOn": null, "createdAt": job["createdAt"], "updatedAt": job["updatedAt"],
        })
    );
    assert_eq!(ada.get(created.header("location")).await.json(), job);
    assert_eq!(ada.get("/api/job-infos").await.json(), json!({ "items": [job], "nextCursor": null }));
}

#[tokio::test]
async fn ids_are_uuids_and_times_have_milliseconds() {
    let app = TestApp::start().await;

    let job = saved_job(&app.person("ada"), "Acme").await;

    assert_eq!(job["id"].as_str().unwrap().len(), 36);
    let created = job["createdAt"].as_str().unwrap();
    assert_eq!((created.len(), &created[19..20], &created[23..]), (24, ".", "Z"), "{created}");
    assert_eq!(job["createdAt"], job["updatedAt"]);
}

#[tokio::test]
async fn what_is_the_callers_is_cached_by_their_browser_only() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for path in [path_of(&job), "/api/job-infos".to_owned()] {
        let reply = ada.get(&path).await;

        assert_eq!(reply.header("cache-control"), "private, no-cache", "{path}");
        assert_eq!(reply.header("vary"), "Authorization, Cookie", "{path}");
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
        assert!(reply.header("etag").starts_with('"'), "a strong tag at {path}");
    }
}

#[tokio::test]
async fn ada_changes_one_field_and_the_others_stay() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut job = saved_job(&ada, "Acme").await;
    let mut version = 1;

    for (field, value, kept) in [
        ("name", json!("  Globex "), json!("Globex")),
        ("title", json!("Lead"), json!("Lead")),
        ("experienceLevel", json!("mid-level"), json!("mid-level")),
        ("description", json!("Rust and SQL"), json!("Rust and SQL")),
        ("title", json!(null), json!(null)),
        ("title", json!("Staff"), json!("Staff")),
        ("title", json!("  "), json!(null)),
    ] {
        let changed = ada.patch(&path_of(&job), json!({ field: value })).await;

        assert_eq!(changed.status, 200, "{}", changed.text);
        version += 1;
        assert_eq!(changed.header("etag"), format!("\"{version}\""));
        let now = changed.json();
        assert!(now["updatedAt"].as_str() >= job["updatedAt"].as_str(), "time goes on");
        job[field] = kept;
        job["updatedAt"] = now["updatedAt"].clone();
        assert_eq!(now, job);
        assert_eq!(ada.get(&path_of(&job)).await.json(), job);
    }
    assert_ne!(job["updatedAt"], job["createdAt"]);
}

#[tokio::test]
async fn a_change_of_nothing_leaves_every_field_as_it_was() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    let changed = ada.patch(&path_of(&job), json!({})).await;

    assert_eq!(changed.status, 200);
    for field in ["name", "title", "experienceLevel", "description", "createdAt"] {
        assert_eq!(changed.json()[field], job[field], "{field}");
    }
}

#[tokio::test]
async fn ada_deletes_a_job_and_it_is_gone_in_every_verb() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);

    let deleted = ada.delete(&path_of(&job)).await;

    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
    assert_eq!(in_every_verb(&ada, &path_of(&job)).await, vec![(404, "not-found".to_owned()); 3]);
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([other]));
}

#[tokio::test]
async fn what_was_made_for_a_job_goes_with_it_and_what_was_used_stays_used() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    let sql = app.sql().await;
    for id in [&job["id"], &other["id"]] {
        sql.batch_execute(&format!(
            "insert into questions (id, job_info_id, text, difficulty, model)
             values (gen_random_uuid(), '{0}', 'Why?', 'easy', 'm');
             insert into usage_counters (user_id, kind, used) values ('user_ada', 'question', 1)
             on conflict (user_id, kind) do update set used = usage_counters.used + 1",
            id.as_str().unwrap()
        ))
        .await
        .unwrap();
    }

    assert_eq!(ada.delete(&path_of(&job)).await.status, 204);

    assert_eq!(app.count("select count(*) from questions").await, 1);
    let questions = ada.get(&format!("/api/questions?jobInfoId={}", other["id"].as_str().unwrap())).await.json();
    assert_eq!(questions["items"].as_array().unwrap().len(), 1);
    assert_eq!(ada.get("/api/users/me").await.json()["features"]["questions"]["used"], 2);
}
