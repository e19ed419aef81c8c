//! `/api/questions?jobInfoId=`, and what is deleted of it.

use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{Person, SendRequest, TestApp},
};
use futures_util::future::join;
use http::Method;
use serde_json::{Value, json};

use crate::{NOTHING, pointers, saved_job, walk};

fn list_of(job: &Value) -> String {
    format!("/api/questions?jobInfoId={}", job["id"].as_str().unwrap())
}

/// Questions as the model would have asked them, one second after the other.
async fn asked(app: &TestApp, job: &Value, texts: &[&str]) {
    const ASKED: &str = "
    insert into questions (id, job_info_id, text, difficulty, model, created_at)
    select gen_random_uuid(), $1::text::uuid, text, 'medium', 'gemini-3.8-flash',
        '2026-11-23T12:00:00.5Z'::timestamptz + (n + (select count(*) from questions)) * interval '1 second'
    from unnest($2::text[]) with ordinality as each (text, n)";
    app.sql().await.execute(ASKED, &[&job["id"].as_str().unwrap(), &texts]).await.unwrap();
}

#[tokio::test]
async fn ada_reads_the_questions_of_one_job_newest_first() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    asked(&app, &job, &["What is Send?", "What is Pin?"]).await;
    asked(&app, &other, &["What is SQL?"]).await;

    let reply = ada.get(&list_of(&job)).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("vary"), "Authorization, Cookie");
    let list = reply.json();
    let question = |text: &str, at: &str, id: &Value| {
        json!({
            "id": id, "jobInfoId": job["id"], "text": text, "difficulty": "medium", "topics": [], "follows": null,
            "model": "gemini-3.8-flash", "createdAt": at, "latestAnswer": null,
        })
    };
    assert_eq!(
        list,
        json!({
            "items": [
                question("What is Pin?", "2026-11-23T12:00:02.500Z", &list["items"][0]["id"]),
                question("What is Send?", "2026-11-23T12:00:01.500Z", &list["items"][1]["id"]),
            ],
            "nextCursor": null,
        })
    );
}

#[tokio::test]
async fn a_job_without_questions_has_an_empty_list() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    assert_eq!(ada.get(&list_of(&job)).await.json(), json!({ "items": [], "nextCursor": null }));
}

#[tokio::test]
async fn a_list_without_its_job_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for query in ["", "?", "?jobInfoId", "?jobInfoId=", "?jobinfoid=1", "?limit=5"] {
        assert_eq!(pointers(&ada.get(&format!("/api/questions{query}")).await), ["?jobInfoId"], "{query}");
    }
}

#[tokio::test]
async fn questions_of_a_foreign_a_missing_or_an_impossible_job_are_not_found() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;
    saved_job(&bob, "Globex").await;

    for path in [list_of(&job), format!("/api/questions?jobInfoId={NOTHING}")] {
        assert_eq!(not_found(&bob, &path).await, (404, "not-found".to_owned()));
    }
    for id in ["1", "%00", "%ff", "null", "%27%20or%20true--"] {
        assert_eq!(not_found(&ada, &format!("/api/questions?jobInfoId={id}")).await, (404, "not-found".to_owned()));
    }
    let nobody_yet = app.person("grace");
    assert_eq!(not_found(&nobody_yet, &list_of(&job)).await, (404, "not-found".to_owned()));
    assert_eq!(ada.get(&list_of(&job)).await.json()["items"][0]["text"], "What is Send?");
}

async fn not_found(person: &Person<'_>, path: &str) -> (u16, String) {
    person.get(path).await.problem()
}

#[tokio::test]
async fn the_last_job_named_counts_and_unknown_names_do_not() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;

    let id = job["id"].as_str().unwrap();
    let list = ada.get(&format!("/api/questions?userId=user_bob&jobInfoId=x&x=%ff&jobInfoId={id}")).await.json();

    assert_eq!(list["items"][0]["text"], "What is Send?");
}

#[tokio::test]
async fn questions_come_page_by_page_also_those_of_the_same_moment() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["1", "2", "3", "4", "5"]).await;
    let same_moment = "update questions set created_at = '2026-11-23T12:00:00Z' where text in ('2', '3', '4')";
    app.sql().await.batch_execute(same_moment).await.unwrap();
    let list = format!("{}&", list_of(&job));

    let whole = walk(&ada, &list, 100, "text").await;

    let mut sorted = whole.clone();
    sorted.sort();
    assert_eq!(sorted, ["1", "2", "3", "4", "5"]);
    assert_eq!([&whole[0], &whole[1]], ["5", "1"]);
    for limit in [1, 2, 3, 4, 5] {
        assert_eq!(walk(&ada, &list, limit, "text").await, whole, "pages of {limit}");
    }
}

#[tokio::test]
async fn a_new_question_does_not_move_the_next_page() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["1", "2", "3"]).await;
    let page = ada.get(&format!("{}&limit=1", list_of(&job))).await.json();
    assert_eq!(page["items"][0]["text"], "3");

    asked(&app, &job, &["4", "5"]).await;

    let cursor = page["nextCursor"].as_str().unwrap();
    let next = ada.get(&format!("{}&limit=1&cursor={cursor}", list_of(&job))).await.json();
    assert_eq!(next["items"][0]["text"], "2");
}

#[tokio::test]
async fn limits_and_cursors_that_are_none_are_named_before_a_missing_job() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for (query, pointer) in [("limit=0", "?limit"), ("limit=101", "?limit"), ("cursor=x", "?cursor")] {
        let refused = ada.get(&format!("/api/questions?jobInfoId={NOTHING}&{query}")).await;
        assert_eq!(pointers(&refused), [pointer]);
    }
}

#[tokio::test]
async fn a_list_that_has_not_changed_is_not_sent_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;
    let tag = ada.get(&list_of(&job)).await.header("etag").to_owned();
    let ask = || ada.request(Method::GET, &list_of(&job)).header("if-none-match", &tag).send_and_read();

    let again = ask().await;
    assert_eq!((again.status.as_u16(), again.text.as_str(), again.header("etag")), (304, "", tag.as_str()));

    asked(&app, &job, &["What is Pin?"]).await;
    assert_eq!(ask().await.json()["items"].as_array().unwrap().len(), 2);
}

/// Answers to a question, one second after the other, with numbers for texts.
async fn answered(app: &TestApp, question: &Value, count: i64) {
    let answers = format!(
        "delete from answers;
        insert into answers (id, question_id, text, rating, feedback, model, created_at)
        select gen_random_uuid(), '{}', n::text, 7, 'Good.', 'm', '2026-11-23T12:00:00Z'::timestamptz + n * interval '1 s'
        from generate_series(1, {count}) n",
        question["id"].as_str().unwrap()
    );
    app.sql().await.batch_execute(&answers).await.unwrap();
}

fn texts(answers: &Value) -> Vec<&str> {
    answers.as_array().unwrap().iter().map(|answer| answer["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_question_shows_its_newest_twenty_answers_and_where_the_others_are() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;
    let question = ada.get(&list_of(&job)).await.json()["items"][0].clone();
    let path = format!("/api/questions/{}", question["id"].as_str().unwrap());
    for (count, shown, more) in [(0, 0, false), (19, 19, false), (20, 20, false), (21, 20, true), (45, 20, true)] {
        answered(&app, &question, count).await;
        let newest_first: Vec<_> = (1..=count).rev().map(|nth| nth.to_string()).collect();

        let whole = ada.get(&path).await.json();

        assert_eq!(texts(&whole["answers"]), newest_first[..shown]);
        assert_eq!(whole["answersCursor"].is_string(), more, "{count}: {}", whole["answersCursor"]);
        assert_eq!(walk(&ada, &format!("{path}/answers?"), 100, "text").await, newest_first);
        if let Some(cursor) = whole["answersCursor"].as_str() {
            let next = ada.get(&format!("{path}/answers?cursor={cursor}")).await.json();
            assert_eq!(texts(&next["items"]), newest_first[20..newest_first.len().min(40)]);
            assert_eq!(next["nextCursor"].is_string(), count > 40);
            let same = ada.get(&format!("{path}/answers?limit=20")).await.json();
            assert_eq!((&same["items"], &same["nextCursor"]), (&whole["answers"], &whole["answersCursor"]));
        }
    }
}

/// 256 KiB a page: thirteen answers of 20,000 bytes fit, and a fourteenth does not. Nothing is lost on the way.
#[tokio::test]
async fn a_page_of_long_answers_ends_early_and_the_next_one_goes_on() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;
    let question = ada.get(&list_of(&job)).await.json()["items"][0].clone();
    answered(&app, &question, 30).await;
    let path = format!("/api/questions/{}/answers", question["id"].as_str().unwrap());
    let sized = |bytes: usize| format!("update answers set text = repeat('x', {bytes}), feedback = ''");
    let shown = |page: &Value| (page["items"].as_array().unwrap().len(), page["nextCursor"].is_string());

    app.sql().await.batch_execute(&sized(20_000)).await.unwrap();
    let first = ada.get(&format!("{path}?limit=100")).await.json();
    assert_eq!(shown(&first), (13, true));
    let second = ada.get(&format!("{path}?limit=100&cursor={}", first["nextCursor"].as_str().unwrap())).await.json();
    assert_eq!(shown(&second), (13, true));
    let last = ada.get(&format!("{path}?limit=100&cursor={}", second["nextCursor"].as_str().unwrap())).await.json();
    assert_eq!(shown(&last), (4, false));

    app.sql().await.batch_execute(&sized(8_738)).await.unwrap();
    assert_eq!(shown(&ada.get(&format!("{path}?limit=100")).await.json()), (30, false), "262,140 bytes are a page");
    app.sql().await.batch_execute(&sized(8_739)).await.unwrap();
    assert_eq!(shown(&ada.get(&format!("{path}?limit=100")).await.json()), (29, true), "262,170 bytes are more");
    app.sql().await.batch_execute("update answers set feedback = repeat('x', 300000)").await.unwrap();
    assert_eq!(shown(&ada.get(&path).await.json()), (1, true), "one in any case");
}

#[tokio::test]
async fn answers_belong_to_whoever_asked_and_their_pages_are_as_everywhere() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    saved_job(&bob, "Globex").await;
    asked(&app, &job, &["What is Send?"]).await;
    let question = ada.get(&list_of(&job)).await.json()["items"][0].clone();
    answered(&app, &question, 3).await;
    let path = format!("/api/questions/{}/answers", question["id"].as_str().unwrap());

    let reply = ada.get(&path).await;
    assert_eq!((reply.header("cache-control"), texts(&reply.json()["items"]).len()), ("private, no-cache", 3));
    for (query, pointer) in [("limit=0", "?limit"), ("limit=101", "?limit"), ("cursor=x", "?cursor")] {
        assert_eq!(pointers(&ada.get(&format!("{path}?{query}")).await), [pointer]);
    }
    for id in [NOTHING, "1", "%00"] {
        assert_eq!(not_found(&ada, &format!("/api/questions/{id}/answers")).await, (404, "not-found".to_owned()));
    }
    assert_eq!(not_found(&bob, &path).await, (404, "not-found".to_owned()));
}

/// The path of an answer that this person has just given.
async fn judged(person: &Person<'_>, question: &str) -> String {
    let answer = json!({ "prompt": "Send moves a value between threads.", "questionId": question });
    assert_eq!(person.post("/api/ai/questions/generate-feedback", answer).await.status, 200);
    let newest = person.get(&format!("/api/questions/{question}")).await.json()["answers"][0]["id"].clone();
    format!("/api/questions/{question}/answers/{}", newest.as_str().unwrap())
}

#[tokio::test]
async fn a_deleted_question_takes_its_answers_along_and_its_use_stays_used() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", "u:1_questions"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    let new = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let question =
        ada.post("/api/ai/questions/generate-question", new.clone()).await.header("x-question-id").to_owned();
    app.until("select count(*) = 1 from usage where state = 'settled'").await;
    let (first, second) = (judged(&ada, &question).await, judged(&ada, &question).await);
    let path = format!("/api/questions/{question}");

    for stranger in [&first, &path] {
        assert_eq!(bob.delete(stranger).await.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(ada.delete(&first.replace(&question, NOTHING)).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(app.count("select count(*) from reviews").await, 2);
    assert_eq!(ada.delete(&first).await.status, 204);
    let other = format!("select count(*) from reviews where '{second}' like '%' || id");
    assert_eq!(
        (app.count("select count(*) from reviews").await, app.count(&other).await),
        (1, 1),
        "its review is gone"
    );
    assert_eq!(ada.delete(&first).await.problem(), (404, "not-found".to_owned()), "it is gone");
    let left = ada.get(&path).await.json()["answers"].clone();
    assert!(left.as_array().unwrap().len() == 1 && second.ends_with(left[0]["id"].as_str().unwrap()), "{left}");

    assert_eq!(ada.delete(&path).await.status, 204);

    assert_eq!(ada.delete(&path).await.problem(), (404, "not-found".to_owned()));
    for table in ["questions", "answers", "reviews", "cards"] {
        assert_eq!(app.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    assert_eq!(ada.get(&list_of(&job)).await.json()["items"], json!([]));
    assert_eq!(ada.post("/api/ai/questions/generate-question", new).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

/// The answer is paid for, and there is nothing it could be kept with.
#[tokio::test]
async fn a_question_deleted_while_its_answer_is_judged_keeps_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    asked(&app, &job, &["What is Send?"]).await;
    let question = ada.get(&list_of(&job)).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let (model_says, gate) = Answer::text(["## Feedback (Rating: 7/10)\n", "Good."]).paused_after(1);
    app.gemini.next(model_says);
    let answer = json!({ "prompt": "Send moves between threads.", "questionId": question });
    let deleting = async {
        gate.reached().await;
        let deleted = ada.delete(&format!("/api/questions/{question}")).await;
        gate.resume();
        deleted
    };

    let (feedback, deleted) = join(ada.post("/api/ai/questions/generate-feedback", answer), deleting).await;

    assert_eq!((feedback.status.as_u16(), deleted.status.as_u16()), (200, 204));
    app.until("select count(*) = 1 from usage where state = 'settled'").await;
    assert_eq!(app.count("select count(*) from answers").await, 0);
    app.ledger_is_sound().await;
}
