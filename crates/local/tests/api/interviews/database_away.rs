//! Database outage at the worst moment of an interview.

use darasa_local::{
    emulators::gemini::Answer as Model,
    testing::{
        tcp_proxy::Cut,
        test_app::{Settings, TestApp},
    },
};
use http::Method;

use super::*;

const NO_CLAIM: &str = "select count(*) = 0 from usage where kind = 'interview_turn' and state = 'reserved'";

/// The statement happened, but its answer was lost; so it happens again, and counts once.
#[tokio::test]
async fn a_turn_stored_twice_is_there_once_and_paid_once() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    proxy.cut_on("insert into utterances", Cut::BeforeTheClientHears, 2);
    app.gemini.next(Model::text(["Why Rust?"]));

    assert_eq!(say(&ada, &interview, "Hello.").await.text, "Why Rust?");

    assert_eq!(app.count("select count(*) from utterances").await, 2);
    assert_eq!(app.count("select next_seq::bigint from interviews").await, 2);
    assert_eq!(counted(&app).await, (1, 0));
    assert_eq!(app.count("select used::bigint from usage_counters where kind = 'interview_turn'").await, 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_turn_that_cannot_be_stored_is_told_and_can_be_repeated_when_the_database_is_back() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply");
    let reply = ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();

    proxy.refuse();
    proxy.cut();
    gate.resume();

    assert!(reply.text().await.unwrap().contains("could not be saved"));
    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (503, "unavailable"));
    proxy.admit();
    app.until(NO_CLAIM).await;
    assert_eq!(say(&ada, &interview, "Hello.").await.status, 200);
    assert_eq!(app.count("select count(*) from utterances").await, 2);
    app.ledger_is_sound().await;
}

/// Whether the claim was made nobody heard; it must not stand in the way of whoever comes back when told to.
#[tokio::test]
async fn a_turn_whose_claim_was_not_heard_of_can_be_repeated_at_once() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    // As a parameter of its own, behind its length: queries of receipts name the kind too.
    proxy.cut_on("\0\0\0\u{e}interview_turn", Cut::BeforeTheClientHears, 1);

    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (503, "unavailable"));

    app.until(NO_CLAIM).await;
    assert_eq!(say(&ada, &interview, "Hello.").await.status, 200);
    assert_eq!(app.count("select count(*) from usage where kind = 'interview_turn' and state = 'released'").await, 1);
    app.ledger_is_sound().await;
}

/// As when a function died with it.
#[tokio::test]
async fn a_claim_that_nobody_gives_back_ends_by_itself() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (answer, _gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply");
    let _unended = ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();

    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (409, "in-progress"), "nobody knows whether it lives");
    time_passes(&app, "301 seconds").await;
    assert_eq!(say(&ada, &interview, "Hello.").await.status, 200);
    assert_eq!(app.count("select count(*) from utterances").await, 2);
    app.ledger_is_sound().await;
}

/// No credentials without a record of them.
#[tokio::test]
async fn a_session_that_cannot_be_noted_is_not_given_out() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    proxy.cut_on("voice_session = $2", Cut::BeforeTheServerReads, 1);

    let reply = ada.post(&format!("{interview}/voice"), json!({})).await;

    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    assert!(!reply.text.contains("auth_tokens"));
    assert_eq!(counted(&app).await, (0, 1));
    assert_eq!(app.count("select sum(seconds_spent) from voice_budgets").await, 0);
    assert_eq!(app.count("select mints::bigint from interviews").await, 0);
    assert_eq!(ada.post(&format!("{interview}/voice"), json!({})).await.status, 200);
    app.ledger_is_sound().await;
}
