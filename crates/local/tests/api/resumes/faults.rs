//! Model failures during a résumé analysis, and answers of another shape.

use darasa_local::{
    emulators::gemini::{Answer, ApiError},
    testing::test_app::{SendRequest, TestApp},
};

use super::*;

/// Uploads a résumé and expects the connection to break before a clean end.
async fn breaks(app: &TestApp, person: &Person<'_>, job: &Value, answer: Answer) {
    app.gemini.next(answer);
    let mut reply = uploading(person, job, TEXT.as_bytes()).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let broken = loop {
        match reply.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken, "the stream ended as if all were well");
}

/// Nothing stored, the plan's use given back, the budget spent.
async fn only_the_budget_is_spent(app: &TestApp, generations: i64) {
    uses_are(app, 0, generations).await;
}

/// Nothing stored, and so many uses taken by so many generations.
async fn uses_are(app: &TestApp, uses: i64, generations: i64) {
    app.until("select not exists (select from usage where state = 'reserved')").await;
    assert_eq!(app.count("select count(*) from resume_analyses").await, 0);
    assert_eq!(app.count("select coalesce(sum(used + reserved), 0)::bigint from usage_counters").await, uses);
    assert_eq!(app.count("select coalesce(sum(hour_spent), 0)::bigint from ai_budgets").await, generations);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_answer_that_says_little_or_is_cut_by_others_breaks_the_connection_and_costs_no_use() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_resume_analysis");
    let job = job_for(&ada).await;
    let said = analysis().to_string();
    let (cut, little) = (&said[..said.len() - 20], &said[..said.find(",\"jobMatch\"").unwrap() - 1]);
    let answers = [
        in_deltas(&said.replace("\"overallScore\":7.5", "\"overallScore\":11")),
        in_deltas(little),
        in_deltas(little).finish("MAX_TOKENS"),
        in_deltas(little).finish("SAFETY"),
        in_deltas(cut).then_error(ApiError::overloaded()),
        in_deltas(cut).then_cut(),
        in_deltas(cut).unfinished(),
        Answer::text(["I cannot judge this."]),
    ];
    let generations = answers.len() as i64;
    for answer in answers {
        breaks(&app, &ada, &job, answer).await;
    }
    only_the_budget_is_spent(&app, generations).await;
}

/// A score and a whole category were shown, and it was the model that ended: an object cannot be stored in part, and
/// whoever makes a model stumble would read their judgements for nothing.
#[tokio::test]
async fn an_answer_that_was_shown_in_substance_breaks_the_connection_and_is_paid() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let said = analysis().to_string();
    let (cut, just_enough) = (&said[..said.len() - 20], &said[..said.find(",\"jobMatch\"").unwrap()]);
    let mut missing = analysis();
    missing.as_object_mut().unwrap().remove("other");
    let answers = [
        in_deltas(cut),
        in_deltas(cut).finish("MAX_TOKENS"),
        in_deltas(cut).finish("SAFETY"),
        in_deltas(just_enough).finish("RECITATION"),
        in_deltas(&said.replace("\"score\":9.0", "\"score\":-1")),
        in_deltas(&missing.to_string()),
    ];
    let generations = answers.len() as i64;
    for answer in answers {
        breaks(&app, &ada, &job, answer).await;
    }
    uses_are(&app, generations, generations).await;
    assert_eq!(app.count("select count(*) from usage where model is null").await, 0, "and what it cost is known");
}

#[tokio::test]
async fn fences_and_words_around_the_object_are_left_out() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let said = analysis().to_string();
    for (file, around) in
        [("a", ["```json\n", "\n```\n"]), ("b", ["Here it is:\n\n", "\n\nGood luck!"]), ("c", ["\u{feff}", ""])]
    {
        app.gemini.next(in_deltas(&format!("{}{said}{}", around[0], around[1])));
        let reply = upload(&ada, &job, file.as_bytes()).await;
        assert_eq!(reply.text, said, "{around:?}");
    }
    assert_eq!(analyses(&ada, &job).await.len(), 3);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_model_that_fails_at_once_is_a_real_status() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_resume_analysis");
    let job = job_for(&ada).await;

    app.gemini.next(Answer::blocked("SAFETY"));
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.sentence(), (400, "Invalid request"));

    for _ in 0..2 {
        app.gemini.next(Answer::over_quota("17s"));
    }
    let away = uploading(&ada, &job, TEXT.as_bytes()).send_and_read().await;
    assert_eq!((away.sentence(), away.header("retry-after")), ((503, "unavailable"), "17"));
    only_the_budget_is_spent(&app, 2).await;
}

#[tokio::test]
async fn a_client_who_leaves_finds_the_analysis_stored() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let (answer, gate) = in_deltas(&analysis().to_string()).paused_after(3);
    app.gemini.next(answer);
    let mut reply = uploading(&ada, &job, TEXT.as_bytes()).send().await.unwrap();
    reply.chunk().await.unwrap();

    drop(reply);
    gate.resume();

    app.until("select exists (select from resume_analyses)").await;
    app.ledger_is_sound().await;
}
