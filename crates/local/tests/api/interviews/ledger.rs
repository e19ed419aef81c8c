//! Ledger of interviews: a use is reserved at creation, settled at the beginning, given back when none comes.

use darasa_core::{
    base::{clock, env},
    domain::accounts::receipts,
    storage::db::Db,
};
use darasa_local::{emulators::gemini::Answer as Model, testing::test_app::TestApp};
use futures_util::future::join_all;
use http::Method;

use super::*;

const LIMIT: fn() -> Value = || json!({ "limit": 1, "used": 1, "remaining": 0 });

#[tokio::test]
async fn an_interview_that_never_began_is_given_back_after_an_hour() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let abandoned = created(&ada).await;
    time_passes(&app, "59 minutes").await;
    assert_eq!(interviews_left(&ada).await, LIMIT());
    let job = saved_job(&ada, "Acme").await;
    assert_eq!(create(&ada, &job).await.problem(), (403, "PLAN_LIMIT".to_owned()));

    time_passes(&app, "2 minutes").await;

    assert_eq!(interviews_left(&ada).await["remaining"], 1);
    assert_eq!(create(&ada, &job).await.status, 201);
    assert_eq!(app.count("select count(*) from usage where state = 'released'").await, 1);
    assert_eq!(counted(&app).await, (0, 1));
    assert_eq!(tell(&ada, &abandoned, batch(0, &["Hello."])).await.problem(), (403, "PLAN_LIMIT".to_owned()));
    assert_eq!(say(&ada, &abandoned, "Hello.").await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(ada.post(&format!("{abandoned}/voice"), json!({})).await.problem(), (403, "PLAN_LIMIT".to_owned()));
    assert_eq!(ada.get(&abandoned).await.json()["state"], "created");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn one_begun_late_takes_a_use_while_there_is_one() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    time_passes(&app, "2 hours").await;

    let replies = join_all((0..4).map(|_| tell(&ada, &interview, batch(0, &["Hello."])))).await;

    assert!(replies.iter().any(|reply| reply.status == 200));
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.text.contains("PLAN_LIMIT")));
    assert_eq!(counted(&app).await, (1, 0));
    assert_eq!(interviews_left(&ada).await, LIMIT());
    app.ledger_is_sound().await;
}

/// The reservation ends while the first turn is being made: the turn comes all the same, and the interview has begun.
#[tokio::test]
async fn a_first_turn_that_comes_late_still_settles() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply?stream=text");
    let reply = ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();

    time_passes(&app, "2 hours").await;
    assert_eq!(interviews_left(&ada).await["used"], 0);
    gate.resume();

    assert_eq!(reply.text().await.unwrap(), "Why Rust?");
    assert_eq!(ada.get(&interview).await.json()["state"], "active");
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn one_whose_use_was_given_back_by_hand_goes_on_for_free_however_it_goes_on() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let db = Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap();
    let [written, spoken] = [created(&ada).await, created(&app.person("bob")).await];
    assert_eq!(say(&ada, &written, "Hello.").await.status, 200);
    assert_eq!(tell(&app.person("bob"), &spoken, batch(0, &["Hello."])).await.status, 200);
    let rows = app.sql().await.query("select id from usage where kind = 'interview'", &[]).await.unwrap();
    for row in &rows {
        assert!(receipts::give_back(&db, row.get(0)).await.unwrap().is_some_and(|given_back| given_back.was_settled));
    }

    assert_eq!(say(&ada, &written, "Rust.").await.status, 200);
    assert_eq!(tell(&app.person("bob"), &spoken, batch(1, &["Rust."])).await.status, 200);

    let given_back = "select count(*) from usage where kind = 'interview' and state = 'released'";
    assert_eq!((rows.len(), app.count(given_back).await), (2, 2));
    assert_eq!(interviews_left(&ada).await["remaining"], 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_interview_is_paid_once_however_it_goes_on() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello."])).await;
    time_passes(&app, "20 minutes").await;
    tell(&ada, &interview, batch(1, &["Hi."])).await;
    ada.post(&format!("{interview}/finish"), json!({})).await;
    time_passes(&app, "3 hours").await;

    assert_eq!(counted(&app).await, (1, 0));
    assert_eq!(interviews_left(&ada).await, LIMIT());
    app.ledger_is_sound().await;
}

/// Deleting a job gives nothing back that was used, and what was not used lapses.
#[tokio::test]
async fn deleting_the_job_changes_nothing_in_the_ledger() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let job = ada.get(&interview).await.json()["jobInfoId"].as_str().unwrap().to_owned();
    tell(&ada, &interview, batch(0, &["Hello."])).await;

    assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);

    assert_eq!(app.count("select count(*) from utterances").await, 0);
    assert_eq!(interviews_left(&ada).await, LIMIT());
    app.ledger_is_sound().await;
}
