//! Receipts as an operator reads them, and a use that is given back by hand.

use darasa_core::{
    base::{clock, env},
    domain::accounts::{
        receipts::{self, DayOfModel, GivenBack, Receipt},
        users::UserId,
    },
    storage::db::Db,
};
use darasa_local::emulators::gemini::{self, Usage};

use super::*;

fn db(app: &TestApp) -> Db {
    Db::new(&env::database(app.env()).unwrap(), clock::system()).unwrap()
}

/// A question that was generated in a request of this id; the reply's text has been read.
async fn asked(person: &Person<'_>, job: &Value, request: &str) -> u16 {
    let body = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let sent = person.request(Method::POST, "/api/ai/questions/generate-question").json(&body);
    sent.header("x-request-id", request).send_and_read().await.status.into()
}

async fn of(db: &Db, user: &str, most: i64) -> Option<Vec<Receipt>> {
    receipts::of_person(db, &UserId::parse(user.to_owned()).unwrap(), most).await.unwrap()
}

#[tokio::test]
async fn receipts_tell_the_model_the_tokens_and_the_request_of_each_use() {
    let app = TestApp::start().await;
    let (ada, bob, db) = (app.person("ada"), app.person("bob"), db(&app));
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&bob, "Acme").await);
    app.gemini.next(gemini::Answer::text(["# Send?"]).usage(Usage { prompt: 321, answer: 45, thoughts: 6 }));
    assert_eq!(asked(&ada, &job, "request-of-ada-1").await, 200);
    app.gemini.next(gemini::Answer::over_quota("7s"));
    app.gemini.next(gemini::Answer::over_quota("7s"));
    assert_eq!(asked(&ada, &job, "request-of-ada-2").await, 503);
    assert_eq!(asked(&bob, &other, "request-of-bob-1").await, 200);

    let found = of(&db, "user_ada", 10).await.unwrap();

    let told = |receipt: &Receipt| {
        let Receipt { kind, state, model, input_tokens, output_tokens, request_id, settled_at, .. } = receipt;
        json!([kind, state, model, input_tokens, output_tokens, request_id, settled_at.is_some()])
    };
    let expected = [
        json!(["question", "released", null, null, null, "request-of-ada-2", false]),
        json!(["question", "settled", "gemini-3.8-flash", 321, 51, "request-of-ada-1", true]),
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected, "the newest first, and nobody else's");
    assert_eq!(of(&db, "user_ada", 1).await.unwrap().len(), 1);
    assert!(of(&db, "user_nobody", 10).await.is_none());
    app.person("cleo").get("/api/users/me").await;
    assert!(of(&db, "user_cleo", 10).await.is_some_and(|receipts| receipts.is_empty()));
}

#[tokio::test]
async fn models_are_summed_up_by_day_and_only_what_is_settled_counts() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person_with("ada", "u:unlimited_questions"), db(&app));
    let job = saved_job(&ada, "Acme").await;
    for _ in 0..3 {
        app.gemini.next(gemini::Answer::text(["# Send?"]).usage(Usage { prompt: 100, answer: 10, thoughts: 0 }));
        assert_eq!(asked(&ada, &job, "request-of-ada").await, 200);
    }
    app.gemini.next(gemini::Answer::over_quota("7s"));
    app.gemini.next(gemini::Answer::over_quota("7s"));
    assert_eq!(asked(&ada, &job, "request-of-ada").await, 503);
    // Of the three, one was settled in the last moment of the day before yesterday, and one a moment before that day.
    let days_ago = "update usage set settled_at = (date_trunc('day', now() at time zone 'UTC') - $1::text::interval) at time zone 'UTC'
        where id = (select id from usage where state = 'settled' order by settled_at desc offset 1 limit 1)";
    let sql = app.sql().await;
    sql.execute(days_ago, &[&"2 days 1 microsecond"]).await.unwrap();
    sql.execute(days_ago, &[&"1 day 1 microsecond"]).await.unwrap();

    let of = async |days| {
        let days = receipts::by_model(&db, days).await.unwrap();
        let is_flash = |day: &DayOfModel| (day.model.as_str(), day.kind.as_str()) == ("gemini-3.8-flash", "question");
        assert!(days.iter().all(is_flash), "{days:?}");
        days.iter().map(|day| (day.uses, day.input_tokens, day.output_tokens)).collect::<Vec<_>>()
    };

    let one = (1, 100, 10);
    assert_eq!(of(1).await, [one]);
    assert_eq!(of(2).await, [one]);
    assert_eq!(of(3).await, [one, one]);
    assert_eq!(of(4).await, [one, one, one]);
}

#[tokio::test]
async fn a_use_that_is_given_back_by_hand_can_be_used_again_and_once() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), db(&app));
    let job = saved_job(&ada, "Acme").await;
    let remaining =
        async || ada.get("/api/users/me").await.json()["features"]["questions"]["remaining"].as_i64().unwrap();
    assert_eq!(asked(&ada, &job, "request-of-ada").await, 200);
    assert_eq!(remaining().await, 4);
    let receipt = of(&db, "user_ada", 1).await.unwrap()[0].id;

    let given_back = receipts::give_back(&db, receipt).await.unwrap();

    let expected = GivenBack { owner: "user_ada".to_owned(), kind: "question".to_owned(), was_settled: true };
    assert_eq!(given_back, Some(expected));
    assert_eq!(remaining().await, 5);
    assert_eq!(of(&db, "user_ada", 1).await.unwrap()[0].state, "released");
    assert_eq!(app.count("select count(*) from questions").await, 1, "what was made stays");
    assert_eq!(receipts::by_model(&db, 1).await.unwrap()[0].uses, 1, "and its tokens are spent");
    app.ledger_is_sound().await;

    assert_eq!(receipts::give_back(&db, receipt).await.unwrap(), None, "a second time changes nothing");
    assert_eq!(receipts::give_back(&db, NOTHING.parse().unwrap()).await.unwrap(), None);
    assert_eq!(remaining().await, 5);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_text_whose_use_was_given_back_while_it_was_made_is_free() {
    let app = TestApp::start().await;
    let (ada, db) = (app.person("ada"), db(&app));
    let job = saved_job(&ada, "Acme").await;
    let (answer, gate) = gemini::Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);
    let body = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let reply = ada.request(Method::POST, "/api/ai/questions/generate-question").json(&body).send().await.unwrap();
    let receipt = of(&db, "user_ada", 1).await.unwrap()[0].id;

    let given_back = receipts::give_back(&db, receipt).await.unwrap().unwrap();
    assert!(!given_back.was_settled);
    app.ledger_is_sound().await;
    gate.resume();
    reply.text().await.unwrap();

    assert_eq!(of(&db, "user_ada", 1).await.unwrap()[0].state, "released");
    assert_eq!(app.count("select count(*) from questions").await, 1);
    app.ledger_is_sound().await;
}
