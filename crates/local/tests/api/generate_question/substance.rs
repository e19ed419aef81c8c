//! Endings of the model's own, after its first words: what was shown in substance is stored and paid, also when it is
//! cut.

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::{Answer, ApiError},
    testing::test_app::{SendRequest, TestApp},
};

use super::*;

/// What a text has to have to be worth a use.
const SUBSTANCE: usize = 200;

/// Letters of two bytes, so that characters are counted.
fn letters(count: usize) -> String {
    "é".repeat(count)
}

/// All endings of the model's own after this text; of some it takes several answers to come to them.
fn endings(text: &str) -> Vec<(&'static str, Vec<Answer>)> {
    let said = |text: &str| Answer::text([text]);
    let mut characters = text.chars();
    let mut quarter = || characters.by_ref().take(text.chars().count() / 4).collect::<String>();
    let quarters = [quarter(), quarter(), quarter()];
    let rest: String = characters.collect();
    let mut continued: Vec<_> = quarters.iter().map(|part| said(part).finish("MAX_TOKENS")).collect();
    continued.push(said(&rest).finish("MAX_TOKENS"));
    let blocked = "data: {\"promptFeedback\":{\"blockReason\":\"OTHER\"}}\r\n\r\n";
    let huge = format!(
        "data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"{}\"}}]}}}}]}}\r\n\r\n",
        "x".repeat(262_144)
    );
    vec![
        ("MAX_TOKENS after three continuations", continued),
        ("MAX_TOKENS and nothing more", vec![said(text).finish("MAX_TOKENS"), Answer::empty().finish("MAX_TOKENS")]),
        ("SAFETY", vec![said(text).filtered("SAFETY")]),
        ("RECITATION", vec![said(text).finish("RECITATION")]),
        ("a reason nobody knows yet", vec![said(text).finish_alone("GREMLINS")]),
        ("blocked late", vec![said(text).then_raw(blocked)]),
        ("more than any answer of ours", vec![said(text).then_raw(huge)]),
    ]
}

#[tokio::test]
async fn a_text_cut_by_its_model_is_stored_and_paid_from_200_characters_on() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    for (count, (fault, answers)) in [SUBSTANCE, SUBSTANCE + 1]
        .into_iter()
        .flat_map(|count| endings(&letters(count)).into_iter().map(move |ending| (count, ending)))
    {
        answers.into_iter().for_each(|answer| app.gemini.next(answer));

        let reply = asking(&ada, &job, "?stream=v1").send_and_read().await;

        let id = reply.header("x-question-id").to_owned();
        let end = format!(
            "2:[{{\"questionId\":\"{id}\"}}]\ne:{{\"finishReason\":\"length\",\"isContinued\":false}}\nd:{{\"finishReason\":\"length\"}}\n"
        );
        assert!(without_repeats(&reply.text).ends_with(&end), "{fault}: {}", reply.text);
        let kept = ada.get(&format!("/api/questions/{id}")).await.json();
        assert_eq!(kept["text"], letters(count), "{fault}: as it was shown");
    }
    assert_eq!(app.count("select count(*) from usage where state <> 'settled'").await, 0);
    assert_eq!(app.count("select count(*) from usage where model is null").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_text_cut_by_its_model_below_200_characters_costs_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    for (fault, answers) in endings(&letters(SUBSTANCE - 1)) {
        answers.into_iter().for_each(|answer| app.gemini.next(answer));
        let reply = asking(&ada, &job, "?stream=v1").send_and_read().await;
        assert!(reply.text.ends_with("d:{\"finishReason\":\"error\"}\n"), "{fault}: {}", reply.text);
    }
    nothing_is_stored_or_charged(&app).await;
}

/// Nobody makes a connection break by what they write.
#[tokio::test]
async fn silence_and_cut_connections_cost_nothing_however_much_was_shown() {
    let app = hasty(Pace { between_deltas: millis(400), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let shown = || Answer::text([letters(1_000), "more".to_owned()]);
    let (silent, _never_opened) = shown().paused_after(1);
    for (fault, answers) in [
        ("an error frame", vec![shown().then_error(ApiError::overloaded())]),
        ("a cut", vec![shown().then_cut()]),
        ("an end without a reason", vec![shown().unfinished()]),
        ("garbage", vec![shown().then_garbage()]),
        ("no continuation", vec![shown().finish("MAX_TOKENS"), ApiError::overloaded().into()]),
        ("silence", vec![silent]),
    ] {
        answers.into_iter().for_each(|answer| app.gemini.next(answer));
        let reply = asking(&ada, &job, "?stream=v1").send_and_read().await;
        assert!(reply.text.ends_with("d:{\"finishReason\":\"error\"}\n"), "{fault}: {}", reply.text);
    }
    nothing_is_stored_or_charged(&app).await;
}

/// Four endings once showed four questions for nothing.
#[tokio::test]
async fn a_plan_of_one_shows_one_question_however_it_ends() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text([letters(800)]).finish("RECITATION"));

    let first = asking(&ada, &job, "?stream=ui").send_and_read().await;

    assert!(first.text.ends_with("data: {\"type\":\"finish\",\"finishReason\":\"length\"}\n\ndata: [DONE]\n\n"));
    assert_eq!(ask(&ada, &job).await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(app.gemini.received().len(), 1);
}

/// Bare text has no word for it, and needs none: what was shown is what is stored.
#[tokio::test]
async fn bare_text_that_was_cut_ends_well() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text([letters(SUBSTANCE)]).finish("RECITATION"));

    assert_eq!(asking(&ada, &job, "?stream=text").send_and_read().await.text, letters(SUBSTANCE));

    app.ledger_is_sound().await;
}

/// Whoever leaves has the rest made and pays for it, as ever; cut or not.
#[tokio::test]
async fn a_client_who_leaves_before_the_cut_finds_it_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text([letters(10), letters(SUBSTANCE)]).finish("SAFETY").paused_after(1);
    app.gemini.next(answer);
    let mut reply = asking(&ada, &job, "").send().await.unwrap();
    reply.chunk().await.unwrap();

    drop(reply);
    gate.resume();

    app.until("select exists (select from questions where length(text) = 210)").await;
    app.ledger_is_sound().await;
}
