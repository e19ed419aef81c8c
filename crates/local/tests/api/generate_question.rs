//! `/api/ai/questions/generate-question`.

use darasa_local::{emulators::gemini::Answer, test_app::TestApp};
use serde_json::json;

#[tokio::test]
async fn ada_gets_a_question_streamed_and_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = ada
        .post("/api/job-infos", json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" }))
        .await
        .json();
    app.gemini.next(Answer::text(["# Send\n\n", "What does ", "Send mean?"]));

    let reply =
        ada.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": job["id"] })).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let id = reply.header("x-question-id");
    assert_eq!(
        reply.text,
        format!(
            "f:{{\"messageId\":\"msg-{}\"}}\n0:\"# Send\\n\\n\"\n0:\"What does \"\n0:\"Send mean?\"\n2:[{{\"questionId\":\"{id}\"}}]\ne:{{\"finishReason\":\"stop\",\"isContinued\":false}}\nd:{{\"finishReason\":\"stop\"}}\n",
            &id.replace('-', "")[..24]
        )
    );
    let listed = ada.get(&format!("/api/questions?jobInfoId={}", job["id"].as_str().unwrap())).await.json();
    assert_eq!(listed["items"][0]["id"], id);
    assert_eq!(listed["items"][0]["text"], "# Send\n\nWhat does Send mean?");
    assert_eq!(listed["items"][0]["latestAnswer"], json!(null));
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"], json!({ "limit": 5, "used": 1, "remaining": 4 }));
}
