//! Stored analyses: read with the text they were made of, judged for another job, and deleted.

use darasa_local::testing::test_app::{SendRequest, TestApp};

use super::*;

/// Has the text of an analysis judged for a job.
fn again(person: &Person<'_>, analysis: &str, job: &Value) -> reqwest::RequestBuilder {
    let id = job["id"].as_str().unwrap();
    posting(person, "", &[("analysisId", None, analysis.as_bytes()), ("jobInfoId", None, id.as_bytes())])
}

/// Has a file judged, and returns the path of its analysis.
async fn analyzed(app: &TestApp, person: &Person<'_>, job: &Value, file: &[u8]) -> String {
    app.gemini.next(in_deltas(&analysis().to_string()));
    assert_eq!(upload(person, job, file).await.status, 200);
    let listed = analyses(person, job).await;
    format!("{}/analyses/{}", path_of(job), listed[0]["id"].as_str().unwrap())
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn one_analysis_is_read_with_its_text_and_a_list_has_none() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for (file, text) in [
        (TEXT.as_bytes(), json!(TEXT.trim_end())),
        (PDF, json!("Ada Example\nSenior Engineer: Rust, PostgreSQL")),
        (SCAN, Value::Null),
    ] {
        let path = analyzed(&app, &ada, &job, file).await;

        let mut one = ada.get(&path).await.json();

        assert_eq!(one.as_object_mut().unwrap().remove("sourceText"), Some(text));
        assert_eq!(one, analyses(&ada, &job).await[0], "all else is as in the list");
    }
}

#[tokio::test]
async fn an_analysis_is_found_under_its_own_job_alone() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (job, other) = (job_for(&ada).await, saved_job(&ada, "Globex").await);
    let path = analyzed(&app, &ada, &job, TEXT.as_bytes()).await;
    let under_other = path.replace(job["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    for method in [Method::GET, Method::DELETE] {
        let reply = ada.request(method, &under_other).send_and_read().await;
        assert_eq!(reply.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(ada.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_deleted_analysis_is_gone_and_its_use_stays_used() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:2_resume_analysis");
    let job = job_for(&ada).await;
    let (first, second) =
        (analyzed(&app, &ada, &job, TEXT.as_bytes()).await, analyzed(&app, &ada, &job, b"Another").await);

    assert_eq!(ada.delete(&first).await.status, 204);

    assert_eq!(ada.get(&first).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.delete(&first).await.problem(), (404, "not-found".to_owned()));
    let left = analyses(&ada, &job).await;
    assert_eq!(left.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [id_of(&second)]);
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_text_is_judged_for_another_job_without_its_file() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (job, other) = (job_for(&ada).await, saved_job(&ada, "Globex").await);
    let described = json!({ "description": "We need Docker and Terraform." });
    assert_eq!(ada.patch(&path_of(&other), described).await.status, 200);
    let path = analyzed(&app, &ada, &job, TEXT.as_bytes()).await;
    app.gemini.next(in_deltas(&analysis().to_string()));

    let reply = again(&ada, id_of(&path), &other).send_and_read().await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let body = app.gemini.received().last().unwrap().body.to_string();
    assert!(body.contains("| Built services in Rust.") && body.contains("| We need Docker"), "{body}");
    let made = &analyses(&ada, &other).await[0];
    assert_eq!((&made["fileName"], &made["keywords"]["source"]), (&json!("ada.pdf"), &json!("text")));
    assert_eq!(terms(&made["keywords"]["found"]), ["Docker"]);
    let one = ada.get(&format!("{}/analyses/{}", path_of(&other), made["id"].as_str().unwrap())).await;
    assert_eq!(one.json()["sourceText"], TEXT.trim_end(), "and can be judged again");

    // The file itself is the same question, and so is its text.
    for same in [again(&ada, id_of(&path), &other), uploading(&ada, &other, TEXT.as_bytes())] {
        let replayed = same.send_and_read().await;
        assert_eq!((replayed.status.as_u16(), replayed.header("x-replayed")), (200, "true"));
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_was_judged_without_a_text_needs_its_file_again() {
    const AGAIN: (u16, &str) = (400, "The text of this résumé was not kept. Please upload the file again");
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let scan = analyzed(&app, &ada, &job, SCAN).await;
    let old = analyzed(&app, &ada, &job, TEXT.as_bytes()).await;
    app.sql().await.execute("update resume_analyses set source_text = null", &[]).await.unwrap();
    let asked = app.gemini.received().len();

    for path in [&scan, &old] {
        assert_eq!(again(&ada, id_of(path), &job).send_and_read().await.sentence(), AGAIN);
    }
    assert_eq!(app.gemini.received().len(), asked);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_form_names_a_file_or_an_analysis_of_ones_own() {
    const BOTH: (u16, &str) = (400, "Send either a file or the id of an analysis");
    const NOT_YOURS: (u16, &str) = (403, "You do not have permission to do this");
    let app = TestApp::start().await;
    let (ada, eve) = (app.person_with("ada", UNLIMITED), app.person_with("eve", UNLIMITED));
    let (job, eves) = (job_for(&ada).await, job_for(&eve).await);
    let path = analyzed(&app, &ada, &job, TEXT.as_bytes()).await;
    let asked = app.gemini.received().len();
    let (job_id, analysis) = (job["id"].as_str().unwrap().as_bytes(), id_of(&path));

    let file: Part<'_> = ("resumeFile", Some("a.txt"), b"Ada");
    let parts = [file, ("analysisId", None, analysis.as_bytes()), ("jobInfoId", None, job_id)];
    assert_eq!(posting(&ada, "", &parts).send_and_read().await.sentence(), BOTH);
    let neither = posting(&ada, "", &[("jobInfoId", None, job_id)]).send_and_read().await;
    assert_eq!(neither.sentence(), (400, "Invalid request"));
    assert_eq!(again(&ada, " ", &job).send_and_read().await.sentence(), (400, "Invalid request"));

    assert_eq!(again(&eve, analysis, &eves).send_and_read().await.sentence(), NOT_YOURS);
    assert_eq!(again(&ada, analysis, &eves).send_and_read().await.sentence(), NOT_YOURS);
    for unknown in [crate::NOTHING, "no-uuid"] {
        assert_eq!(again(&ada, unknown, &job).send_and_read().await.sentence(), NOT_YOURS, "{unknown}");
    }
    assert_eq!(app.gemini.received().len(), asked);
    app.ledger_is_sound().await;
}
