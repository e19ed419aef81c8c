//! Drills: a rehearsal in a database of its own, which is gone afterwards, whatever came of it.

use darasa_backup::{
    Result,
    drill::{Drill, Report},
    progress::Bars,
};
use darasa_local::testing::test_app::{TestApp, postgres};
use serde_json::json;

use crate::support::{Vault, config, lived_in, newest, sql, wrong};

async fn drill(vault: &Vault, keep: bool) -> Result<Report> {
    let server = config(&postgres().await.url("postgres"));
    let (storage, identity) = (vault.storage(), vault.identity());
    Drill { server, root_certificate: None, storage, identity, keep, bars: Bars::Never }.run().await
}

/// Of this process: other tests rehearse at the same time, so each looks for its own.
async fn exists(name: &str) -> bool {
    let db = sql(&postgres().await.url("postgres")).await;
    let query = "select exists (select from pg_database where datname = $1)";
    db.query_one(query, &[&name]).await.unwrap().get(0)
}

async fn somebody_prepares() -> TestApp {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = ada.post("/api/job-infos", json!({"name": "A", "experienceLevel": "junior", "description": "x"})).await;
    let job = job.json()["id"].as_str().unwrap().to_owned();
    let asked = ada.post("/api/ai/questions/generate-question", json!({"prompt": "easy", "jobInfoId": job})).await;
    assert_eq!(asked.status, 200);
    assert_eq!(ada.post("/api/interviews", json!({"jobInfoId": job})).await.status, 201);
    app
}

#[tokio::test]
async fn a_drill_asks_the_api_for_one_of_each_and_says_what_was_lost_and_how_long_it_took() {
    let (vault, app) = (Vault::new(), somebody_prepares().await);
    let exported = vault.export(&app.database_url).await.unwrap();

    let report = drill(&vault, false).await.unwrap();

    assert_eq!((&report.id, report.rows, report.schema), (&exported.id, exported.rows, newest()));
    assert!(report.rpo_seconds >= 0 && report.rto_seconds.0.as_millis() > 0, "{report:?}");
    let asked = [
        "/api/ready",
        "/api/users/me",
        "/api/job-infos",
        "/api/job-infos/{id}",
        "/api/questions",
        "/api/job-infos/{id}/analyses",
        "/api/interviews",
        "/api/questions/{id}",
        "/api/questions/{id}/answers",
        "/api/interviews/{id}",
    ];
    assert_eq!(report.answers, asked);
    for sentence in ["counters say what their receipts say", "nobody who was deleted owns a row of job_infos"] {
        assert!(report.checks.iter().any(|check| check == sentence), "{:?}", report.checks);
    }
    assert_eq!(report.kept, None);
    let json = serde_json::to_value(&report).unwrap();
    assert!(json["rtoSeconds"].is_f64() && json["rpoSeconds"].is_i64(), "{json}");
}

#[tokio::test]
async fn what_does_not_hold_is_named_and_the_database_is_gone_all_the_same() {
    // The rows of the migrations' tests have a counter without receipts.
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    sql(&url)
        .await
        .batch_execute(
            "insert into job_infos (user_id, name, experience_level, description, id)
        values ('user_gone', 'x', 'junior', 'x', gen_random_uuid())",
        )
        .await
        .unwrap();
    vault.export(&url).await.unwrap();
    let (code, said) = wrong(drill(&vault, false).await);
    assert_eq!(code, 1);
    assert!(said.contains("counters say what their receipts say: not so for "), "{said}");
    assert!(said.contains("nobody who was deleted owns a row of job_infos: not so for 1 row(s)"), "{said}");

    let (_, said) = wrong(drill(&vault, true).await);
    let kept = said.split_whitespace().find(|word| word.starts_with("darasa_drill_")).unwrap().trim_end_matches(',');
    assert!(exists(kept).await, "{said}");
    postgres().await.drop_database(kept).await.unwrap();
}

#[tokio::test]
async fn without_an_archive_there_is_nothing_to_rehearse() {
    let vault = Vault::new();
    let (code, said) = wrong(drill(&vault, false).await);
    assert_eq!((code, said), (1, format!("there is no archive at {}", vault.url())));
}
