//! Restarts of the server, killed with -9: between requests, under a stream, under a transaction.

use std::thread::spawn;

use darasa_local::emulators::gemini::Answer as Model;
use tokio::task::block_in_place;

use super::*;

/// On a thread of its own, as whoever restarts a server is nobody we wait for.
fn comes_back_after(postgres: Arc<Postgres>, pause: Duration) -> std::thread::JoinHandle<()> {
    spawn(move || {
        std::thread::sleep(pause);
        postgres.start_again().unwrap();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_between_requests_is_not_missed() {
    let (postgres, app) = mortal().await;
    let ada = app.person("ada");
    for day in 1..=3 {
        a_day_of(&ada, day).await;
        block_in_place(|| postgres.kill().and_then(|()| postgres.start_again())).unwrap();
    }
    a_day_of(&ada, 4).await;
    all_of_it_happened_once(&app, 4).await;
}

/// Nothing was asked of a server that lets nobody in, so a write may wait for it as a read may.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_server_starts_requests_wait_for_it() {
    let (postgres, app) = mortal().await;
    let postgres = Arc::new(postgres);
    let ada = app.person("ada");
    a_day_of(&ada, 1).await;
    for (nth, method) in [Method::GET, Method::POST].into_iter().enumerate() {
        block_in_place(|| postgres.kill()).unwrap();
        let back = comes_back_after(postgres.clone(), Duration::ZERO);
        let reply = ada.request(method.clone(), JOBS).json(&job(&format!("Waited {nth}"))).send_and_read().await;
        back.join().unwrap();
        // Half a second is waited; a machine that needs longer to start a server hears of it.
        match reply.status.as_u16() {
            503 => assert!(!reply.header("retry-after").is_empty()),
            status => assert_eq!(status, if method == Method::GET { 200 } else { 201 }, "{}", reply.text),
        }
        let saved = app.count("select count(*) from job_infos where name like 'Waited%'").await;
        assert_eq!(saved == 1, reply.status == 201, "it happened if that was said");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_told_while_the_server_dies_is_stored_once() {
    let (postgres, app) = mortal().await;
    let postgres = Arc::new(postgres);
    let ada = app.person("ada");
    let saved = ada.post(JOBS, job("Acme")).await.json();
    let (answer, gate) = Model::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);
    let asked = ada.request(Method::POST, GENERATE).json(&json!({ "prompt": "easy", "jobInfoId": saved["id"] }));
    let reply = asked.send().await.unwrap();

    block_in_place(|| postgres.kill()).unwrap();
    gate.resume();
    comes_back_after(postgres.clone(), Duration::from_millis(300)).join().unwrap();

    assert!(reply.text().await.unwrap().ends_with("d:{\"finishReason\":\"stop\"}\n"));
    assert_eq!(app.count("select count(*) from questions").await, 1);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// The claim of the first request must not outlive it: whoever sends again is served when the server is there again,
/// not a minute later.
#[tokio::test(flavor = "multi_thread")]
async fn a_keyed_write_that_died_with_the_server_can_be_sent_again_at_once() {
    let (postgres, app) = mortal().await;
    let ada = app.person("ada");
    a_day_of(&ada, 1).await;
    let mut blocker = app.sql().await;
    let lock = blocker.transaction().await.unwrap();
    lock.batch_execute("lock table job_infos in exclusive mode").await.unwrap();
    let writing = tokio::spawn({
        let request = ada.request(Method::POST, JOBS).header("idempotency-key", "\"Late\"").json(&job("Late"));
        request.send_and_read()
    });
    app.until(
        "select count(*) = 1 from pg_stat_activity where application_name = 'darasa' and wait_event_type = 'Lock'",
    )
    .await;

    block_in_place(|| postgres.kill()).unwrap();
    let reply = writing.await.unwrap();
    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    block_in_place(|| postgres.start_again()).unwrap();

    app.until("select count(*) = 0 from idempotency_keys where key = 'Late'").await;
    assert_eq!(save_keyed(&ada, "Late").await.status, 201);
    assert_eq!(app.count("select count(*) from job_infos where name = 'Late'").await, 1);
    app.ledger_is_sound().await;
}
