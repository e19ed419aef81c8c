//! An answer makes a review, and the first of them a card.

use futures_util::future::join_all;

use darasa_local::testing::{tcp_proxy::Cut, test_app::Settings};

use super::*;
use crate::NOTHING;

const REVIEWS: &str = "select rating, grade, source, fresh, excluded_by, difficulty, topics from reviews order by created_at desc limit 1";

#[tokio::test]
async fn adas_answer_is_reviewed_by_its_rating_and_makes_the_questions_card() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, question) = question(&app, &ada, "# Indexes\n\nWhen does Postgres use an index?").await;

    let id = answer(&app, &ada, &question, "When it is cheaper than a scan.", 7).await;

    assert_eq!(
        told(&app, REVIEWS).await,
        json!({
            "rating": 7, "grade": 3, "source": "answer", "fresh": true, "excluded_by": null, "difficulty": "easy",
            "topics": ["PostgreSQL"],
        })
    );
    let card = told(
        &app,
        "select question_id, user_id, job_info_id, stability, reviews, lapses, suspended, algorithm from cards",
    )
    .await;
    assert_eq!(
        card,
        json!({
            "question_id": question, "user_id": "user_ada", "job_info_id": job, "stability": 2.3065, "reviews": 1,
            "lapses": 0, "suspended": false, "algorithm": 6,
        })
    );
    assert_eq!(app.count(&format!("select count(*) from reviews where id = '{id}'")).await, 1, "under the answer's id");
    let due = "select count(*) from cards where due_on = ((now() at time zone 'UTC') - interval '4 hours')::date + 2";
    assert_eq!(app.count(due).await, 1, "2.3 days are two");
    cards_are_folds(&app).await;
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_bad_first_answer_makes_a_card_too_and_one_without_a_rating_none() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    app.gemini.next(Said::text(["Nice try, but no rating."]));
    ada.post(
        "/api/ai/questions/generate-feedback",
        json!({ "prompt": "I do not know it at all.", "questionId": question }),
    )
    .await;
    assert_eq!(app.count("select (select count(*) from reviews) + (select count(*) from cards)").await, 0);

    answer(&app, &ada, &question, "I still do not know it.", 1).await;

    assert_eq!(app.count("select count(*) from cards where stability = 0.212 and lapses = 0").await, 1);
}

#[tokio::test]
async fn another_answer_within_twenty_hours_is_not_fresh() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    answer(&app, &ada, &question, "The first answer to the question.", 5).await;
    for (passed, fresh) in [("19 hours 59 minutes", false), ("20 hours", true), ("21 hours", true)] {
        earlier(&app, passed).await;
        answer(&app, &ada, &question, &format!("One that comes after {passed} of waiting."), 8).await;
        assert_eq!(told(&app, REVIEWS).await["fresh"], fresh, "{passed}");
    }
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn a_try_of_four_words_and_the_same_words_again_are_left_out_by_rule() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let words = "It moves between two THREADS.";
    for (text, left_out) in [
        ("I do not know", json!("rule")),
        (words, Value::Null),
        ("it MOVES between two threads.", json!("rule")),
        ("  It moves between two threads. ", json!("rule")),
        ("It moves between three threads.", Value::Null),
    ] {
        answer(&app, &ada, &question, text, 9).await;
        assert_eq!(told(&app, REVIEWS).await["excluded_by"], left_out, "{text}");
    }
    assert_eq!(told(&app, "select reviews from cards").await["reviews"], 2);
    let answers = ada.get(&format!("/api/questions/{question}/answers")).await.json();
    let shown: Vec<_> = answers["items"].as_array().unwrap().iter().map(|answer| answer["excluded"].clone()).collect();
    assert_eq!(shown, [false, true, true, false, true]);
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn an_answer_is_left_out_and_taken_back_in_and_the_card_follows() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let first = answer(&app, &ada, &question, "It moves values between two threads.", 9).await;
    earlier(&app, "3 days").await;
    let second = answer(&app, &ada, &question, "I have forgotten all of it.", 2).await;
    let card = || told(&app, "select count(*) as cards, sum(reviews) as reviews, sum(lapses) as lapses from cards");
    let path = |id: &str| format!("/api/questions/{question}/answers/{id}");
    assert_eq!(card().await, json!({ "cards": 1, "reviews": 2, "lapses": 1 }));

    let reply = ada.patch(&path(&second), json!({ "excluded": true })).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["excluded"], &reply.json()["id"]),
        (200, &json!(true), &json!(second))
    );
    assert_eq!(card().await, json!({ "cards": 1, "reviews": 1, "lapses": 0 }));
    ada.patch(&path(&first), json!({ "excluded": true })).await;
    assert_eq!(card().await, json!({ "cards": 0, "reviews": null, "lapses": null }), "of nothing there is no card");

    assert_eq!(ada.patch(&path(&first), json!({ "excluded": false })).await.json()["excluded"], false);
    assert_eq!(ada.patch(&path(&second), json!({ "excluded": false })).await.json()["excluded"], false);
    assert_eq!(card().await, json!({ "cards": 1, "reviews": 2, "lapses": 1 }));
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn what_a_rule_left_out_may_be_taken_back_in() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let id = answer(&app, &ada, &question, "A marker trait", 9).await;
    assert_eq!(app.count("select count(*) from cards").await, 0);

    let reply = ada.patch(&format!("/api/questions/{question}/answers/{id}"), json!({ "excluded": false })).await;

    assert_eq!(reply.json()["excluded"], false);
    assert_eq!(app.count("select count(*) from cards where reviews = 1").await, 1);
}

#[tokio::test]
async fn answers_of_others_of_other_questions_and_of_none_are_not_found_and_stay() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (_, adas) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let (_, other) = question(&app, &ada, "# Pin\n\nWhy is it there?").await;
    let id = answer(&app, &ada, &adas, "It moves values between two threads.", 9).await;
    let left_out = json!({ "excluded": true });

    for path in [format!("{adas}/answers/{NOTHING}"), format!("{other}/answers/{id}"), format!("{adas}/answers/1")] {
        assert_eq!(
            ada.patch(&format!("/api/questions/{path}"), left_out.clone()).await.problem(),
            (404, "not-found".into())
        );
    }
    let foreign = bob.patch(&format!("/api/questions/{adas}/answers/{id}"), left_out).await;
    assert_eq!(foreign.problem(), (404, "not-found".into()));
    for body in
        [json!({}), json!({ "excluded": null }), json!({ "excluded": "true" }), json!({ "excluded": true, "x": 1 })]
    {
        assert_eq!(ada.patch(&format!("/api/questions/{adas}/answers/{id}"), body).await.status, 422);
    }
    assert_eq!(app.count("select count(*) from reviews where excluded_by is not null").await, 0);
}

/// All of them were read with no card there, so all but one fold it anew.
#[tokio::test]
async fn five_answers_at_once_make_one_card_that_is_their_fold() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let mut gates = Vec::new();
    for rating in [1, 4, 6, 8, 10] {
        let (said, gate) =
            Said::text([format!("## Feedback (Rating: {rating}/10)\n\n"), "So.".to_owned()]).paused_after(1);
        app.gemini.next(said);
        gates.push(gate);
    }
    let answering = (0..5).map(|number| {
        let body = json!({ "prompt": format!("Answer number {number} of all five."), "questionId": question });
        ada.request(Method::POST, "/api/ai/questions/generate-feedback").json(&body).send()
    });
    let open = join_all(answering).await;
    assert_eq!(app.count("select count(*) from answers").await, 0, "nobody has seen another's answer");
    gates.into_iter().for_each(|gate| gate.resume());
    for reply in open {
        assert!(reply.unwrap().text().await.unwrap().ends_with("{\"finishReason\":\"stop\"}\n"));
    }

    assert_eq!(
        told(&app, "select count(*) as cards, sum(reviews) as reviews from cards").await,
        json!({ "cards": 1, "reviews": 5 })
    );
    assert_eq!(app.count("select count(*) from reviews where fresh").await, 1, "only the first is");
    cards_are_folds(&app).await;
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn two_equal_answers_at_once_count_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let mut gates = Vec::new();
    for _ in 0..2 {
        let (said, gate) = Said::text(["## Feedback (Rating: 8/10)\n\n", "So."]).paused_after(1);
        app.gemini.next(said);
        gates.push(gate);
    }
    let body = json!({ "prompt": "It moves values between two threads.", "questionId": question });
    let open =
        join_all((0..2).map(|_| ada.request(Method::POST, "/api/ai/questions/generate-feedback").json(&body).send()))
            .await;
    gates.into_iter().for_each(|gate| gate.resume());
    for reply in open {
        reply.unwrap().text().await.unwrap();
    }

    assert_eq!(app.count("select count(*) from reviews where excluded_by = 'rule'").await, 1);
    assert_eq!(told(&app, "select reviews from cards").await["reviews"], 1);
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn a_question_deleted_while_the_model_writes_leaves_neither_review_nor_card() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let (said, gate) = Said::text(["## Feedback (Rating: 8/10)\n\n", "So."]).paused_after(1);
    app.gemini.next(said);
    let body = json!({ "prompt": "It moves values between two threads.", "questionId": question });
    let open = ada.request(Method::POST, "/api/ai/questions/generate-feedback").json(&body).send().await.unwrap();
    assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);
    gate.resume();
    open.text().await.unwrap();

    assert_eq!(app.count("select (select count(*) from reviews) + (select count(*) from cards)").await, 0);
    app.ledger_is_sound().await;
}

/// The answer's use, row, review and card are one statement, so they are there together, and once.
#[tokio::test]
async fn an_answer_whose_storing_is_cut_is_stored_once_with_one_review_and_its_card() {
    for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
        let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
        let ada = app.person("ada");
        let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
        answer(&app, &ada, &question, "It moves values between two threads.", 5).await;
        proxy.cut_on("insert into answers", cut, 1);

        answer(&app, &ada, &question, "It moves values between three threads.", 9).await;

        let rows = "select (select count(*) from answers) as answers, (select count(*) from reviews) as reviews,
            (select sum(reviews) from cards) as folded";
        assert_eq!(told(&app, rows).await, json!({ "answers": 2, "reviews": 2, "folded": 2 }), "{cut:?}");
        cards_are_folds(&app).await;
        app.ledger_is_sound().await;
    }
}

#[tokio::test]
async fn a_day_that_ends_while_the_model_writes_is_the_day_before() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    answer(&app, &ada, &question, "It moves values between two threads.", 8).await;
    let (said, gate) = Said::text(["## Feedback (Rating: 8/10)\n\n", "So."]).paused_after(1);
    app.gemini.next(said);
    let body = json!({ "prompt": "It moves values between three threads.", "questionId": question });
    let open = ada.request(Method::POST, "/api/ai/questions/generate-feedback").json(&body).send().await.unwrap();
    // It is another day in one of these than in UTC.
    let elsewhere = "update users set time_zone = case
        when extract(hour from now() at time zone 'UTC' - interval '4 hours') < 11 then 'Pacific/Midway'
        else 'Pacific/Kiritimati' end";
    app.sql().await.batch_execute(elsewhere).await.unwrap();
    gate.resume();
    open.text().await.unwrap();

    assert_eq!(told(&app, "select reviews from cards").await["reviews"], 2);
    cards_are_folds(&app).await;
}
