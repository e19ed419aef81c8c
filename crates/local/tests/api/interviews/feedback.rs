//! `/api/ai/interviews/generate-feedback`.

use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    testing::test_app::TestApp,
};
use futures_util::future::join_all;

use super::*;

const FEEDBACK: &str = "/api/ai/interviews/generate-feedback";
const RULES: &str = include_str!("../../../../core/src/domain/generation/prompts/interview_feedback.md");
pub const JUDGED: [&str; 2] =
    ["# Overall (Rating: 8/10)\n\n", "You said \"I write Rust every day\" and \"I invented the very computer\"."];

pub async fn judge(person: &Person<'_>, interview: &str) -> Answer {
    person.post(&format!("{FEEDBACK}?stream=text"), json!({ "interviewId": id_of(interview) })).await
}

async fn judge_anew(person: &Person<'_>, interview: &str) -> Answer {
    let body = json!({ "interviewId": id_of(interview), "regenerate": true, "prompt": "" });
    person.post(&format!("{FEEDBACK}?stream=text"), body).await
}

/// A spoken interview of two utterances that is over.
pub async fn finished(person: &Person<'_>) -> String {
    let interview = created(person).await;
    tell(person, &interview, batch(0, &["Why Rust?", "Um, I write Rust every day."])).await;
    person.post(&format!("{interview}/finish"), json!({ "lastSeq": 1 })).await;
    interview
}

#[tokio::test]
async fn ada_gets_feedback_streamed_stored_and_checked() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    app.gemini.next(Model::text(JUDGED));

    let reply = ada.post(FEEDBACK, json!({ "interviewId": id_of(&interview) })).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let data = format!("2:[{{\"interviewId\":\"{}\"}}]\n", id_of(&interview));
    assert!(reply.text.contains(&data) && reply.text.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{}", reply.text);
    assert_eq!(ada.get(&interview).await.json()["feedback"], JUDGED.concat());
    let query = "select concat_ws(' ', feedback_rating, feedback_evidence, feedback_model) from interviews";
    let kept: String = app.sql().await.query_one(query, &[]).await.unwrap().get(0);
    assert_eq!(kept, "8 0.5 gemini-3.8-flash");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_model_reads_the_job_the_pacing_and_the_transcript_with_its_times() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;

    judge(&ada, &interview).await;

    let body = &app.gemini.received()[0].body;
    assert_eq!(body["systemInstruction"]["parts"][0]["text"], RULES.trim());
    let pacing = r#"{"basis":"spans","answerDelayMedianMs":2000,"answerDelayLongestMs":2000,"talkRatio":0.5,"wordsPerMinute":45.0,"longestPauseMs":2000,"interruptions":0,"fillerWordsPerMinute":7.5}"#;
    let expected = format!(
        "The job:\n| Acme\nTitle:\n| Engineer\nExperience level: senior\nDescription:\n| Rust\n\nPacing, computed from the times (null: not known):\n{pacing}\n\nThe transcript:\n[00:00] Interviewer:\n| Why Rust?\n[00:10] Candidate:\n| Um, I write Rust every day.\n"
    );
    assert_eq!(body["contents"][0]["parts"][0]["text"], expected);
}

#[tokio::test]
async fn what_is_there_is_replayed_and_not_paid_again() {
    let app = TestApp::with_env([("AI_HOURLY_LIMIT", "2")]).await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    app.gemini.next(Model::text(JUDGED));
    let first = ada.post(FEEDBACK, json!({ "interviewId": id_of(&interview) })).await;

    for stream in ["v1", "ui", "text"] {
        let body = json!({ "interviewId": id_of(&interview), "prompt": "" });
        let again = ada.post(&format!("{FEEDBACK}?stream={stream}"), body).await;
        assert_eq!((again.status.as_u16(), again.header("x-replayed")), (200, "true"), "{stream}");
        assert!(again.text.contains("# Overall (Rating: 8/10)"), "{stream}: {}", again.text);
    }
    assert_eq!(first.header("x-replayed"), "");
    assert_eq!(app.gemini.received().len(), 1);

    app.gemini.next(Model::text(["# Overall (Rating: 9/10)"]));
    assert_eq!(judge_anew(&ada, &interview).await.text, "# Overall (Rating: 9/10)");
    assert_eq!(ada.get(&interview).await.json()["feedback"], "# Overall (Rating: 9/10)");
    assert_eq!(judge_anew(&ada, &interview).await.sentence(), (429, "RATE_LIMIT"));
    assert_eq!(judge(&ada, &interview).await.status, 200, "a replay needs no budget");
    assert_eq!(ada.post(FEEDBACK, json!({})).await.sentence(), (429, "RATE_LIMIT"), "before a bad body");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_two_at_once_one_is_made() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    let (answer, gate) = Model::text(JUDGED).paused_after(1);
    app.gemini.next(answer);
    let one = tokio::join!(judge(&ada, &interview), async {
        gate.reached().await;
        let others = join_all((0..4).map(|_| judge(&ada, &interview))).await;
        gate.resume();
        others
    });

    assert_eq!(one.0.text, JUDGED.concat());
    for other in one.1 {
        assert_eq!(other.sentence(), (409, "in-progress"));
    }
    assert_eq!(app.gemini.received().len(), 1);

    let replies = join_all((0..6).map(|_| judge_anew(&ada, &interview))).await;
    assert!(replies.iter().any(|reply| reply.status == 200));
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.sentence() == (409, "in-progress")));
    app.ledger_is_sound().await;
}

/// Without a gate to hold anybody back: whoever comes just after the first has finished gets what the first one got.
#[tokio::test]
async fn of_many_at_the_same_moment_one_pays() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    app.gemini.next(Model::text(JUDGED));

    let replies = join_all((0..12).map(|_| judge(&ada, &interview))).await;

    let told = replies.iter().filter(|reply| reply.text == JUDGED.concat()).count();
    let refused = replies.iter().filter(|reply| reply.text == "in-progress").count();
    assert!(told >= 1 && told + refused == 12, "{replies:?}");
    assert_eq!(app.gemini.received().len(), 1);
    let settled = "select count(*) from usage where kind = 'interview_feedback' and state = 'settled'";
    assert_eq!(app.count(settled).await, 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_interview_that_is_not_over_is_not_judged() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let not_completed = (409, "not-completed");
    let interview = created(&ada).await;
    assert_eq!(judge(&ada, &interview).await.sentence(), not_completed, "nothing was said");
    tell(&ada, &interview, batch(0, &["Why Rust?"])).await;
    assert_eq!(judge(&ada, &interview).await.sentence(), not_completed, "it goes on");
    ada.post(&format!("{interview}/finish"), json!({ "lastSeq": 1 })).await;
    assert_eq!(judge(&ada, &interview).await.sentence(), not_completed, "the last words are on their way");
    time_passes(&app, "61 seconds").await;
    assert_eq!(judge(&ada, &interview).await.status, 200, "and will not come");

    let silent = created(&ada).await;
    ada.post(&format!("{silent}/finish"), json!({})).await;
    assert_eq!(judge(&ada, &silent).await.sentence(), not_completed);
    let left = created(&ada).await;
    tell(&ada, &left, batch(0, &["Why Rust?", "It is safe."])).await;
    time_passes(&app, "41 minutes").await;
    assert_eq!(judge(&ada, &left).await.status, 200, "its browser died");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_bad_wish_is_answered_with_one_sentence() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for body in [
        json!({}),
        json!({ "interviewId": 1 }),
        json!({ "interviewId": "x", "regenerate": "yes" }),
        json!({ "interviewId": "x", "feedback": "10" }),
    ] {
        assert_eq!(ada.post(FEEDBACK, body).await.sentence(), (400, "Error generating your feedback"));
    }
    assert_eq!(ada.get(FEEDBACK).await.header("allow"), "POST, OPTIONS");
}

#[tokio::test]
async fn when_the_model_fails_the_old_feedback_stays() {
    let app = TestApp::with_env([("GEMINI_MODELS", "gemini-3.8-flash")]).await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    app.gemini.next(ApiError::overloaded());
    assert_eq!(judge(&ada, &interview).await.sentence(), (503, "unavailable"));
    app.gemini.next(Model::blocked("OTHER"));
    assert_eq!(judge(&ada, &interview).await.sentence(), (400, "Error generating your feedback"));
    app.gemini.next(Model::text(JUDGED));
    judge(&ada, &interview).await;
    app.gemini.next(Model::text(["# Overall"]).unfinished());
    let body = json!({ "interviewId": id_of(&interview), "regenerate": true });
    assert!(ada.post(FEEDBACK, body).await.text.contains("3:\"The model failed.\""));
    assert_eq!(ada.get(&interview).await.json()["feedback"], JUDGED.concat());
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn feedback_that_was_cut_does_not_take_the_place_of_one_that_is_whole() {
    let app = TestApp::with_env([("GEMINI_MODELS", "gemini-3.8-flash")]).await;
    let ada = app.person("ada");
    let interview = finished(&ada).await;
    app.gemini.next(Model::text(JUDGED));
    judge(&ada, &interview).await;
    let whole = ada.get(&interview).await.json();
    app.gemini.next(Model::text(["# Overall\n", &"Half of it. ".repeat(30)]).finish("SAFETY"));

    let body = json!({ "interviewId": id_of(&interview), "regenerate": true });
    let reply = ada.post(FEEDBACK, body).await;

    assert!(reply.text.ends_with("d:{\"finishReason\":\"length\"}\n"), "{}", reply.text);
    let kept = ada.get(&interview).await.json();
    assert_eq!((&kept["feedback"], &kept["rating"]), (&whole["feedback"], &whole["rating"]));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_huge_transcript_loses_its_middle_and_the_model_is_told() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let long = "word ".repeat(700);
    for from in (0..50).step_by(10) {
        assert_eq!(tell(&ada, &interview, batch(from, &[long.as_str(); 10])).await.status, 200);
    }
    ada.post(&format!("{interview}/finish"), json!({})).await;

    assert_eq!(judge(&ada, &interview).await.status, 200);

    let prompt = app.gemini.received()[0].body["contents"][0]["parts"][0]["text"].as_str().unwrap().to_owned();
    assert!(prompt.len() < 66_000, "{} bytes", prompt.len());
    assert!(prompt.contains("utterances in the middle of the conversation are left out here.)"));
    assert!(prompt.contains("[00:00] Interviewer") && prompt.contains("[08:10] Candidate"));
}
