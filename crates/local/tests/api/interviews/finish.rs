//! Finishing an interview, once or many times, and deleting it.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use http::Method;

use super::*;
use crate::pointers;

#[tokio::test]
async fn an_interview_ends_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;
    let finish = format!("{interview}/finish");

    let first = ada.post(&finish, json!({ "lastSeq": 1, "reason": "hung up" })).await;
    time_passes(&app, "1 minute").await;
    let again = ada.request(Method::POST, &finish).send_and_read().await;

    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.json()["state"], "finished");
    assert!(first.json()["finishedAt"].is_string());
    assert_eq!(again.json()["state"], "finished");
    assert_eq!(again.json()["updatedAt"], first.json()["updatedAt"], "nothing happened the second time");
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn an_end_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let body = json!({ "lastSeq": -1, "state": "finished" });
    assert_eq!(pointers(&ada.post(&format!("{interview}/finish"), body).await), ["#/lastSeq", "#/state"]);
    let foreign = json!({ "sessionId": "vs_of_another_page" });
    let reply = ada.post(&format!("{interview}/finish"), foreign).await;
    assert_eq!(reply.problem(), (409, "superseded".to_owned()));
    assert_eq!(ada.get(&interview).await.json()["state"], "created");
}

#[tokio::test]
async fn one_that_never_began_gives_its_use_back_and_cannot_begin() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    assert_eq!(ada.post(&format!("{interview}/finish"), json!({})).await.json()["state"], "finished");

    assert_eq!(interviews_left(&ada).await, json!({ "limit": 1, "used": 0, "remaining": 1 }));
    let finished = (409, "finished".to_owned());
    assert_eq!(tell(&ada, &interview, batch(0, &["Hello."])).await.problem(), finished);
    assert_eq!(ada.post(&format!("{interview}/voice"), json!({})).await.problem(), finished);
    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (409, "finished"));
    assert_eq!(counted(&app).await, (0, 0));
    app.ledger_is_sound().await;
}

/// A browser that died tells nothing; ten minutes after its time is over an interview is finished all the same.
#[tokio::test]
async fn a_spoken_interview_whose_time_is_over_is_finished() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;

    time_passes(&app, "39 minutes").await;
    assert_eq!(ada.get(&interview).await.json()["state"], "active");
    time_passes(&app, "2 minutes").await;
    let over = ada.get(&interview).await.json();
    assert_eq!(over["state"], "finished");
    assert!(over["finishedAt"].is_string());
}

#[tokio::test]
async fn a_deleted_interview_takes_its_words_along_and_its_use_stays_used() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;

    assert_eq!(bob.delete(&interview).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.delete(&interview).await.status, 204);

    for gone in
        [ada.get(&interview).await, ada.delete(&interview).await, tell(&ada, &interview, batch(2, &["So."])).await]
    {
        assert_eq!(gone.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(app.count("select (select count(*) from interviews) + (select count(*) from utterances)").await, 0);
    assert_eq!(interviews_left(&ada).await, json!({ "limit": 1, "used": 1, "remaining": 0 }));
    app.ledger_is_sound().await;
}
