//! Utterances: added in any order, any number of times, once each, and within bounds.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use futures_util::future::join_all;
use http::Method;

use super::*;
use crate::pointers;

async fn texts(app: &TestApp) -> Vec<String> {
    let rows = app.sql().await.query("select text from utterances order by seq", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn what_was_said_is_stored_once_however_often_it_is_told() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let first = tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.json(), json!({ "nextSeq": 2, "missing": [], "stored": 2, "duplicates": 0 }));
    assert_eq!(first.header("cache-control"), "no-store");
    let again = tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;
    assert_eq!(again.json(), json!({ "nextSeq": 2, "missing": [], "stored": 0, "duplicates": 2 }));
    let more = tell(&ada, &interview, batch(1, &["Hi.", "Why Rust?"])).await;
    assert_eq!(more.json(), json!({ "nextSeq": 3, "missing": [], "stored": 1, "duplicates": 1 }));

    assert_eq!(texts(&app).await, ["Hello.", "Hi.", "Why Rust?"]);
    let begun = ada.get(&interview).await.json();
    assert_eq!((&begun["state"], &begun["kind"]), (&json!("active"), &json!("voice")));
    assert_eq!(counted(&app).await, (1, 0), "the first utterance settles");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_order_of_arrival_does_not_matter_and_gaps_are_told() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let ahead = tell(&ada, &interview, batch(4, &["5", "6"])).await;
    assert_eq!(ahead.json(), json!({ "nextSeq": 6, "missing": [0, 1, 2, 3], "stored": 2, "duplicates": 0 }));
    let mut reordered = batch(1, &["2", "3"]);
    reordered["items"].as_array_mut().unwrap().reverse();
    let filled = tell(&ada, &interview, reordered).await;
    assert_eq!(filled.json(), json!({ "nextSeq": 6, "missing": [0, 3], "stored": 2, "duplicates": 0 }));
    tell(&ada, &interview, batch(0, &["1"])).await;
    tell(&ada, &interview, batch(3, &["4"])).await;

    assert_eq!(texts(&app).await, ["1", "2", "3", "4", "5", "6"]);
}

#[tokio::test]
async fn the_same_number_with_other_words_is_a_conflict_and_nothing_of_the_batch_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await;

    let reply = tell(&ada, &interview, batch(0, &["Hello.", "Bye.", "Why?"])).await;

    assert_eq!(reply.problem(), (409, "conflicts".to_owned()));
    assert_eq!(reply.json()["conflicts"], json!([1]));
    for (field, value) in
        [("at", json!(1)), ("endedAtMs", json!(null)), ("interrupted", json!(true)), ("speaker", json!("interviewer"))]
    {
        let mut other = batch(1, &["Hi."]);
        other["items"][0][field] = value;
        assert_eq!(tell(&ada, &interview, other).await.json()["conflicts"], json!([1]), "{field}");
    }
    assert_eq!(texts(&app).await, ["Hello.", "Hi."]);
}

#[tokio::test]
async fn batches_sent_at_the_same_moment_are_all_there_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let same = join_all((0..8).map(|_| tell(&ada, &interview, batch(0, &["Hello.", "Hi."])))).await;
    let stored: i64 = same.iter().map(|reply| reply.json()["stored"].as_i64().unwrap()).sum();
    assert_eq!(stored, 2);

    let replies = join_all((0..8).map(|nth| {
        let (ada, interview) = (&ada, &interview);
        async move { tell(ada, interview, batch(2, &[&format!("I am {nth}.")])).await }
    }))
    .await;
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 409 && reply.json()["conflicts"] == json!([2])).count();
    assert_eq!((won, lost), (1, 7));
    assert_eq!(texts(&app).await.len(), 3);
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_is_no_utterance_is_named() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let with = |field: &str, value: Value| {
        let mut batch = batch(0, &["Hello.", "Hi."]);
        batch["items"][1][field] = value;
        batch
    };
    for (field, value) in [
        ("seq", json!(-1)),
        ("seq", json!(10_000)),
        ("seq", json!("1")),
        ("seq", json!(0)),
        ("speaker", json!("agent")),
        ("text", json!("")),
        ("text", json!(" \n")),
        ("text", json!("x".repeat(4_001))),
        ("text", json!("a\u{0}b")),
        ("at", json!(-1)),
        ("at", json!(1.5)),
        ("at", json!(null)),
        ("endedAtMs", json!(9_999)),
        ("interrupted", json!("no")),
        ("role", json!("candidate")),
    ] {
        let reply = tell(&ada, &interview, with(field, value.clone())).await;
        assert_eq!(pointers(&reply), [format!("#/items/1/{field}")], "{value}");
    }
    for items in [json!([]), json!({}), json!(null), json!([1])] {
        let pointer = if items == json!([1]) { "#/items/0" } else { "#/items" };
        assert_eq!(pointers(&tell(&ada, &interview, json!({ "items": items })).await), [pointer]);
    }
    let fifty_one = batch(0, &["x"; 51]);
    assert_eq!(pointers(&tell(&ada, &interview, fifty_one).await), ["#/items"]);
    assert_eq!(texts(&app).await.len(), 0);
    assert_eq!(ada.get(&interview).await.json()["state"], "created");
}

#[tokio::test]
async fn at_the_bounds_all_is_well_and_above_nothing_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let long = "é".repeat(4_000);
    assert_eq!(tell(&ada, &interview, batch(0, &[&long])).await.status, 200);
    assert_eq!(tell(&ada, &interview, batch(200, &["far"])).await.json()["nextSeq"], 201);
    assert_eq!(pointers(&tell(&ada, &interview, batch(401, &["too far"])).await), ["#/items"]);

    let padding = " ".repeat(64 * 1024 - batch(1, &["x"]).to_string().len());
    let at = batch(1, &["x"]).to_string() + &padding;
    let send = |body: String| ada.request(Method::POST, &format!("{interview}/utterances")).body(body).send_and_read();
    assert_eq!(send(at.clone()).await.status, 200);
    assert_eq!(send(at + " ").await.problem(), (413, "body-too-large".to_owned()));

    app.sql().await.execute("update interviews set utterance_count = 499", &[]).await.unwrap();
    assert_eq!(pointers(&tell(&ada, &interview, batch(2, &["a", "b"])).await), ["#/items"]);
    assert_eq!(tell(&ada, &interview, batch(2, &["a"])).await.status, 200);
    app.sql().await.execute("update interviews set utterance_count = 9, character_count = 199998", &[]).await.unwrap();
    assert_eq!(pointers(&tell(&ada, &interview, batch(3, &["abc"])).await), ["#/items"]);
    assert_eq!(tell(&ada, &interview, batch(3, &["ab"])).await.status, 200);
}

#[tokio::test]
async fn times_outside_the_interview_are_moved_to_its_end() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let mut late = batch(0, &["Hello."]);
    (late["items"][0]["at"], late["items"][0]["endedAtMs"]) = (json!(86_000_000), json!(86_000_001));
    assert_eq!(tell(&ada, &interview, late.clone()).await.json()["stored"], 1);
    assert_eq!(tell(&ada, &interview, late).await.json()["duplicates"], 1);
    assert_eq!(app.count("select max(at_ms) from utterances").await, 40 * 60_000);
}

#[tokio::test]
async fn the_window_closes_ten_minutes_after_the_time_is_over() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello."])).await;
    time_passes(&app, "39 minutes").await;
    assert_eq!(tell(&ada, &interview, batch(1, &["Hi."])).await.status, 200);

    time_passes(&app, "2 minutes").await;

    assert_eq!(tell(&ada, &interview, batch(2, &["Late."])).await.problem(), (409, "window-closed".to_owned()));
    assert_eq!(texts(&app).await.len(), 2);
}

/// The last words and the end are sent at the same moment, when a page is closed.
#[tokio::test]
async fn after_the_end_there_is_a_minute_for_what_is_on_its_way() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Hello."])).await;
    ada.post(&format!("{interview}/finish"), json!({ "lastSeq": 1 })).await;

    assert_eq!(tell(&ada, &interview, batch(1, &["Bye."])).await.status, 200);
    time_passes(&app, "61 seconds").await;
    assert_eq!(tell(&ada, &interview, batch(2, &["Late."])).await.problem(), (409, "finished".to_owned()));
    assert_eq!(ada.get(&interview).await.json()["state"], "finished");
}

#[tokio::test]
async fn a_written_interview_takes_no_utterances() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    assert_eq!(say(&ada, &interview, "").await.status, 200);
    assert_eq!(tell(&ada, &interview, batch(1, &["Hello."])).await.problem(), (409, "other-kind".to_owned()));
    assert_eq!(ada.post(&format!("{interview}/voice"), json!({})).await.problem(), (409, "other-kind".to_owned()));
}
