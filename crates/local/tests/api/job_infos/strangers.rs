//! Authorisation: other people's jobs, jobs that never were, people who are new or deleted.

use darasa_local::{emulators::clerk::Fault, testing::test_app::Answer};
use futures_util::future::join_all;

use super::*;
use crate::{NOTHING, delete_account, pointers, walk};

#[tokio::test]
async fn bob_sees_adas_job_no_more_than_a_missing_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    let missing = format!("/api/job-infos/{NOTHING}");
    saved_job(&bob, "Globex").await;

    assert_eq!(in_every_verb(&bob, &path_of(&job)).await, vec![(404, "not-found".to_owned()); 3]);
    let (foreign, nothing) = (bob.get(&path_of(&job)).await, bob.get(&missing).await);
    let words = |reply: &Answer| {
        let mut problem = reply.json();
        problem["requestId"] = json!(null);
        problem
    };
    assert_eq!(words(&foreign), words(&nothing));

    let read = ada.get(&path_of(&job)).await;
    assert_eq!((read.json(), read.header("etag")), (job.clone(), "\"1\""));
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([job]));
    assert_eq!(bob.get("/api/job-infos").await.json()["items"][0]["name"], "Globex");
}

#[tokio::test]
async fn an_id_that_is_none_names_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    for id in ["1", "%20", "%00", "%ff", "null", "..%2f", "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d3", "%27%20or%20true"] {
        let path = format!("/api/job-infos/{id}");
        assert_eq!(in_every_verb(&ada, &path).await, vec![(404, "not-found".to_owned()); 3], "{id}");
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 1);
}

#[tokio::test]
async fn a_bad_body_is_told_before_a_missing_job() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for id in [NOTHING, "nonsense"] {
        let refused = ada.patch(&format!("/api/job-infos/{id}"), json!({ "name": "" })).await;
        assert_eq!(pointers(&refused), ["#/name"]);
    }
}

#[tokio::test]
async fn whoever_we_have_not_met_owns_nothing_and_clerk_is_not_asked() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    assert_eq!(ada.get("/api/job-infos").await.json(), json!({ "items": [], "nextCursor": null }));
    let path = format!("/api/job-infos/{NOTHING}");
    assert_eq!(in_every_verb(&ada, &path).await, vec![(404, "not-found".to_owned()); 3]);
    assert_eq!(pointers(&ada.post("/api/job-infos", json!({ "name": "Acme" })).await).len(), 2);

    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.clerk.received().len(), 0);
}

#[tokio::test]
async fn the_first_job_of_somebody_new_makes_their_account() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let replies = join_all((0..10).map(|_| ada.post("/api/job-infos", job.clone()))).await;

    assert!(replies.iter().all(|reply| reply.status == 201));
    assert_eq!(walk(&ada, "/api/job-infos?", 100, "name").await.len(), 10);
    let row = app.sql().await.query_one("select id, name, email from users", &[]).await.unwrap();
    let row: [Option<String>; 3] = [row.get(0), row.get(1), row.get(2)];
    assert_eq!(row.map(Option::unwrap), ["user_ada", "ada", "ada@example.com"]);
}

#[tokio::test]
async fn a_deleted_account_is_not_revived_by_a_write_even_with_clerk_away() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    delete_account(&app, &ada.id).await;
    app.clerk.fail_next(9, Fault::Status(500));

    let refused =
        ada.post("/api/job-infos", json!({ "name": "A", "experienceLevel": "junior", "description": "B" })).await;

    assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()));
    assert_eq!(app.clerk.received().len(), 0, "we know who it was");
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}
