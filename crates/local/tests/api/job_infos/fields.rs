//! Validation of a job's fields, and the error about each that does not fit.

use darasa_local::testing::test_app::SendRequest;
use http::Method;

use super::*;
use crate::{NOTHING, pointers};

#[tokio::test]
async fn every_level_is_known_and_a_blank_title_is_none() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for level in ["junior", "mid-level", "senior"] {
        for (given, kept) in
            [(json!(" \t\n"), json!(null)), (json!(null), json!(null)), (json!(" Lead "), json!("Lead"))]
        {
            let job = json!({ "name": "Acme", "title": given, "experienceLevel": level, "description": " Rust\n" });
            let created = ada.post("/api/job-infos", job).await;

            assert_eq!(created.status, 201, "{}", created.text);
            let job = created.json();
            assert_eq!((&job["title"], &job["experienceLevel"]), (&kept, &json!(level)));
            assert_eq!(job["description"], "Rust");
        }
    }
}

#[tokio::test]
async fn everything_that_is_missing_is_named_at_once() {
    let app = TestApp::start().await;

    let refused = app.person("ada").post("/api/job-infos", json!({})).await;

    assert_eq!(pointers(&refused), ["#/name", "#/experienceLevel", "#/description"]);
}

/// What is wrong with a field, for a new job and for a change alike.
fn wrong_fields() -> Vec<(&'static str, Value, &'static str)> {
    let long = |count: usize| json!("é".repeat(count));
    vec![
        ("name", json!(null), "#/name"),
        ("name", json!(""), "#/name"),
        ("name", json!(" \u{3000}\n"), "#/name"),
        ("name", json!(7), "#/name"),
        ("name", json!(["Acme"]), "#/name"),
        ("name", json!("Ac\u{0}me"), "#/name"),
        ("name", json!("\u{0}"), "#/name"),
        ("name", long(256), "#/name"),
        ("title", json!(7), "#/title"),
        ("title", json!({}), "#/title"),
        ("title", json!("Le\u{0}ad"), "#/title"),
        ("title", long(256), "#/title"),
        ("experienceLevel", json!(null), "#/experienceLevel"),
        ("experienceLevel", json!(""), "#/experienceLevel"),
        ("experienceLevel", json!("boss"), "#/experienceLevel"),
        ("experienceLevel", json!("Senior"), "#/experienceLevel"),
        ("experienceLevel", json!(" senior"), "#/experienceLevel"),
        ("experienceLevel", json!(1), "#/experienceLevel"),
        ("description", json!(null), "#/description"),
        ("description", json!("   "), "#/description"),
        ("description", json!(true), "#/description"),
        ("description", json!("Ru\u{0}st"), "#/description"),
        ("description", long(20_001), "#/description"),
        // Nobody assigns what is not theirs to assign.
        ("id", json!(NOTHING), "#/id"),
        ("userId", json!("user_bob"), "#/userId"),
        ("user_id", json!("user_bob"), "#/user_id"),
        ("version", json!(9), "#/version"),
        ("createdAt", json!("2020-01-01T00:00:00.000Z"), "#/createdAt"),
        ("updatedAt", json!(null), "#/updatedAt"),
        ("experience_level", json!("junior"), "#/experience_level"),
        ("Name", json!("Acme"), "#/Name"),
        ("__proto__", json!({ "admin": true }), "#/__proto__"),
        ("a/b~c", json!(1), "#/a~1b~0c"),
        ("", json!(1), "#/"),
    ]
}

#[tokio::test]
async fn a_job_with_a_wrong_field_is_refused_by_name_and_not_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for (field, value, pointer) in wrong_fields() {
        let mut job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
        job[field] = value;

        let refused = ada.post("/api/job-infos", job).await;

        assert_eq!(pointers(&refused), [pointer], "{}", refused.text);
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}

#[tokio::test]
async fn a_change_with_a_wrong_field_is_refused_by_name_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for (field, value, pointer) in wrong_fields() {
        let mut change = json!({ "description": "Changed" });
        change[field] = value;

        let refused = ada.patch(&path_of(&job), change).await;

        assert_eq!(pointers(&refused), [pointer], "{}", refused.text);
    }
    let read = ada.get(&path_of(&job)).await;
    assert_eq!((read.json(), read.header("etag")), (job, "\"1\""));
}

#[tokio::test]
async fn lengths_are_counted_in_characters_after_trimming() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for character in ["a", "é", "🦀"] {
        let job = json!({
            "name": format!("  {}\n", character.repeat(255)),
            "title": character.repeat(255),
            "experienceLevel": "junior",
            "description": character.repeat(20_000),
        });

        let created = ada.post("/api/job-infos", job).await;

        assert_eq!(created.status, 201, "{character}: {}", created.text);
        let read = ada.get(created.header("location")).await.json();
        assert_eq!(read["name"], character.repeat(255));
        assert_eq!(read["title"], character.repeat(255));
        assert_eq!(read["description"], character.repeat(20_000));
        let changed = ada.patch(created.header("location"), json!({ "name": "x", "description": "y" })).await;
        assert_eq!(changed.status, 200, "one character is enough");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_where_it_breaks() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let deep = "[".repeat(10_000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"Acme",
        b"{\"name\":}",
        b"{\"name\":\"Acme\"} and more",
        b"\xef\xbb\xbf{}",
        b"{\"name\":\"\xff\"}",
        deep.as_bytes(),
    ];

    for body in bodies {
        for (method, path) in [(Method::POST, "/api/job-infos".to_owned()), (Method::PATCH, path_of(&job))] {
            let refused = ada.request(method, &path).body(body.to_vec()).send_and_read().await;

            assert_eq!(refused.problem(), (400, "bad-json".to_owned()), "{:?}", String::from_utf8_lossy(body));
            assert!(!refused.text.contains("Acme"), "the body is not quoted: {}", refused.text);
        }
    }
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([job]));
}

#[tokio::test]
async fn json_that_is_no_object_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for body in [json!([]), json!([{ "name": "Acme" }]), json!("Acme"), json!(null), json!(7)] {
        assert_eq!(pointers(&ada.post("/api/job-infos", body).await), ["#"]);
    }
}
