//! Claims on a second opinion: one at a time and paid once, whoever leaves, lapses, is gone or hears nothing meanwhile.

use darasa_core::{
    base::{clock, env},
    domain::accounts::{receipts, users::UserId},
    storage::db::Db,
};
use darasa_local::{
    emulators::{Gate, gemini::ApiError},
    testing::{tcp_proxy::Cut, test_app::Settings},
};
use futures_util::future::join_all;
use tokio::task::JoinHandle;

use super::*;

fn db(app: &TestApp) -> Db {
    Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap()
}

/// The newest use of Ada's, by an operator; whether it was settled.
async fn give_back(app: &TestApp, db: &Db) -> bool {
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_regrade'").await, 1);
    let newest = receipts::of_person(db, &UserId::parse("user_ada".to_owned()).unwrap(), 1).await.unwrap().unwrap();
    assert_eq!(newest[0].kind, "answer_regrade");
    receipts::give_back(db, newest[0].id).await.unwrap().unwrap().was_settled
}

/// A request whose grading the model has begun, and ends when the gate opens.
async fn under_way(
    app: &TestApp,
    rating: i32,
    request: reqwest::RequestBuilder,
) -> (JoinHandle<reqwest::Result<reqwest::Response>>, Gate) {
    let before = app.gemini.received().len();
    let (slow, gate) = opinion(rating).paused_after(0);
    app.gemini.next(slow);
    let running = tokio::spawn(request.send());
    app.gemini.until_received(before + 1).await;
    (running, gate)
}

#[tokio::test]
async fn of_two_at_once_one_is_made() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let before = app.gemini.received().len();
    let (running, gate) = under_way(&app, 7, asking(&ada, &path)).await;
    let second = ask(&ada, &path).await;
    gate.resume();

    assert_eq!(second.problem(), (409, "in-progress".to_owned()));
    assert_eq!(running.await.unwrap().unwrap().status(), 200);
    assert_eq!(app.gemini.received().len(), before + 1);

    // And of many, at an answer with room for one more.
    app.gemini.next(opinion(7));
    let replies = join_all((0..10).map(|_| ask(&ada, &path))).await;
    let made = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!((made, app.count("select count(*) from gradings").await), (1, 2));
    for refused in replies.iter().filter(|reply| reply.status != 200) {
        let (status, code) = refused.problem();
        assert!(status == 409 && ["in-progress", "enough-opinions"].contains(&code.as_str()), "{code}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_opinion_made_and_paid_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let before = app.gemini.received().len();
    let keyed = || asking(&ada, &path).header("idempotency-key", "k");
    (0..2).for_each(|_| app.gemini.next(ApiError::overloaded()));
    assert_eq!(keyed().send_and_read().await.problem().0, 503);

    // What came to nothing is made anew.
    let (running, gate) = under_way(&app, 7, keyed()).await;
    assert_eq!(keyed().send_and_read().await.problem(), (409, "idempotency-in-progress".to_owned()));
    gate.resume();
    let first = running.await.unwrap().unwrap().json::<Value>().await.unwrap();
    for _ in 0..2 {
        let again = keyed().send_and_read().await;
        assert_eq!((again.status.as_u16(), again.json()), (200, first.clone()));
    }
    assert_eq!(app.gemini.received().len(), before + 3);

    // Another key is another opinion.
    app.gemini.next(opinion(6));
    let other = asking(&ada, &path).header("idempotency-key", "l").send_and_read().await.json();
    assert_eq!(ratings(&other), [6, 7, 6]);
    assert_eq!(keyed().send_and_read().await.json(), other, "all that is known by now");
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_regrade' and state = 'settled'").await, 2);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_client_that_leaves_finds_the_opinion_later() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let (request, gate) = under_way(&app, 7, asking(&ada, &path)).await;

    request.abort();
    request.await.unwrap_err();
    gate.resume();

    app.until("select count(*) = 1 from gradings").await;
    assert_eq!(ratings(&ada.get(&path).await.json()), [6, 7]);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_an_answer_deleted_meanwhile_nothing_is_kept_and_the_use_counts() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let (request, gate) = under_way(&app, 7, asking(&ada, &path)).await;
    assert_eq!(ada.delete(path.strip_suffix("/second-opinion").unwrap()).await.status, 204);
    gate.resume();

    assert_eq!(request.await.unwrap().unwrap().status(), 404);
    assert_eq!(app.count("select count(*) from gradings").await, 0);
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_regrade' and state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// A receipt is no stream of text.
#[tokio::test]
async fn there_is_no_stream_of_an_opinion() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    app.gemini.next(opinion(7));
    assert_eq!(ask(&ada, &path).await.status, 200);
    let sql = app.sql().await;
    let receipt = sql.query_one("select id::text from usage where kind = 'answer_regrade'", &[]).await.unwrap();
    let stream = format!("/api/ai/streams/{}", receipt.get::<_, String>(0));
    for reply in [ada.get(&stream).await, ada.delete(&stream).await] {
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
    }
}

/// An operator gave the use back: what was made is there again under its key, and without it it is made anew.
#[tokio::test]
async fn an_opinion_that_was_given_back_by_hand_is_there_again_under_its_key() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), db(&app));
    let (_, path) = rated(&app, &ada, "6").await;
    let keyed = || asking(&ada, &path).header("idempotency-key", "k");
    app.gemini.next(opinion(7));
    let first = keyed().send_and_read().await.json();
    let asked = app.gemini.received().len();
    assert!(give_back(&app, &db).await);

    let again = keyed().send_and_read().await;

    assert_eq!((again.status.as_u16(), again.json()), (200, first));
    assert_eq!(app.gemini.received().len(), asked);
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_regrade' and state = 'released'").await, 1);
    app.ledger_is_sound().await;

    app.sql().await.execute("delete from gradings", &[]).await.unwrap();
    app.gemini.next(opinion(8));
    assert_eq!(ratings(&keyed().send_and_read().await.json()), [6, 8]);
    assert_eq!(app.gemini.received().len(), asked + 1);
    app.ledger_is_sound().await;
}

/// Its claim is gone then, so another one is made meanwhile; what there is no room for is not stored.
#[tokio::test]
async fn an_opinion_that_was_given_back_while_it_was_made_does_not_exceed_the_two() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), db(&app));
    let (_, path) = rated(&app, &ada, "9").await;
    let (running, gate) = under_way(&app, 1, asking(&ada, &path)).await;
    assert!(!give_back(&app, &db).await, "it was not settled yet");
    [4, 5, 2].into_iter().for_each(|rating| app.gemini.next(opinion(rating)));
    let told = ask(&ada, &path).await.json();
    assert_eq!(ratings(&told), [9, 4, 5]);

    gate.resume();

    let late = running.await.unwrap().unwrap().json::<Value>().await.unwrap();
    assert_eq!(late, told, "that which is there");
    assert_eq!((app.gemini.left(), app.count("select count(*) from gradings").await), (0, 2));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn whoever_was_given_back_meanwhile_hears_what_the_same_key_made_since() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), db(&app));
    let (_, path) = rated(&app, &ada, "6").await;
    let keyed = || asking(&ada, &path).header("idempotency-key", "one");
    let (running, gate) = under_way(&app, 1, keyed()).await;
    assert!(!give_back(&app, &db).await, "it was not settled yet");
    app.gemini.next(opinion(7));
    let made = keyed().send_and_read().await;
    assert_eq!((made.status.as_u16(), ratings(&made.json())), (200, vec![6, 7]));

    // Its own grade is far away, so it wants a third.
    app.gemini.next(opinion(2));
    gate.resume();

    let late = running.await.unwrap().unwrap();
    assert_eq!((late.status().as_u16(), late.json::<Value>().await.unwrap()), (200, made.json()));
    assert_eq!(app.count("select count(*) from gradings").await, 1);
    app.ledger_is_sound().await;
}

/// Whoever died in the middle is waited for no longer than a request lives. One that is only late is stored as well,
/// while there is room.
#[tokio::test]
async fn a_claim_that_lapsed_is_taken_over_by_the_next_request() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let (running, gate) = under_way(&app, 7, asking(&ada, &path)).await;
    assert_eq!(ask(&ada, &path).await.problem(), (409, "in-progress".to_owned()));
    let lapse = "update usage set expires_at = now() - interval '1 second' where state = 'reserved'";
    assert_eq!(app.sql().await.execute(lapse, &[]).await.unwrap(), 1);
    app.gemini.next(opinion(8));

    assert_eq!(ratings(&ask(&ada, &path).await.json()), [6, 8]);
    app.ledger_is_sound().await;

    gate.resume();
    let late = running.await.unwrap().unwrap().json::<Value>().await.unwrap();
    assert_eq!(ratings(&late), [6, 8, 7]);
    assert_eq!(app.count("select count(*) from usage where kind = 'answer_regrade' and state = 'settled'").await, 2);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_an_account_that_is_erased_meanwhile_nothing_is_kept() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let (running, gate) = under_way(&app, 7, asking(&ada, &path)).await;
    let erasing = ada.request(Method::DELETE, "/api/users/me").json(&json!({ "confirm": ada.id }));
    assert!(erasing.send_and_read().await.status.is_success());
    gate.resume();

    let reply = running.await.unwrap().unwrap();

    assert!(reply.status().is_client_error(), "{}", reply.status());
    for table in ["gradings", "answers", "usage", "usage_counters"] {
        assert_eq!(app.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_database_that_is_away_when_it_is_stored_is_told_and_the_use_is_given_back() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let before = app.gemini.received().len();
    let (slow, gate) = opinion(7).paused_after(0);
    app.gemini.next(slow);
    let running = tokio::spawn(asking(&ada, &path).send_and_read());
    app.gemini.until_received(before + 1).await;

    proxy.refuse();
    proxy.cut();
    gate.resume();

    assert_eq!(running.await.unwrap().problem(), (503, "unavailable".to_owned()));
    proxy.admit();
    nothing_is_stored(&app).await;
    app.gemini.next(opinion(8));
    assert_eq!(ratings(&ask(&ada, &path).await.json()), [6, 8]);
    app.ledger_is_sound().await;
}

/// It happened, and nobody heard of it: whether that is so twice, or until nobody tries any longer.
#[tokio::test]
async fn an_opinion_whose_commit_was_not_heard_of_is_stored_and_paid_once() {
    for (lost, status) in [(2, 200), (100, 503)] {
        let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
        let ada = app.person("ada");
        let (_, path) = rated(&app, &ada, "9").await;
        let keyed = || asking(&ada, &path).header("idempotency-key", "k");
        proxy.cut_on("insert into gradings", Cut::BeforeTheClientHears, lost);
        [4, 5].into_iter().for_each(|rating| app.gemini.next(opinion(rating)));
        let asked = app.gemini.received().len() + 2;

        let reply = keyed().send_and_read().await;
        assert_eq!(reply.status, status, "{}", reply.text);
        let again = keyed().send_and_read().await;

        assert_eq!((again.status.as_u16(), ratings(&again.json())), (200, vec![9, 4, 5]), "{lost}");
        assert_eq!(app.gemini.received().len(), asked, "{lost}");
        let settled = "select count(*) from usage where kind = 'answer_regrade' and state = 'settled'";
        assert_eq!((app.count(settled).await, app.count("select count(*) from gradings").await), (1, 2), "{lost}");
        app.ledger_is_sound().await;
    }
}
