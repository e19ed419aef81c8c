//! Database outage at the worst moment: when the finished question has to be stored.

use darasa_local::{
    emulators::gemini::{Answer, ApiError},
    testing::{
        tcp_proxy::Cut,
        test_app::{SendRequest, Settings, TestApp},
    },
};

use super::*;

#[tokio::test]
async fn a_database_that_comes_back_in_time_still_gets_the_question() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);
    let reply = asking(&ada, &job, "").send().await.unwrap();
    let id = reply.headers()["x-question-id"].to_str().unwrap().to_owned();

    proxy.refuse();
    proxy.cut();
    gate.resume();
    proxy.until_refused(1).await;
    proxy.admit();

    assert_eq!(reply.text().await.unwrap(), in_v1(&id, &["# Send", "?"]));
    assert_eq!(app.count(&format!("select count(*) from questions where id = '{id}'")).await, 1);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// The statement happened, but its answer was lost; so it happens again, and counts once.
#[tokio::test]
async fn a_question_stored_twice_is_there_once_and_paid_once() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    proxy.cut_on("insert into questions", Cut::BeforeTheClientHears, 2);
    app.gemini.next(Answer::text(["# Send"]));

    let reply = ask(&ada, &job).await;

    assert_eq!(reply.text, in_v1(reply.header("x-question-id"), &["# Send"]));
    let stores = proxy.messages().iter().filter(|said| said.tag == 'P' && said.says("insert into questions")).count();
    assert!(stores >= 3, "two lost and one heard, not {stores}");
    assert_eq!(app.count("select count(*) from questions").await, 1);
    assert_eq!(app.count("select used::bigint from usage_counters").await, 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_database_that_stays_away_is_told_and_the_use_is_given_back_when_it_returns() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);
    let reply = asking(&ada, &job, "").send().await.unwrap();

    proxy.refuse();
    proxy.cut();
    gate.resume();

    let told = "3:\"Your result could not be saved. Nothing was charged; please try again.\"\nd:{\"finishReason\":\"error\"}\n";
    let text = reply.text().await.unwrap();
    assert!(text.ends_with(told), "{text}");
    assert_eq!(app.count("select count(*) from questions").await, 0);
    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1);
    proxy.admit();
    app.until("select count(*) = 1 from usage where state = 'released'").await;
    let me = ada.get("/api/users/me").await.json();
    assert_eq!(me["features"]["questions"], json!({ "limit": 5, "used": 0, "remaining": 5 }));
    app.ledger_is_sound().await;
}

/// A reservation whose answer was lost was perhaps made: it is not made twice, and given back behind the client's back.
#[tokio::test]
async fn a_reservation_whose_answer_is_lost_is_not_repeated() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    proxy.cut_on("insert into usage (", Cut::BeforeTheClientHears, 1);

    let reply = asking(&ada, &job, "").send_and_read().await;

    assert_eq!(reply.sentence(), (503, "unavailable"));
    assert_eq!(reply.header("retry-after"), "2");
    assert_eq!(app.gemini.received().len(), 0);
    app.until("select count(*) = 1 from usage where state = 'released'").await;
    assert_eq!(app.count("select count(*) from usage").await, 1);
    app.ledger_is_sound().await;
}

/// The client hears of the model's failure only, and does not wait for the database.
#[tokio::test]
async fn a_use_that_cannot_be_given_back_now_is_given_back_when_the_database_returns() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).then_error(ApiError::overloaded()).paused_after(1);
    app.gemini.next(answer);
    let reply = asking(&ada, &job, "").send().await.unwrap();

    proxy.refuse();
    proxy.cut();
    gate.resume();

    assert!(reply.text().await.unwrap().contains(MODEL_FAILED));
    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1);
    proxy.admit();
    app.until("select count(*) = 1 from usage where state = 'released'").await;
    app.ledger_is_sound().await;
}
