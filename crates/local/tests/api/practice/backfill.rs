//! Backfill: what `darasa reviews rebuild`, `darasa cards rebuild` and `darasa topics` do to what is there.

use darasa_core::domain::accounts::users::UserId;

use super::*;

fn ada() -> People {
    People::new(vec!["user_ada".to_owned()])
}

const ALL: &str =
    "select (select json_agg(r order by id) from (select id, user_id, job_info_id, question_id, rating, grade, source,
    fresh, excluded_by, difficulty, topics, created_at from reviews) r) as reviews,
    (select json_agg(c order by question_id) from cards c) as cards";

/// A person who has practised for days, with answers of all kinds.
async fn practised(app: &TestApp) {
    let ada = app.person_with("ada", UNLIMITED);
    for (number, text) in ["# Indexes\n\nWhen does Postgres use one?", "# Send\n\nWhat is it?"].into_iter().enumerate()
    {
        let (_, question) = question(app, &ada, text).await;
        for (passed, words, rating) in [
            ("0 hours", "I do not know", 1),
            ("5 hours", "It is something that I know.", 3 + number as u8),
            ("2 days", "IT IS something that I know.", 6),
            ("19 hours", "It is something that I know well.", 8),
            ("4 days", "It is something that I know very well.", 9),
        ] {
            earlier(app, passed).await;
            answer(app, &ada, &question, words, rating).await;
        }
    }
}

#[tokio::test]
async fn what_is_made_anew_is_what_was_made_step_by_step() {
    let app = TestApp::start().await;
    practised(&app).await;
    let before = told(&app, ALL).await;
    assert_eq!((before["reviews"].as_array().unwrap().len(), before["cards"].as_array().unwrap().len()), (10, 2));
    assert_eq!(app.count("select count(*) from reviews where excluded_by = 'rule'").await, 4);

    assert_eq!(rebuild::reviews(&db(&app), &ada()).await.unwrap(), (0, 0), "nothing is missing");
    assert_eq!(told(&app, ALL).await, before);
    // As an older release leaves it.
    app.sql().await.batch_execute("delete from cards; delete from reviews").await.unwrap();
    assert_eq!(rebuild::reviews(&db(&app), &ada()).await.unwrap(), (10, 2));
    assert_eq!(told(&app, ALL).await, before);
    assert_eq!(rebuild::reviews(&db(&app), &ada()).await.unwrap(), (0, 0), "the second time changes nothing");

    app.sql().await.batch_execute("delete from cards").await.unwrap();
    assert_eq!(rebuild::cards(&db(&app), &ada()).await.unwrap(), 2);
    assert_eq!(told(&app, ALL).await, before);
    app.sql().await.batch_execute("update cards set stability = 9, reviews = 99").await.unwrap();
    assert_eq!(rebuild::cards(&db(&app), &ada()).await.unwrap(), 2);
    assert_eq!(told(&app, ALL).await, before);
}

/// An older release stores answers and no reviews; those in between make later ones less fresh.
#[tokio::test]
async fn after_a_rollback_only_what_is_missing_is_added_and_freshness_said_anew() {
    let app = TestApp::start().await;
    practised(&app).await;
    let before = told(&app, ALL).await;
    let half = "delete from reviews where id in (select id from reviews order by md5(id::text) limit 5);
        update reviews set fresh = true";
    app.sql().await.batch_execute(half).await.unwrap();

    let (added, _) = rebuild::reviews(&db(&app), &ada()).await.unwrap();

    assert_eq!(added, 5);
    assert_eq!(told(&app, ALL).await, before);
}

#[tokio::test]
async fn what_somebody_left_out_or_took_in_stays_so() {
    let app = TestApp::start().await;
    practised(&app).await;
    let ada_herself = app.person_with("ada", UNLIMITED);
    let row =
        told(&app, "select id, question_id from reviews where excluded_by = 'rule' order by created_at limit 1").await;
    let other =
        told(&app, "select id, question_id from reviews where excluded_by is null order by created_at limit 1").await;
    for (row, excluded) in [(row, false), (other, true)] {
        let (id, question) = (row["id"].as_str().unwrap(), row["question_id"].as_str().unwrap());
        let path = format!("/api/questions/{question}/answers/{id}");
        assert_eq!(ada_herself.patch(&path, json!({ "excluded": excluded })).await.status, 200);
    }
    let before = told(&app, ALL).await;

    assert_eq!(rebuild::reviews(&db(&app), &ada()).await.unwrap(), (0, 0));

    assert_eq!(told(&app, ALL).await, before);
}

#[tokio::test]
async fn people_are_listed_in_pages_and_who_is_gone_is_nobody() {
    let app = TestApp::start().await;
    let people = "insert into users (id) values ('user_a'), ('user_b'), ('user_c');
        insert into users (id, deleted_at) values ('user_d', now())";
    app.sql().await.batch_execute(people).await.unwrap();
    let database = db(&app);
    let page = async |after: &str, most| people::next_people(&database, after, most).await.unwrap();
    assert_eq!(page("", 2).await, ["user_a", "user_b"]);
    assert_eq!(page("user_b", 2).await, ["user_c"]);
    assert_eq!(page("user_c", 2).await, Vec::<String>::new());
    for (id, known) in [("user_a", true), ("user_d", false), ("user_x", false)] {
        let id = UserId::parse(id.to_owned()).unwrap();
        assert_eq!(people::is_known(&database, &id).await.unwrap(), known, "{id:?}");
    }
}

#[tokio::test]
async fn others_are_left_alone() {
    let app = TestApp::start().await;
    practised(&app).await;
    app.sql().await.batch_execute("delete from cards; delete from reviews").await.unwrap();

    let bob = People::new(vec!["user_bob".to_owned()]);
    assert_eq!(rebuild::reviews(&db(&app), &bob).await.unwrap(), (0, 0));
    assert_eq!(app.count("select count(*) from reviews").await, 0);
}

#[tokio::test]
async fn an_answer_of_before_reviews_can_be_left_out() {
    let app = TestApp::start().await;
    let ada_herself = app.person("ada");
    let (_, question) = question(&app, &ada_herself, "# Send\n\nWhat is it?").await;
    let id = answer(&app, &ada_herself, &question, "It moves values between two threads.", 9).await;
    app.sql().await.batch_execute("delete from cards; delete from reviews").await.unwrap();

    let reply =
        ada_herself.patch(&format!("/api/questions/{question}/answers/{id}"), json!({ "excluded": true })).await;

    assert_eq!((reply.status.as_u16(), &reply.json()["excluded"]), (200, &json!(true)), "{}", reply.text);
}

#[tokio::test]
async fn topics_of_old_questions_and_of_their_reviews_are_filled_once() {
    let app = TestApp::start().await;
    practised(&app).await;
    let topics = "select (select json_agg(topics order by id) from questions) as questions,
        (select json_agg(topics order by id) from reviews) as reviews";
    let before = told(&app, topics).await;
    app.sql()
        .await
        .batch_execute("update questions set topics = '{}'; update reviews set topics = '{}'")
        .await
        .unwrap();

    assert_eq!(rebuild::topics(&db(&app), &ada()).await.unwrap(), 2);

    assert_eq!(told(&app, topics).await, before);
    assert_eq!(rebuild::topics(&db(&app), &ada()).await.unwrap(), 0);
}

/// Answers are stored while cards are made anew: whoever comes second waits, and each card is the fold in the end.
#[tokio::test]
async fn a_rebuild_in_the_midst_of_answers_loses_none() {
    let app = TestApp::start().await;
    practised(&app).await;
    let ada_herself = app.person_with("ada", UNLIMITED);
    let (_, question) = question(&app, &ada_herself, "# Pin\n\nWhy is it there?").await;
    let database = db(&app);
    let rebuilding = async {
        for _ in 0..20 {
            rebuild::cards(&database, &ada()).await.unwrap();
        }
    };
    let answering = async {
        for number in 0..5 {
            answer(&app, &ada_herself, &question, &format!("This is the answer number {number}."), 7).await;
        }
    };

    futures_util::future::join(rebuilding, answering).await;

    assert_eq!(told(&app, &format!("select reviews from cards where question_id = '{question}'")).await["reviews"], 5);
    cards_are_folds(&app).await;
}
