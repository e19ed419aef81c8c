//! Review queue: what is due, what one says of it oneself, and cards that are laid aside.

use super::*;
use crate::{NOTHING, pointers};

const DUE: &str = "/api/questions/due";
const SUSPENDED: &str = "/api/questions/suspended";

fn review(question: &str) -> String {
    format!("/api/questions/{question}/review")
}

/// The question of a job with a card, as it was left so many days ago: how stable, and when it is due from today on.
async fn card(app: &TestApp, job: &str, text: &str, stability: f64, days_ago: i32, due_in: i32) -> String {
    const CARD: &str = "
    with question as (
        insert into questions (id, job_info_id, text, difficulty, model)
        values (gen_random_uuid(), $1::text::uuid, $2, 'medium', 'm') returning id, job_info_id
    ), card as (
        insert into cards
            (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
        select question.id, user_id, job_info_id, $3, 5, 3, 1, now() - make_interval(days => $4),
            ((now() at time zone 'UTC') - interval '4 hours')::date + $5::int
        from question join job_infos on job_infos.id = question.job_info_id
    )
    select id::text from question";
    let row = app.sql().await.query_one(CARD, &[&job, &text, &stability, &days_ago, &due_in]).await.unwrap();
    row.get(0)
}

fn texts(due: &Value) -> Vec<&str> {
    due["items"].as_array().unwrap().iter().map(|item| item["question"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn ada_sees_what_is_due_the_least_remembered_first() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    let (job, other) = (job["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    card(&app, job, "shaky", 2.0, 4, -2).await;
    card(&app, job, "gone", 1.0, 9, -8).await;
    card(&app, other, "elsewhere", 5.0, 5, 0).await;
    card(&app, job, "tomorrow", 5.0, 4, 1).await;
    card(&app, job, "this week", 9.0, 2, 7).await;
    card(&app, job, "later", 9.0, 1, 8).await;

    let reply = ada.get(DUE).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "private, no-cache"));
    let due = reply.json();
    assert_eq!(texts(&due), ["gone", "shaky", "elsewhere"]);
    assert_eq!(due["counts"], json!({ "due": 3, "tomorrow": 1, "week": 2, "total": 6 }));
    let mut item = due["items"][2].clone();
    item.as_object_mut().unwrap().remove("question");
    let today = due["today"].clone();
    assert_eq!(item, json!({ "dueOn": today, "overdueDays": 0, "recall": 0.9, "reviews": 3, "lapses": 1 }));
    assert_eq!(due["items"][0]["overdueDays"], 8);

    let of_job = ada.get(&format!("{DUE}?jobInfoId={other}&limit=1")).await.json();
    assert_eq!((texts(&of_job), &of_job["counts"]["total"]), (vec!["elsewhere"], &json!(1)));
}

#[tokio::test]
async fn a_queue_is_bounded_and_shows_nobody_elses_questions() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await["id"].as_str().unwrap().to_owned();
    for number in 0..51 {
        card(&app, &job, &number.to_string(), 1.0, 100 - number, 0).await;
    }

    for (query, shown) in [("", 20), ("?limit=1", 1), ("?limit=50", 50)] {
        let due = ada.get(&format!("{DUE}{query}")).await.json();
        assert_eq!((due["items"].as_array().unwrap().len(), due["counts"]["due"].as_i64()), (shown, Some(51)));
        assert_eq!(texts(&due)[0], "0");
    }
    for limit in ["0", "51", "-1", "x", ""] {
        assert_eq!(pointers(&ada.get(&format!("{DUE}?limit={limit}")).await), ["?limit"], "{limit}");
    }
    assert_eq!(bob.get(&format!("{DUE}?jobInfoId={job}")).await.problem(), (404, "not-found".into()));
    saved_job(&bob, "Globex").await;
    for nobodys in [bob.get(DUE).await.json(), app.person("grace").get(DUE).await.json()] {
        assert_eq!((&nobodys["items"], &nobodys["counts"]["total"]), (&json!([]), &json!(0)));
        assert_eq!(nobodys["today"], ada.get(DUE).await.json()["today"]);
    }
}

/// Of a thousand cards the texts of twenty are read, whichever plan is chosen.
#[tokio::test]
async fn a_queue_reads_no_more_questions_than_it_shows() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await["id"].as_str().unwrap().to_owned();
    card(&app, &job, "gone", 1.0, 9, -8).await;
    let sql = app.sql().await;
    let many = "with asked as (
            insert into questions (id, job_info_id, text, difficulty, model)
            select gen_random_uuid(), id, repeat(md5(n::text), 60), 'easy', 'm' from job_infos, generate_series(1, 1000) n
            returning id, job_info_id
        )
        insert into cards (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
        select id, 'user_ada', job_info_id, 3, 5, 1, 0, now() - interval '5 days', current_date - 1 from asked";
    sql.batch_execute(many).await.unwrap();
    sql.batch_execute("analyze questions, cards").await.unwrap();
    let prepare = format!("prepare due (text, uuid, bigint) as {}", darasa_core::domain::questions::due::LIST);
    sql.batch_execute(&prepare).await.unwrap();
    for plan in ["force_custom_plan", "force_generic_plan"] {
        sql.batch_execute(&format!("set plan_cache_mode = {plan}")).await.unwrap();
        let explained = explained(&sql, "execute due ('user_ada', null, 20)").await;
        let read: f64 = scans_of(&explained[0]["Plan"], "questions")
            .iter()
            .map(|scan| scan["Actual Rows"].as_f64().unwrap() * scan["Actual Loops"].as_f64().unwrap())
            .sum();
        assert_eq!(read, 20.0, "{plan}: {explained}");
    }
}

#[tokio::test]
async fn ada_says_herself_how_well_she_remembered_without_model_or_use() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let calls = app.gemini.received().len();

    let reply = ada.post(&review(&question), json!({ "grade": "easy" })).await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    let told_of = reply.json();
    let (days, recall) = (told_of["intervalDays"].as_i64().unwrap(), told_of["recall"].as_f64().unwrap());
    assert!((6..=10).contains(&days) && (0.85..0.95).contains(&recall), "8.3 days, spread a little: {told_of}");
    let kept = told(
        &app,
        "select r.source, r.rating, r.grade, r.fresh, c.due_on::text from reviews r join cards c using (question_id)",
    )
    .await;
    assert_eq!(
        kept,
        json!({ "source": "self", "rating": null, "grade": 4, "fresh": true, "due_on": told_of["dueOn"] })
    );
    assert_eq!(app.gemini.received().len(), calls);
    assert_eq!(app.count("select count(*) from usage").await, 1, "the question's");
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn within_a_minute_of_the_last_review_it_is_too_soon() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    answer(&app, &ada, &question, "It moves values between two threads.", 9).await;
    for (passed, status) in
        [("0 seconds", 409), ("50 seconds", 409), ("10 seconds", 201), ("0 seconds", 409), ("60 seconds", 201)]
    {
        earlier(&app, passed).await;
        let reply = ada.post(&review(&question), json!({ "grade": "good" })).await;
        assert_eq!(reply.status, status, "{passed}: {}", reply.text);
        if status == 409 {
            assert_eq!(reply.problem(), (409, "too-soon".into()));
        }
    }
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn of_ten_reviews_at_once_one_counts() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;

    let path = review(&question);
    let replies = futures_util::future::join_all((0..10).map(|_| ada.post(&path, json!({ "grade": "hard" })))).await;

    let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(app.count("select count(*) from reviews").await, 1);
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn a_review_with_a_key_counts_once_and_its_reply_is_given_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let send = |grade: &'static str| {
        let request = ada.request(Method::POST, &review(&question)).header("idempotency-key", "monday");
        request.json(&json!({ "grade": grade })).send_and_read()
    };

    let (first, again) = (send("again").await, send("again").await);

    assert_eq!((first.status.as_u16(), again.status.as_u16(), &again.text), (201, 201, &first.text));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(send("good").await.problem(), (422, "idempotency-mismatch".into()));
    assert_eq!(app.count("select count(*) from reviews").await, 1);
    cards_are_folds(&app).await;
}

#[tokio::test]
async fn grades_that_are_none_and_questions_of_others_are_refused_and_change_nothing() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;

    for body in [json!({}), json!({ "grade": "Good" }), json!({ "grade": 3 }), json!({ "grade": "good", "at": "now" })]
    {
        assert_eq!(ada.post(&review(&question), body).await.status, 422);
    }
    for (person, id) in [(&bob, question.as_str()), (&ada, NOTHING), (&ada, "due"), (&ada, "1")] {
        assert_eq!(person.post(&review(id), json!({ "grade": "good" })).await.problem(), (404, "not-found".into()));
    }
    assert_eq!(app.count("select count(*) from reviews").await, 0);
}

#[tokio::test]
async fn what_is_laid_aside_is_not_due_until_it_is_taken_up_again() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await["id"].as_str().unwrap().to_owned();
    let question = card(&app, &job, "aside", 2.0, 4, -2).await;
    let path = format!("/api/questions/{question}/card");

    let reply = ada.patch(&path, json!({ "suspended": true })).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let shown = reply.json();
    assert_eq!(
        (&shown["questionId"], &shown["suspended"], &shown["lapses"]),
        (&json!(question), &json!(true), &json!(1))
    );
    let due = ada.get(DUE).await.json();
    assert_eq!(due["counts"], json!({ "due": 0, "tomorrow": 0, "week": 0, "total": 0 }));
    let listed = ada.get(SUSPENDED).await.json();
    assert_eq!((&listed["items"][0]["id"], &listed["nextCursor"]), (&json!(question), &Value::Null));
    // A review does not take it up again.
    assert_eq!(ada.post(&review(&question), json!({ "grade": "again" })).await.status, 201);
    assert_eq!(app.count("select count(*) from cards where suspended").await, 1);
    assert_eq!(ada.patch(&path, json!({ "suspended": false })).await.json()["suspended"], false);
    assert_eq!(ada.get(DUE).await.json()["counts"]["total"], 1);
    assert_eq!(ada.get(SUSPENDED).await.json()["items"], json!([]));

    assert_eq!(bob.patch(&path, json!({ "suspended": true })).await.problem(), (404, "not-found".into()));
    assert_eq!(ada.patch(&path, json!({ "suspended": 1 })).await.status, 422);
    let (_, without) = super::question(&app, &ada, "# Pin\n\nWhy?").await;
    let none = ada.patch(&format!("/api/questions/{without}/card"), json!({ "suspended": true })).await;
    assert_eq!(none.problem(), (404, "not-found".into()), "a question without an answer has no card");
    assert_eq!(app.count("select count(*) from cards where suspended").await, 0);
}

#[tokio::test]
async fn what_ada_laid_aside_is_listed_in_pages_of_a_job_or_of_all_and_to_nobody_else() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    let (job, other) = (job["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    for (job, text) in [(job, "first"), (other, "second"), (job, "third"), (job, "in use")] {
        card(&app, job, text, 2.0, 4, -2).await;
    }
    let aside = "update cards set suspended = true from questions q where q.id = question_id and q.text <> 'in use'";
    app.sql().await.execute(aside, &[]).await.unwrap();

    let first = ada.get(&format!("{SUSPENDED}?limit=2")).await;

    assert_eq!(first.header("cache-control"), "private, no-cache");
    let first = first.json();
    let page = format!("{SUSPENDED}?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
    let rest = ada.get(&page).await.json();
    let names = |page: &Value| {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((names(&first), names(&rest)), (vec!["third".into(), "second".into()], vec!["first".into()]));
    assert_eq!(rest["nextCursor"], Value::Null);
    let of_job = ada.get(&format!("{SUSPENDED}?jobInfoId={other}")).await.json();
    assert_eq!(names(&of_job), ["second"]);

    assert_eq!(bob.get(SUSPENDED).await.json()["items"], json!([]));
    assert_eq!(bob.get(&format!("{SUSPENDED}?jobInfoId={job}")).await.problem(), (404, "not-found".into()));
    assert_eq!(pointers(&ada.get(&format!("{SUSPENDED}?limit=0")).await), ["?limit"]);
}
