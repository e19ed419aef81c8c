//! Token counts of all that a model makes: whatever it is, what it cost stands on its receipt.

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::{Answer as Model, Usage},
    testing::model_service::Api,
};
use serde_json::json;

use crate::resumes::{PDF, TEXT, analysis, job_for, upload};

const ALL: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";

/// Some services tell what was used in a chunk of its own, behind the finish reason.
#[tokio::test]
async fn everything_that_a_model_makes_is_made_by_any_and_usage_behind_the_reason_stands_on_its_receipt() {
    for api in Api::ALL {
        let service = api.app(1, Pace::default()).await;
        let app = &service.app;
        let ada = app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        let says = |text: &str, prompt| {
            service.next(Model::text([text]).usage_behind(Usage { prompt, answer: 20, thoughts: 3 }));
        };

        says("# Send", 1);
        let asked = json!({ "prompt": "easy", "jobInfoId": job["id"] });
        let question = ada.post("/api/ai/questions/generate-question", asked).await;
        says("## Feedback (Rating: 7/10)", 2);
        let answer = json!({ "prompt": "It moves.", "questionId": question.header("x-question-id") });
        ada.post("/api/ai/questions/generate-feedback", answer).await;
        says(&analysis().to_string(), 3);
        // Local servers take no PDF.
        let file = if api == Api::Ollama { TEXT.as_bytes() } else { PDF };
        upload(&ada, &job, file).await;
        says("Why Rust?", 4);
        let interview =
            ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.header("location").to_owned();
        ada.post(&format!("{interview}/reply"), json!({ "prompt": "Hello." })).await;
        ada.post(&format!("{interview}/finish"), json!({})).await;
        says("# Overall (Rating: 8/10)", 5);
        let id = interview.rsplit('/').next().unwrap();
        ada.post("/api/ai/interviews/generate-feedback", json!({ "interviewId": id })).await;

        let query =
            "select concat_ws(' ', kind, input_tokens, output_tokens) from usage where state = 'settled' order by 1";
        let receipts = app.sql().await.query(query, &[]).await.unwrap();
        let receipts: Vec<String> = receipts.iter().map(|row| row.get(0)).collect();
        // An interview's own use is paid once; its words are paid turn by turn.
        let expected = [
            "answer_feedback 2 23",
            "interview",
            "interview_feedback 5 23",
            "interview_turn 4 23",
            "question 1 23",
            "resume_analysis 3 23",
        ];
        assert_eq!(receipts, expected, "{api:?}");
        let by_another = format!(
            "select count(*) from usage where state = 'settled' and kind <> 'interview' and model <> '{}'",
            api.models()[0]
        );
        assert_eq!(app.count(&by_another).await, 0, "{api:?}");
        app.ledger_is_sound().await;
    }
}
