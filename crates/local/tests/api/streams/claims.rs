//! Claims on a receipt: what an earlier request of a key does late takes nothing from a later one, and pays it nothing.

use darasa_core::{
    base::{clock, env},
    domain::accounts::receipts,
    storage::db::Db,
};
use darasa_local::testing::{
    tcp_proxy::{Cut, Message, Proxy},
    time_limits::PATIENCE,
};
use tokio::time::{Instant, sleep};

use super::*;

/// What each statement that pays or takes back begins with.
const LOCKS_COUNTERS: &str = "for key share of u for update of c";
const NOT_SAVED: &str = "3:\"Your result could not be saved. Nothing was charged; please try again.\"\n";

/// On each new connection a statement is sent without a name at first.
async fn until_sent(proxy: &Proxy, text: &str, times: usize) {
    let deadline = Instant::now() + PATIENCE;
    let is_sent = |said: &Message| said.tag == 'P' && said.first_text().is_empty() && said.says(text);
    while proxy.messages().iter().filter(|said| is_sent(said)).count() < times {
        assert!(Instant::now() < deadline, "{text} was not sent {times} times");
        sleep(ms(20)).await;
    }
}

/// Nobody knows whether the first request reserved anything, so what it may have taken is given back behind its back:
/// also when the same receipt is somebody else's by then.
#[tokio::test]
async fn a_reservation_that_nobody_heard_of_is_given_back_without_taking_that_of_a_later_request() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    // The reservation, and what gives it back: at once, and after the first two pauses.
    proxy.cut_on(LOCKS_COUNTERS, Cut::BeforeTheServerReads, 4);
    assert_eq!(asking(&ada, &job, Some("k"), "").send_and_read().await.sentence(), (503, "unavailable"));
    until_sent(&proxy, LOCKS_COUNTERS, 4).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);

    let again = asking(&ada, &job, Some("k"), "?stream=text").send().await.unwrap();
    assert_eq!(again.status(), 200);
    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1);
    until_sent(&proxy, "set state = 'released', released_at = now()", 4).await;
    sleep(ms(500)).await;

    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1, "it is this request's");
    app.ledger_is_sound().await;
    gate.resume();
    assert_eq!(again.text().await.unwrap(), "# Send?");
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// An operator gave the use back while the text was made, and the same key was sent again: the receipt is the second
/// text's, whichever ends first.
#[tokio::test]
async fn a_text_whose_receipt_was_reserved_anew_pays_for_nothing_and_is_not_stored() {
    for earlier_ends_first in [true, false] {
        let app = TestApp::start().await;
        let (ada, db) = (app.person("ada"), Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap());
        let job = saved_job(&ada, "Acme").await;
        let [(one, first_gate), (two, second_gate)] =
            ["# First", "# Second"].map(|text| Answer::text([text, "?"]).paused_after(1));
        app.gemini.next(one);
        let earlier = asking(&ada, &job, Some("k"), "").send().await.unwrap();
        let id = header(&earlier, "x-stream-id");
        receipts::give_back(&db, id.parse().unwrap()).await.unwrap().unwrap();
        app.gemini.next(two);
        let later = asking(&ada, &job, Some("k"), "").send().await.unwrap();
        assert_eq!(header(&later, "x-stream-id"), id);

        let (earlier, later) = if earlier_ends_first {
            first_gate.resume();
            let earlier = earlier.text().await.unwrap();
            assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1);
            app.ledger_is_sound().await;
            second_gate.resume();
            (earlier, later.text().await.unwrap())
        } else {
            second_gate.resume();
            let later = later.text().await.unwrap();
            first_gate.resume();
            (earlier.text().await.unwrap(), later)
        };

        assert!(earlier.contains(NOT_SAVED), "{earlier}");
        assert!(text_of(&later) == "# Second?" && later.contains("\"finishReason\":\"stop\""), "{later}");
        assert_eq!(app.count("select count(*) from questions").await, 1);
        let paid = "select count(*) from usage r join questions q on q.id = r.subject_id where r.state = 'settled'";
        assert_eq!(app.count(paid).await, 1, "and what is paid is there");
        assert_eq!(ada.get(&stream_url(&id, "?stream=text")).await.text, "# Second?");
        app.ledger_is_sound().await;
    }
}

/// Its text stays, and so does what it cost: there is nothing to make anew.
#[tokio::test]
async fn a_text_that_was_given_back_by_hand_is_there_again_under_its_key_and_its_tokens_too() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap());
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text([TEXT]));
    let first = asking(&ada, &job, Some("k"), "?stream=text").send_and_read().await;
    receipts::give_back(&db, first.header("x-stream-id").parse().unwrap()).await.unwrap().unwrap();

    let again = asking(&ada, &job, Some("k"), "?stream=text").send_and_read().await;

    assert_eq!((again.status.as_u16(), again.text.as_str()), (200, TEXT));
    assert_eq!(again.header("x-question-id"), first.header("x-question-id"));
    assert_eq!(app.gemini.received().len(), 1);
    assert_eq!(receipts::by_model(&db, 1).await.unwrap()[0].uses, 1);
    app.ledger_is_sound().await;

    app.sql().await.execute("delete from questions", &[]).await.unwrap();
    assert_eq!(asking(&ada, &job, Some("k"), "").send_and_read().await.status, 200, "without its text it is made anew");
    assert_eq!(app.gemini.received().len(), 2);
    app.ledger_is_sound().await;
}
