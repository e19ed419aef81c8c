//! Failover: the primary is lost, its replica is promoted, and darasa goes on there (docs/recovery.md, Lost Neon).

use std::{path::Path, time::Instant};

use darasa_local::{
    services::postgres::{Postgres, Purpose, replica::Replica},
    testing::test_app::TestApp,
};
use serde_json::json;

use crate::{
    path_of,
    read_only::{EVERYTHING, Hand, JOBS, Things, ready, said},
};

/// Not the server of all tests, for this one is killed.
fn primary() -> Postgres {
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    Postgres::start(Purpose::Test, checkout).expect("a Postgres of its own")
}

/// The steps of the runbook; `--nocapture` shows how long they took.
#[tokio::test]
async fn a_replica_that_is_promoted_answers_the_same_bytes_and_takes_writes() {
    let (hand, primary) = (Hand::new(), primary());
    let url = primary.fresh_database().await.unwrap();
    let replica = Replica::of(&primary).await.unwrap();
    let standby = replica.url(&url).unwrap();
    let app = TestApp::on(url.clone(), hand.settings(&[("DATABASE_REPLICA_URL", &standby)])).await;
    let ada = app.person_with("ada", EVERYTHING);
    let things = Things::of(&ada).await;
    let before = things.read(&ada).await;
    app.until_replicated_by(&replica).await;

    primary.kill().unwrap();
    let lost = Instant::now();
    let texts = |read: &[(String, String)]| read.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
    let meanwhile = things.read(&ada).await;
    assert_eq!(texts(&meanwhile), texts(&before));
    assert!(meanwhile.iter().all(|(_, header)| header == "true"), "what is deployed goes on reading");
    things.are_refused(&ada).await;

    let promoting = Instant::now();
    replica.promote(&url).await.unwrap();
    let promoted = promoting.elapsed();
    let switched = TestApp::on(standby, hand.settings(&[])).await;
    let ada = switched.person_with("ada", EVERYTHING);
    assert_eq!(ready(&switched).await, said(200, ["ok", "ok", "off", "ok"]));
    assert_eq!(things.read(&ada).await, before, "the same bytes, and nothing of a read-only mode");
    let job = json!({ "name": "Beta", "experienceLevel": "senior", "description": "SQL" });
    let saved = ada.post(JOBS, job).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    assert_eq!(ada.get(&path_of(&saved.json())).await.text, saved.text);
    let seconds = lost.elapsed().as_secs_f64();
    println!("promoted in {:.1} s; first write {seconds:.1} s after the loss", promoted.as_secs_f64());

    let question = json!({ "prompt": "easy", "jobInfoId": saved.json()["id"] });
    assert_eq!(ada.post("/api/ai/questions/generate-question", question).await.status, 200, "a use is charged there");
    switched.ledger_is_sound().await;
}
