//! Finish reasons: none is the end while the model's reply goes on, and nobody waits longer than a moment for more.

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::{Answer, ApiError, Usage},
    testing::test_app::{SendRequest, TestApp},
};

use super::*;
use crate::logs::Log;

/// What is waited for comes for certain, however slow the machine is.
const PATIENT: Duration = Duration::from_secs(60);
const WORDS: [&str; 3] = ["one ", "two ", "three."];

async fn settling_in(to_settle: Duration) -> TestApp {
    hasty(Pace { to_settle, ..Pace::default() }).await
}

/// The one question that is stored.
async fn stored(app: &TestApp) -> String {
    app.sql().await.query_one("select text from questions", &[]).await.unwrap().get(0)
}

/// Tokens read and written, as the one receipt has them.
async fn tokens(app: &TestApp) -> (i32, i32) {
    let query = "select input_tokens, output_tokens from usage where state = 'settled'";
    let row = app.sql().await.query_one(query, &[]).await.unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn a_reason_on_every_chunk_makes_the_first_piece_no_answer() {
    let app = settling_in(PATIENT).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    for protocol in ["v1", "ui", "text"] {
        app.gemini.next(Answer::finished_each(WORDS, "STOP").pace(millis(20)));
        let reply = asking(&ada, &job, &format!("?stream={protocol}")).send_and_read().await;
        let id = reply.header("x-question-id");
        let expected = match protocol {
            "v1" => in_v1(id, &WORDS),
            "ui" => in_ui(id, &WORDS),
            _ => WORDS.concat(),
        };
        assert_eq!(without_repeats(&reply.text), expected, "{protocol}");
    }
    assert_eq!(app.count("select count(*) from questions where text = 'one two three.'").await, 3);
    assert_eq!(app.gemini.received().len(), 3, "each was one call");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn text_behind_a_reason_goes_out_at_once_and_belongs_to_the_answer() {
    let app = settling_in(PATIENT).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::empty().finished("one ", "STOP").delta("two").paused_after(1);
    app.gemini.next(answer);

    let mut reply = asking(&ada, &job, "?stream=text").send().await.unwrap();
    let first = reply.chunk().await.unwrap().unwrap();
    assert_eq!(first, "one ", "while the model's reply is still open");
    assert_eq!(app.count("select count(*) from questions").await, 0);
    gate.resume();

    assert_eq!(reply.text().await.unwrap(), "two");
    assert_eq!(stored(&app).await, "one two");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_body_that_stays_open_behind_its_reason_is_a_whole_answer() {
    let app = settling_in(millis(50)).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(WORDS).left_open());

    let reply = ask(&ada, &job).await;

    assert_eq!(reply.text, in_v1(reply.header("x-question-id"), &WORDS));
    app.gemini.until_aborted(1).await;
    assert_eq!((stored(&app).await, tokens(&app).await), (WORDS.concat(), (12, 48)));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_last_reason_decides_whether_an_answer_is_continued() {
    let app = settling_in(PATIENT).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    let both = |first, last| Answer::empty().finished("one ", first).finished("two ", last);
    app.gemini.next(both("MAX_TOKENS", "STOP"));
    let stopped = ask(&ada, &job).await;
    assert_eq!(stopped.text, in_v1(stopped.header("x-question-id"), &["one ", "two "]));
    assert_eq!(app.gemini.received().len(), 1);

    app.gemini.next(both("STOP", "MAX_TOKENS"));
    app.gemini.next(Answer::text(["three."]));
    let continued = ask(&ada, &job).await;
    assert_eq!(continued.text, in_v1(continued.header("x-question-id"), &WORDS));
    assert_eq!(app.gemini.received().len(), 3);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_filter_or_an_error_behind_a_reason_has_the_last_word() {
    let app = settling_in(PATIENT).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let begun = || Answer::empty().finished("one ", "STOP");
    for (fault, answer) in [
        ("a filter", begun().reason("SAFETY")),
        ("an error", begun().then_error(ApiError::internal())),
        ("a bare error", begun().then_bare_error(ApiError::overloaded())),
        ("a cut event", begun().then_cut()),
    ] {
        app.gemini.next(answer);
        let reply = ask(&ada, &job).await;
        let failed = format!("0:\"one \"\n3:\"{MODEL_FAILED}\"\nd:{{\"finishReason\":\"error\"}}\n");
        assert_eq!(reply.text, format!("{}{failed}", start_in_v1(reply.header("x-question-id"))), "{fault}");
    }
    nothing_is_stored_or_charged(&app).await;
}

#[tokio::test]
async fn a_reason_without_a_word_waits_for_one_and_then_the_next_model_is_asked() {
    let app = settling_in(PATIENT).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    app.gemini.next(Answer::empty().reason("STOP").delta("one"));
    assert_eq!(asking(&ada, &job, "?stream=text").send_and_read().await.text, "one");

    app.gemini.next(Answer::empty().reason("STOP"));
    app.gemini.next(Answer::text(["two"]));
    assert_eq!(asking(&ada, &job, "?stream=text").send_and_read().await.text, "two");
    assert_eq!(app.gemini.received().len(), 3);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn usage_behind_the_reason_is_recorded_in_the_ledger_and_in_the_log() {
    let log = Log::keep();
    let app = settling_in(PATIENT).await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_of(&ada).await;
    let usage = Usage { prompt: 321, answer: 45, thoughts: 6 };
    let lower = Usage { prompt: 300, answer: 4, thoughts: 0 };
    for (case, answer) in [
        ("behind", Answer::text(WORDS).usage_behind(usage)),
        ("behind, and before", Answer::empty().without_usage().used(lower).finished("one", "STOP").used(usage)),
        ("on every chunk", Answer::text(WORDS).usage(usage)),
        ("before only", Answer::empty().without_usage().used(usage).finished("one", "STOP")),
        ("behind a cut", Answer::text(["x".repeat(200)]).filtered("SAFETY").usage_behind(usage)),
    ] {
        app.gemini.next(answer);
        assert_eq!(ask(&ada, &job).await.status, 200, "{case}");
        app.until("select not exists (select from usage where state = 'reserved')").await;
        assert_eq!(tokens(&app).await, (321, 51), "{case}");
        app.sql().await.batch_execute("delete from usage; delete from usage_counters").await.unwrap();
    }
    let lines = log.lines("request");
    let counted = lines.iter().filter(|line| line["gen_ai.usage.input_tokens"] == 321);
    assert_eq!(counted.filter(|line| line["gen_ai.usage.output_tokens"] == 51).count(), 5, "{lines:?}");
}
