//! Same answers: what the API said to a person before everything was lost it says again, byte for byte.

use darasa_local::{
    services::postgres::connect,
    testing::test_app::{Answer, Person, Settings, TestApp, postgres},
};
use serde_json::json;

use crate::support::Vault;

/// Ada prepares for a job: questions, an answer with feedback, an interview.
async fn prepares(ada: &Person<'_>) -> Vec<String> {
    let job =
        json!({"name": "Acme", "title": "Engineer ☕", "experienceLevel": "senior", "description": "Rust\n\t\\. \\N"});
    let job = ada.post("/api/job-infos", job).await;
    assert_eq!(job.status, 201, "{}", job.text);
    let job = job.json()["id"].as_str().unwrap().to_owned();
    let asked = ada.post("/api/ai/questions/generate-question", json!({"prompt": "hard", "jobInfoId": job})).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let list = ada.get(&format!("/api/questions?jobInfoId={job}")).await.json();
    let question = list["items"][0]["id"].as_str().unwrap().to_owned();
    let answer = json!({"prompt": "Because it moves.", "questionId": question});
    assert_eq!(ada.post("/api/ai/questions/generate-feedback", answer).await.status, 200);
    let interview = ada.post("/api/interviews", json!({"jobInfoId": job})).await;
    assert_eq!(interview.status, 201, "{}", interview.text);
    let interview = interview.json()["id"].as_str().unwrap().to_owned();
    let said = ada.post(&format!("/api/interviews/{interview}/reply"), json!({"prompt": "Hello"})).await;
    assert_eq!(said.status, 200, "{}", said.text);
    vec![
        "/api/users/me".to_owned(),
        "/api/job-infos".to_owned(),
        format!("/api/job-infos/{job}"),
        format!("/api/job-infos/{job}/analyses"),
        format!("/api/questions?jobInfoId={job}"),
        format!("/api/questions/{question}"),
        format!("/api/questions/{question}/answers"),
        format!("/api/interviews?jobInfoId={job}"),
        format!("/api/interviews/{interview}"),
        format!("/api/interviews/{interview}/transcript"),
    ]
}

async fn answers(person: &Person<'_>, paths: &[String]) -> Vec<(String, u16, String, String)> {
    let mut answers = Vec::new();
    for path in paths {
        let Answer { status, headers, text } = person.get(path).await;
        let etag = headers.get("etag").map(|etag| etag.to_str().unwrap().to_owned()).unwrap_or_default();
        answers.push((path.clone(), status.as_u16(), etag, text));
    }
    answers
}

#[tokio::test]
async fn after_everything_was_dropped_the_api_answers_the_same_bytes() {
    let vault = Vault::new();
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let paths = prepares(&ada).await;
    let before = answers(&ada, &paths).await;
    assert!(before.iter().all(|(_, status, _, text)| *status == 200 && text.len() > 2), "{before:?}");
    app.ledger_is_sound().await;
    let exported = vault.export(&app.database_url).await.unwrap();

    // The same database by its name, with nothing of it left.
    let url = app.database_url.clone();
    let name = url.rsplit('/').next().unwrap().to_owned();
    drop(app);
    postgres().await.drop_database(&name).await.unwrap();
    assert!(connect(&url).await.is_err());
    postgres().await.create_database(&name).await.unwrap();
    vault.restore(&exported.id, &url).await.unwrap();

    let app = TestApp::on(url, Settings::default()).await;
    let ada = app.person("ada");
    assert_eq!(answers(&ada, &paths).await, before);
    app.ledger_is_sound().await;
    let job = json!({"name": "Globex", "experienceLevel": "junior", "description": "SQL"});
    assert_eq!(ada.post("/api/job-infos", job).await.status, 201, "and life goes on");
}
