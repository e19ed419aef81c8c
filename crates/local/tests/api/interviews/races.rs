//! Races of requests in the database: no deadlock, and the second sees what the first has done.

use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    testing::test_app::TestApp,
};
use futures_util::future::join_all;
use http::Method;
use reqwest::Response;
use tokio::time::sleep;
use tokio_postgres::Client;

use super::{
    hume::{CHAT, attach, chat, held_at_hume},
    *,
};
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

/// Settled or given back, in time or too late, when others want to begin: all are let go at once, in whatever order
/// they came.
#[tokio::test]
async fn turns_that_meet_again_and_again_never_wait_in_a_circle() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "100")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for round in 0..20 {
        let (turn, end) = begun(&ada, &interview, round % 2 == 0).await;
        if round % 3 == 0 {
            time_passes(&app, "301 seconds").await;
        }
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
async fn a_deletion_meets_what_is_written_for_the_person_and_neither_waits_for_the_other() {
    for (rows, path, body) in [
        ("select from usage_counters", "utterances", batch(0, &["Hello."])),
        ("select from voice_budgets", "voice", json!({})),
    ] {
        let app = TestApp::start().await;
        let ada = app.person("ada");
        let interview = created(&ada).await;
        assert_eq!(ada.post(&format!("{interview}/voice"), json!({})).await.status, 200);
        let rows = held(&app, rows).await;

        let meet = async {
            until_blocked(&app, 1).await;
            let commit = async {
                until_blocked(&app, 2).await;
                rows.batch_execute("commit").await.unwrap();
            };
            let path = format!("{interview}/{path}");
            tokio::join!(ada.post(&path, body), commit).0
        };
        let ((), late) = tokio::join!(delete_account(&app, &ada.id), meet);

        assert_eq!(late.problem(), (404, "not-found".to_owned()), "{path}");
        assert_eq!(deadlocks(&app).await, 0, "{path}");
        assert_eq!(app.count("select count(*) from usage").await, 0);
    }
}

/// The use lapsed while the first turn was being made. Somebody who found that out waits behind the turn that settles
/// it.
#[tokio::test]
async fn a_use_that_is_wanted_anew_while_the_interview_begins_is_taken_once() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "2")]).await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = created(&ada).await;
    let (turn, end) = begun(&ada, &interview, true).await;
    time_passes(&app, "2 hours").await;
    let counter = held(&app, "select from usage_counters where kind = 'interview'").await;

    let meet = async {
        end();
        until_blocked(&app, 1).await;
        let commit = async {
            until_blocked(&app, 2).await;
            counter.batch_execute("commit").await.unwrap();
        };
        tokio::join!(tell(&ada, &interview, batch(0, &["Hello."])), commit).0
    };
    let (turn, told) = tokio::join!(turn.text(), meet);

    assert!(turn.unwrap().contains("Rust?"));
    assert_eq!(told.problem(), (409, "other-kind".to_owned()));
    assert_eq!(counted(&app).await, (1, 0), "nothing stays reserved for what has begun");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_use_that_is_wanted_anew_while_the_interview_ends_stays_given_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    time_passes(&app, "2 hours").await;
    let row = held(&app, "select from interviews").await;

    let meet = async {
        until_blocked(&app, 1).await;
        let commit = async {
            until_blocked(&app, 2).await;
            row.batch_execute("commit").await.unwrap();
        };
        tokio::join!(tell(&ada, &interview, batch(0, &["Hello."])), commit).0
    };
    let finish = format!("{interview}/finish");
    let (ended, told) = tokio::join!(ada.post(&finish, json!({})), meet);

    assert_eq!(ended.json()["state"], "finished");
    assert_eq!(told.problem(), (409, "finished".to_owned()));
    assert_eq!(counted(&app).await, (0, 0));
    app.ledger_is_sound().await;
}

/// Neither way of holding it had begun when both were asked for; the voice was faster.
#[tokio::test]
async fn a_turn_that_ends_when_the_interview_is_spoken_by_then_does_not_speak_in_between() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (turn, end) = begun(&ada, &interview, true).await;
    let connected = ada.post(&format!("{interview}/voice"), json!({})).await.json();
    assert_eq!(connected["nextSeq"], 0, "{connected}");

    end();

    assert!(turn.text().await.unwrap().contains("Rust?"));
    assert_eq!(tell(&ada, &interview, batch(0, &["Hello.", "Hi."])).await.status, 200, "the first word is the page's");
    let spoken = ada.get(&interview).await.json();
    assert_eq!((&spoken["kind"], &spoken["state"]), (&json!("voice"), &json!("active")));
    assert_eq!(app.count("select count(*) from utterances").await, 2);
    assert_eq!(app.count("select count(*) from usage where kind = 'interview_turn' and state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

/// What Hume is asked takes its time, in which the interview may have become another one.
#[tokio::test]
async fn a_chat_is_not_attached_to_what_the_interview_has_become_meanwhile() {
    for (became, refusal) in [
        ("update interviews set kind = 'text', state = 'active', started_at = now()", (409, "other-kind")),
        ("update interviews set state = 'finished', finished_at = now()", (409, "finished")),
        ("delete from job_infos", (404, "not-found")),
    ] {
        let (app, hume) = held_at_hume(&[]).await;
        let ada = app.person("ada");
        let interview = created(&ada).await;
        hume.put(chat(CHAT, &interview));
        let row = held(&app, "select from interviews").await;
        let become_another = async {
            until_blocked(&app, 1).await;
            row.batch_execute(&format!("{became}; commit")).await.unwrap();
        };

        let (attached, ()) = tokio::join!(attach(&ada, &interview, CHAT), become_another);

        assert_eq!(attached.problem(), (refusal.0, refusal.1.to_owned()), "{became}");
        assert_eq!(app.count("select count(*) from interviews where hume_chat_id is not null").await, 0);
        assert_eq!(counted(&app).await, (0, 1), "nothing is settled");
    }
}
