//! Requests that meet in the database: nobody waits in a circle, and whoever comes second sees what the first has done.

use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    test_app::TestApp,
};
use futures_util::future::join_all;
use http::Method;
use reqwest::Response;
use tokio::time::sleep;
use tokio_postgres::Client;

use super::*;
use crate::{delete_account, until_blocked};

/// Rows that nobody else gets until the test commits; whoever wants them gets them in the order in which they came.
async fn held(app: &TestApp, rows: &str) -> Client {
    let sql = app.sql().await;
    sql.batch_execute(&format!("begin; {rows} for update")).await.unwrap();
    sql
}

/// Circles that Postgres had to break. A connection tells what it counted when it ends, if not before.
async fn deadlocks(app: &TestApp) -> i64 {
    let others = "from pg_stat_activity where datname = current_database() and application_name = 'darasa'";
    app.count(&format!("select count(pg_terminate_backend(pid)) {others}")).await;
    app.until(&format!("select count(*) = 0 {others}")).await;
    app.count("select deadlocks from pg_stat_database where datname = current_database()").await
}

/// A turn under way that ends, well or not, when that is called.
async fn begun(person: &Person<'_>, interview: &str, good: bool) -> (Response, impl FnOnce()) {
    let answer =
        if good { Model::text(["Why ", "Rust?"]) } else { Model::text(["Why "]).then_error(ApiError::overloaded()) };
    let (answer, gate) = answer.paused_after(1);
    person.app.gemini.next(answer);
    let turn = person.request(Method::POST, &format!("{interview}/reply")).json(&json!({ "prompt": "Hello." }));
    (turn.send().await.unwrap(), move || gate.resume())
}

#[tokio::test]
async fn a_turn_that_is_settled_meets_one_that_begins_and_neither_waits_for_the_other() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (turn, end) = begun(&ada, &interview, true).await;
    let counter = held(&app, "select from usage_counters where kind = 'interview_turn'").await;

    let meet = async {
        until_blocked(&app, 1).await;
        end();
        until_blocked(&app, 2).await;
        counter.batch_execute("commit").await.unwrap();
    };
    let (second, ()) = tokio::join!(say(&ada, &interview, "Hello?"), meet);

    assert_eq!(second.sentence(), (409, "in-progress"));
    assert!(turn.text().await.unwrap().contains("Rust?"));
    assert_eq!(deadlocks(&app).await, 0);
    app.ledger_is_sound().await;
}

/// Settled or given back at the moment at which others want to begin: all are let go at once, in whatever order they came.
#[tokio::test]
async fn turns_that_meet_again_and_again_never_wait_in_a_circle() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "100")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for round in 0..20 {
        let (turn, end) = begun(&ada, &interview, round % 2 == 0).await;
        let counters = held(&app, "select from usage_counters").await;
        let let_go = async {
            end();
            sleep(millis(20)).await;
            counters.batch_execute("commit").await.unwrap();
        };

        let (others, ()) = tokio::join!(join_all((0..4).map(|_| say(&ada, &interview, "Hello?"))), let_go);

        turn.text().await.unwrap();
        assert!(others.iter().all(|reply| reply.status == 200 || reply.text == "in-progress"), "{others:?}");
    }
    assert_eq!(deadlocks(&app).await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_deletion_meets_what_is_stored_for_the_person_and_neither_waits_for_the_other() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let counters = held(&app, "select from usage_counters").await;

    let meet = async {
        until_blocked(&app, 1).await;
        let commit = async {
            until_blocked(&app, 2).await;
            counters.batch_execute("commit").await.unwrap();
        };
        tokio::join!(tell(&ada, &interview, batch(0, &["Hello."])), commit).0
    };
    let ((), told) = tokio::join!(delete_account(&app, &ada.id), meet);

    assert!(matches!(told.status.as_u16(), 401 | 404), "{}", told.text);
    assert_eq!(deadlocks(&app).await, 0);
    assert_eq!(app.count("select count(*) from usage").await, 0);
}
