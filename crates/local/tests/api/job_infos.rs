//! `/api/job-infos` and `/api/job-infos/{id}`.

use darasa_local::test_app::TestApp;
use serde_json::json;

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
            "createdAt": job["createdAt"], "updatedAt": job["updatedAt"],
        })
    );
    assert_eq!(ada.get(created.header("location")).await.json(), job);
    assert_eq!(ada.get("/api/job-infos").await.json(), json!({ "items": [job], "nextCursor": null }));
}
