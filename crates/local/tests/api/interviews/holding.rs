//! Reservation of an interview's use while it begins: it does not lapse and is not given back, so that no plan has an
//! interview too many.

use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    testing::test_app::TestApp,
};
use http::Method;
use reqwest::Response;

use super::*;

/// Lets the reservations of interviews have so many seconds left.
async fn left(app: &TestApp, seconds: i64) {
    let sql = format!("update usage set expires_at = now() + interval '{seconds} seconds' where kind = 'interview'");
    app.sql().await.batch_execute(&sql).await.unwrap();
}

async fn seconds_left(app: &TestApp) -> i64 {
    app.count("select extract(epoch from expires_at - now())::bigint from usage where kind = 'interview'").await
}

/// A first turn that waits after its first word, and what lets it go on.
async fn first_turn(person: &Person<'_>, interview: &str, answer: Model) -> (Response, impl FnOnce()) {
    let (answer, gate) = answer.paused_after(1);
    person.app.gemini.next(answer);
    let path = format!("{interview}/reply?stream=text");
    let turn = person.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();
    assert_eq!(turn.status(), 200);
    (turn, move || gate.resume())
}

async fn finish(person: &Person<'_>, interview: &str) -> Value {
    person.post(&format!("{interview}/finish"), json!({})).await.json()["state"].clone()
}

async fn refused(person: &Person<'_>, job: &Value) {
    assert_eq!(create(person, job).await.problem(), (403, "PLAN_LIMIT".to_owned()));
}

#[tokio::test]
async fn a_use_does_not_lapse_while_the_first_turn_is_made() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (interview, job) = (created(&ada).await, saved_job(&ada, "Globex").await);
    left(&app, 10).await;

    let (turn, go_on) = first_turn(&ada, &interview, Model::text(["Why ", "Rust?"])).await;
    time_passes(&app, "290 seconds").await;
    refused(&ada, &job).await;
    go_on();

    assert_eq!(turn.text().await.unwrap(), "Why Rust?");
    refused(&ada, &job).await;
    assert_eq!(counted(&app).await, (1, 0), "one of one");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_use_does_not_lapse_while_a_voice_token_is_made() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (interview, job) = (created(&ada).await, saved_job(&ada, "Globex").await);
    left(&app, 10).await;
    // Nobody gets a token while somebody else looks at the budget of the day.
    let budgets = app.sql().await;
    budgets.batch_execute("begin; lock table voice_budgets in exclusive mode").await.unwrap();

    let voice = format!("{interview}/voice");
    let meanwhile = async {
        crate::until_blocked(&app, 1).await;
        // The interview's row is locked by whoever waits, so only the reservation ages.
        let aged = "update usage set expires_at = expires_at - interval '290 seconds'";
        app.sql().await.batch_execute(aged).await.unwrap();
        refused(&ada, &job).await;
        budgets.batch_execute("commit").await.unwrap();
    };
    let (connected, ()) = tokio::join!(ada.post(&voice, json!({})), meanwhile);

    assert_eq!(connected.status, 200, "{}", connected.text);
    refused(&ada, &job).await;
    assert_eq!(counted(&app).await, (1, 0), "one of one");
    app.ledger_is_sound().await;
}

/// Five minutes are the longest life of a request. Words that are refused begin nothing, and hold the use all the same.
#[tokio::test]
async fn a_use_is_held_for_longer_when_less_than_the_life_of_a_request_is_left() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let ahead = || batch(500, &["Ahead."]);

    left(&app, 320).await;
    assert_eq!(tell(&ada, &interview, ahead()).await.status, 422);
    assert!((300..=320).contains(&seconds_left(&app).await), "it is long enough");
    left(&app, 290).await;
    assert_eq!(tell(&ada, &interview, ahead()).await.status, 422);
    assert!(seconds_left(&app).await > 3_500, "a whole hour again");

    assert_eq!(counted(&app).await, (0, 1), "and no second use");
    app.ledger_is_sound().await;
}

/// A plan that ended takes nothing away that is held, and opens nothing anew.
#[tokio::test]
async fn a_use_that_is_held_stays_held_when_the_plan_ends() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let without = app.person_with("ada", "u:5_questions");

    left(&app, -1).await;
    assert_eq!(tell(&without, &interview, batch(0, &["Hello."])).await.problem(), (403, "PLAN_LIMIT".to_owned()));
    left(&app, 10).await;
    assert_eq!(tell(&without, &interview, batch(0, &["Hello."])).await.status, 200);

    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_end_in_mid_turn_gives_nothing_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (interview, job) = (created(&ada).await, saved_job(&ada, "Globex").await);
    let (turn, go_on) = first_turn(&ada, &interview, Model::text(["Why ", "Rust?"])).await;

    assert_eq!([finish(&ada, &interview).await, finish(&ada, &interview).await], ["finished", "finished"]);
    refused(&ada, &job).await;
    go_on();

    assert_eq!(turn.text().await.unwrap(), "Why Rust?");
    refused(&ada, &job).await;
    assert_eq!(counted(&app).await, (1, 0), "one of one");
    let read = ada.get(&interview).await.json();
    assert_eq!((&read["state"], &read["kind"]), (&json!("finished"), &json!("text")));
    app.ledger_is_sound().await;
}

/// The turn failed, so nothing was shown for the use. The end may also be told again.
#[tokio::test]
async fn an_end_in_mid_turn_gives_the_use_back_when_the_turn_came_to_nothing() {
    for told_again in [true, false] {
        let app = TestApp::start().await;
        let ada = app.person("ada");
        let (interview, job) = (created(&ada).await, saved_job(&ada, "Globex").await);
        let fails = Model::text(["Why "]).then_error(ApiError::overloaded());
        let (turn, go_on) = first_turn(&ada, &interview, fails).await;
        assert_eq!(finish(&ada, &interview).await, "finished");
        go_on();
        assert!(turn.text().await.is_err(), "plain text has no other way to say that it failed");
        app.until("select count(*) = 1 from usage where kind = 'interview_turn' and state = 'released'").await;
        refused(&ada, &job).await;

        if told_again {
            assert_eq!(finish(&ada, &interview).await, "finished");
        } else {
            time_passes(&app, "301 seconds").await;
        }

        assert_eq!(create(&ada, &job).await.status, 201, "told again: {told_again}");
        assert_eq!(counted(&app).await, (0, 1));
        app.ledger_is_sound().await;
    }
}

/// The end is committed between the look at the interview and the claim on its turn.
#[tokio::test]
async fn a_turn_does_not_begin_when_the_interview_ended_before_its_claim() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    assert_eq!(app.count("select count(*) from usage_counters where kind = 'interview_turn'").await, 0);
    let counters = app.sql().await;
    counters.batch_execute("begin; lock table ai_budgets in exclusive mode").await.unwrap();

    let meanwhile = async {
        crate::until_blocked(&app, 1).await;
        assert_eq!(finish(&ada, &interview).await, "finished");
        counters.batch_execute("commit").await.unwrap();
    };
    let (turn, ()) = tokio::join!(say(&ada, &interview, "Hello."), meanwhile);

    assert_eq!(turn.sentence(), (409, "finished"));
    assert_eq!((app.gemini.received().len(), counted(&app).await), (0, (0, 0)));
    app.ledger_is_sound().await;
}

/// What was shown is paid, also when nothing of it is kept.
#[tokio::test]
async fn an_interview_whose_job_goes_in_mid_turn_counts() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let job = ada.get(&interview).await.json()["jobInfoId"].as_str().unwrap().to_owned();
    let (turn, go_on) = first_turn(&ada, &interview, Model::text(["Why ", "Rust?"])).await;

    assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);
    go_on();

    assert_eq!(turn.text().await.unwrap(), "Why Rust?");
    assert_eq!(counted(&app).await, (1, 0), "one of one");
    app.ledger_is_sound().await;
}

/// A turn that its model cut is part of the conversation, and so is feedback that was cut; both are paid.
#[tokio::test]
async fn what_the_model_cut_is_kept_and_paid() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let long = "Why Rust? ".repeat(20);
    app.gemini.next(Model::text([&long]).finish("RECITATION"));
    assert_eq!(say(&ada, &interview, "Hello.").await.text, long);
    assert_eq!(counted(&app).await, (1, 0));
    assert_eq!(finish(&ada, &interview).await, "finished");
    assert_eq!(ada.get(&format!("{interview}/transcript")).await.json()["items"][1]["text"], long);

    app.gemini.next(Model::text([&long]).finish("SAFETY"));
    let feedback = ada.post("/api/ai/interviews/generate-feedback", json!({ "interviewId": id_of(&interview) })).await;

    assert!(feedback.text.ends_with("d:{\"finishReason\":\"length\"}\n"), "{}", feedback.text);
    assert_eq!(ada.get(&interview).await.json()["feedback"], long);
    assert_eq!(app.count("select count(*) from usage where state <> 'settled'").await, 0);
    app.ledger_is_sound().await;
}
