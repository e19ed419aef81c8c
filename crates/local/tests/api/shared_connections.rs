//! Connections that reads share: when all are taken, a read asks on one that another read waits on, and what that means
//! for writes, for a connection that dies, and for one that falls silent.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use darasa_core::{
    base::{clock, env},
    storage::db::Db,
};
use darasa_local::testing::{
    tcp_proxy::{Message, Proxy},
    test_app::{Answer, Person, SendRequest, Settings, TestApp},
    time_limits::PATIENCE,
};
use futures_util::{
    future::{join, join_all},
    poll,
};
use http::Method;
use serde_json::{Value, json};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::{database::Hand, lock_jobs, logs::Log, unlock, until_blocked, until_over};

const JOBS: &str = "/api/job-infos";

fn connections(most: &str) -> Settings {
    Settings { env: vec![("DB_POOL_SIZE", most.to_owned())], ..Settings::default() }
}

fn job() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

/// Reads that have begun, each in a task of its own.
fn read(person: &Person<'_>, times: usize) -> Vec<JoinHandle<Answer>> {
    (0..times).map(|_| tokio::spawn(person.request(Method::GET, JOBS).send_and_read())).collect()
}

async fn all_are_answered(reading: Vec<JoinHandle<Answer>>) {
    for reply in join_all(reading).await {
        let reply = reply.expect("a task");
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
}

/// How many statements clients have asked for.
fn asked(proxy: &Proxy) -> usize {
    proxy.messages().iter().filter(|message| message.tag == 'E').count()
}

async fn until_asked(proxy: &Proxy, statements: usize) {
    let deadline = Instant::now() + PATIENCE;
    while asked(proxy) < statements {
        assert!(Instant::now() < deadline, "{} of {statements} were asked for", asked(proxy));
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_read_asks_while_another_waits_for_its_answer_on_the_same_connection() {
    let (app, proxy) = TestApp::behind_a_proxy(connections("1")).await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);
    let lock = lock_jobs(&app).await;
    let before = asked(&proxy);

    let reading = read(&ada, 6);

    until_asked(&proxy, before + 6).await;
    unlock(lock).await;
    all_are_answered(reading).await;
    assert_eq!(proxy.connections(), 1);
}

#[tokio::test]
async fn reads_spread_over_all_connections_before_they_share_one() {
    let (app, proxy) = TestApp::behind_a_proxy(connections("3")).await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);
    let lock = lock_jobs(&app).await;

    let first = read(&ada, 3);
    until_blocked(&app, 3).await;
    let before = asked(&proxy);
    let second = read(&ada, 3);
    until_asked(&proxy, before + 3).await;

    unlock(lock).await;
    all_are_answered(first).await;
    all_are_answered(second).await;
    assert_eq!(proxy.connections(), 3);
}

/// Two statements are polled once each, so that their order is what a test wants.
#[tokio::test]
async fn a_read_that_comes_after_a_write_does_not_keep_it_from_its_connection() {
    let (app, proxy) = TestApp::behind_a_proxy(connections("1")).await;
    let db = Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap();
    let lock = lock_jobs(&app).await;
    let first = tokio::spawn({
        let db = db.clone();
        async move { db.read("select 'first' from job_infos", &[]).await }
    });
    until_asked(&proxy, 1).await;

    let mut write = pin!(db.write("insert into users (id) values ('user_second')", &[]));
    assert!(poll!(&mut write).is_pending());
    let mut read = pin!(db.read("select 'third'", &[]));
    assert!(poll!(&mut read).is_pending());
    unlock(lock).await;

    let (written, read) = join(write, read).await;
    let first = first.await.unwrap();
    assert!(first.is_ok() && written.is_ok() && read.is_ok(), "{first:?}, {written:?}, {read:?}");
    let unnamed = |message: &Message| message.tag == 'P' && message.first_text().is_empty();
    let order: Vec<_> = proxy.messages().into_iter().filter(unnamed).collect();
    let said: Vec<_> = ["first", "second", "third"].map(|word| order.iter().position(|said| said.says(word))).into();
    assert_eq!(said, [Some(0), Some(1), Some(2)], "{order:?}");
}

#[tokio::test]
async fn writes_have_their_turn_however_many_reads_keep_coming() {
    for most in ["1", "2"] {
        let app = TestApp::with(connections(most)).await;
        let ada = app.person("ada");
        let over = Arc::new(AtomicBool::new(false));
        let reading = (0..16).map(|_| {
            let (request, over) = (ada.request(Method::GET, JOBS), over.clone());
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let again = request.try_clone().expect("it has no body");
                    let reply = again.send_and_read().await;
                    assert_eq!(reply.status, 200, "{}", reply.text);
                }
            })
        });
        let reading: Vec<_> = reading.collect();

        for nth in 0..20 {
            let reply = ada.post(JOBS, job()).await;
            assert_eq!(reply.status, 201, "{nth} of {most}: {}", reply.text);
        }
        over.store(true, Ordering::Relaxed);
        for ended in join_all(reading).await {
            ended.expect("every read was answered");
        }
    }
}

#[tokio::test]
async fn reads_on_a_connection_that_dies_all_ask_again() {
    let (app, proxy) = TestApp::behind_a_proxy(connections("1")).await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);
    let lock = lock_jobs(&app).await;
    let before = asked(&proxy);
    let reading = read(&ada, 6);
    until_asked(&proxy, before + 6).await;

    proxy.cut();
    unlock(lock).await;

    all_are_answered(reading).await;
}

#[tokio::test]
async fn nobody_joins_a_connection_that_was_not_heard_of_for_5_seconds() {
    let hand = Hand::new();
    let settings = Settings { env: connections("1").env, ..hand.settings() };
    let (app, proxy) = TestApp::behind_a_proxy(settings).await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);
    let lock = lock_jobs(&app).await;
    let before = asked(&proxy);
    let mut reading = read(&ada, 1);
    until_asked(&proxy, before + 1).await;

    hand.advance(Duration::from_millis(4_999));
    reading.extend(read(&ada, 1));
    until_asked(&proxy, before + 2).await;
    hand.advance(Duration::from_millis(1));
    assert_eq!(ada.get(JOBS).await.problem(), (503, "unavailable".to_owned()));
    assert_eq!(asked(&proxy), before + 2);

    unlock(lock).await;
    let replies = join_all(reading).await;
    assert_eq!(replies[0].as_ref().unwrap().status, 200, "who asked first waits for as long as a statement may take");
}

/// The one who asked first has two seconds, and those who joined it would wait for longer.
#[tokio::test]
async fn reads_on_a_connection_that_fell_silent_ask_again_when_one_of_them_has_found_out() {
    let (hand, log) = (Hand::new(), Log::keep());
    let settings = Settings { env: connections("1").env, ..hand.settings() };
    let (app, proxy) = TestApp::behind_a_proxy(settings).await;
    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);
    until_over(&log, 1).await;

    hand.advance(Duration::from_secs(6));
    proxy.silence();

    all_are_answered(read(&ada, 6)).await;
    assert_eq!(proxy.connections(), 2, "one for all of them");
}
