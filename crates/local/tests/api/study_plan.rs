//! `/api/job-infos/{id}/plan`, `interviewOn`, and the calendar's feed of all plans.

use darasa_local::testing::test_app::{SendRequest, Settings};

use super::*;

/// A person without hours before the day, so that today is UTC's.
async fn early(app: &TestApp, person: &Person<'_>) {
    let settings = json!({ "timeZone": "UTC", "dayStartsAt": 0 });
    assert_eq!(person.patch("/api/users/me", settings).await.status, 200);
    assert_eq!(app.count("select count(*) from users where day_starts_at = 0").await, 1);
}

/// So many days from today, as Postgres counts them.
async fn in_days(app: &TestApp, days: i32) -> String {
    let row = app.sql().await.query_one("select ((now() at time zone 'UTC')::date + $1::int)::text", &[&days]).await;
    row.unwrap().get(0)
}

async fn job_with_interview(app: &TestApp, person: &Person<'_>, days: i32) -> Value {
    let job = saved_job(person, "Acme").await;
    let reply = person.patch(&path_of(&job), json!({ "interviewOn": in_days(app, days).await })).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

/// Questions of a job, each with a card that is due today and a review long ago.
async fn due_cards(app: &TestApp, job: &Value, number: i32) {
    app.sql()
        .await
        .batch_execute(&format!(
            "with asked as (
                insert into questions (id, job_info_id, text, difficulty, model, topics)
                select gen_random_uuid(), '{job}', 'What is ' || n || '?', 'easy', 'm', '{{Rust}}'
                from generate_series(1, {number}) n returning id, job_info_id
            ), made as (
                insert into cards (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
                select id, user_id, job_info_id, 3, 5, 1, 0, now() - interval '5 days', (now() at time zone 'UTC')::date
                from asked, (select user_id from job_infos where id = '{job}') as owner
            )
            insert into reviews
                (id, user_id, job_info_id, question_id, rating, grade, source, fresh, difficulty, topics, created_at)
            select id, user_id, job_info_id, id, 3, 1, 'answer', true, 'easy', '{{Rust}}', now() - interval '5 days'
            from asked, (select user_id from job_infos where id = '{job}') as owner",
            job = job["id"].as_str().unwrap()
        ))
        .await
        .unwrap();
}

async fn plan(person: &Person<'_>, job: &Value) -> Value {
    let reply = person.get(&format!("{}/plan", path_of(job))).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

fn kinds(day: &Value) -> Vec<String> {
    day["tasks"].as_array().unwrap().iter().map(|task| task["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_interview_is_on_a_day_within_a_year() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    assert_eq!(job["interviewOn"], json!(null));
    early(&app, &ada).await;
    let of =
        |day: Value| json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust", "interviewOn": day });

    for days in [0, 1, 365] {
        let day = in_days(&app, days).await;
        let created = ada.post("/api/job-infos", of(json!(day))).await;
        assert_eq!((created.status.as_u16(), created.json()["interviewOn"].clone()), (201, json!(day)));
        let changed = ada.patch(&path_of(&job), json!({ "interviewOn": day })).await;
        assert_eq!((changed.status.as_u16(), changed.json()["interviewOn"].clone()), (200, json!(day)));
    }
    let before = ada.get(&path_of(&job)).await.json();
    for days in [-1, 366] {
        let day = json!(in_days(&app, days).await);
        assert_eq!(pointers(&ada.post("/api/job-infos", of(day.clone())).await), ["#/interviewOn"]);
        assert_eq!(
            pointers(&ada.patch(&path_of(&job), json!({ "interviewOn": day, "name": "X" })).await),
            ["#/interviewOn"]
        );
    }
    for wrong in [json!("tomorrow"), json!("2026-02-30"), json!(7)] {
        assert_eq!(pointers(&ada.post("/api/job-infos", of(wrong)).await), ["#/interviewOn"]);
    }
    assert_eq!(ada.get(&path_of(&job)).await.json(), before, "nothing was changed");
    assert_eq!(app.count("select count(*) from job_infos").await, 4);
    let listed = ada.get("/api/job-infos?fields=summary").await.json();
    assert_eq!(listed["items"][0]["interviewOn"], json!(in_days(&app, 365).await));
    let kept = ada.patch(&path_of(&job), json!({ "name": "Globex" })).await.json();
    assert_eq!(kept["interviewOn"], before["interviewOn"], "what is left out stays");
    let without = ada.patch(&path_of(&job), json!({ "interviewOn": null })).await.json();
    assert_eq!(without["interviewOn"], json!(null));
}

#[tokio::test]
async fn a_day_that_is_over_may_stay_and_whoever_saw_another_version_is_told_so_first() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    let path = path_of(&saved_job(&ada, "Acme").await);
    let over = in_days(&app, -3).await;
    let patch = async |tag: &str, body: Value| {
        ada.request(Method::PATCH, &path).header("if-match", tag).json(&body).send_and_read().await
    };
    let day = json!({ "interviewOn": in_days(&app, 7).await });
    assert_eq!(patch("\"1\"", day.clone()).await.header("etag"), "\"2\"", "a day makes another version");
    assert_eq!(patch("\"1\"", day).await.problem(), (412, "stale".to_owned()));
    app.sql().await.batch_execute(&format!("update job_infos set interview_on = '{over}'")).await.unwrap();

    let kept = patch("\"2\"", json!({ "name": "Globex", "interviewOn": over })).await;
    assert_eq!((kept.status.as_u16(), kept.header("etag")), (200, "\"3\""), "{}", kept.text);
    assert_eq!((kept.json()["interviewOn"].clone(), kept.json()["name"].clone()), (json!(over), json!("Globex")));

    let earlier = json!({ "interviewOn": in_days(&app, -4).await });
    assert_eq!(patch("\"2\"", earlier.clone()).await.problem(), (412, "stale".to_owned()));
    assert_eq!(pointers(&patch("\"3\"", earlier).await), ["#/interviewOn"]);
    assert_eq!(ada.get(&path).await.header("etag"), "\"3\"");
}

/// In Apia it is tomorrow already when Honolulu has yesterday.
#[tokio::test]
async fn today_is_that_of_the_persons_zone() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    for zone in ["Pacific/Apia", "Pacific/Honolulu", "America/New_York"] {
        ada.patch("/api/users/me", json!({ "timeZone": zone, "dayStartsAt": 4 })).await;
        let today = plan(&ada, &job).await["today"].as_str().unwrap().to_owned();
        let expected: String = app
            .sql()
            .await
            .query_one("select ((now() at time zone $1) - interval '4 hours')::date::text", &[&zone])
            .await
            .unwrap()
            .get(0);
        assert_eq!(today, expected, "{zone}");
        assert_eq!(ada.patch(&path_of(&job), json!({ "interviewOn": today })).await.status, 200, "{zone}");
        let days = plan(&ada, &job).await;
        assert_eq!((days["daysLeft"].clone(), days["days"].as_array().unwrap().len()), (json!(0), 1), "{zone}");
    }
}

#[tokio::test]
async fn a_plan_reviews_what_is_due_asks_about_what_is_weak_and_ends_on_the_day() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    let job = job_with_interview(&app, &ada, 5).await;
    due_cards(&app, &job, 3).await;

    let days = plan(&ada, &job).await;

    assert_eq!(days["daysLeft"], 5);
    assert_eq!(days["interviewOn"], job["interviewOn"]);
    let all = days["days"].as_array().unwrap();
    assert_eq!(all.len(), 6);
    assert_eq!(kinds(&all[0]), ["review", "review", "review", "new"]);
    assert_eq!((all[0]["day"].clone(), all[0]["minutes"].clone()), (days["today"].clone(), json!(25)));
    let ask = &all[0]["tasks"][3];
    assert_eq!((ask["topic"].clone(), ask["difficulty"].clone()), (json!("Rust"), json!("easy")), "three answers of 3");
    assert!(all[0]["tasks"][0]["recall"].as_f64().unwrap() < 0.9);
    assert_eq!(kinds(&all[2]), ["mock"], "three days before");
    assert!(kinds(&all[4]).iter().all(|kind| kind == "last-look" || kind == "review"), "{:?}", kinds(&all[4]));
    assert_eq!(kinds(&all[5]), [""; 0]);
    assert_eq!(plan(&ada, &job).await, days, "the same again");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_was_done_today_takes_its_minutes_and_a_card_laid_aside_is_not_planned() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    let job = saved_job(&ada, "Acme").await;
    due_cards(&app, &job, 4).await;
    let minutes = |days: &Value| days["days"][0]["minutes"].clone();
    assert_eq!(minutes(&plan(&ada, &job).await), 30);
    let cards = ada.get("/api/questions/due").await.json()["items"].clone();
    let id = |number: usize| cards[number]["question"]["id"].as_str().unwrap().to_owned();

    ada.post(&format!("/api/questions/{}/review", id(0)), json!({ "grade": "good" })).await;
    let after = plan(&ada, &job).await;
    assert_eq!(kinds(&after["days"][0]), ["review", "review", "review", "new"]);
    assert_eq!(minutes(&after), 25, "a review of five minutes is done");

    ada.patch(&format!("/api/questions/{}/card", id(1)), json!({ "suspended": true })).await;
    assert_eq!(kinds(&plan(&ada, &job).await["days"][0]), ["review", "review", "new"]);

    ada.patch("/api/users/me", json!({ "dailyMinutes": 10 })).await;
    assert_eq!(kinds(&plan(&ada, &job).await["days"][0]), ["review"]);
}

#[tokio::test]
async fn what_was_rehearsed_or_begun_today_for_a_job_is_not_planned_for_it_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    ada.patch("/api/users/me", json!({ "dailyMinutes": 240 })).await;
    let (job, other) = (job_with_interview(&app, &ada, 3).await, job_with_interview(&app, &ada, 10).await);
    due_cards(&app, &job, 2).await;
    due_cards(&app, &other, 2).await;
    let today = async |job: &Value| kinds(&plan(&ada, job).await["days"][0]);
    let sql = app.sql().await;
    sql.batch_execute("delete from cards; delete from reviews").await.unwrap();
    assert_eq!(today(&job).await, ["mock", "new", "new", "new"]);
    assert_eq!(today(&other).await, ["new", "new", "new"]);

    let rehearsed = format!(
        "insert into interviews (id, job_info_id, receipt_id, kind, state, started_at, finished_at)
        values (gen_random_uuid(), '{}', gen_random_uuid(), 'text', 'finished', now(), now())",
        job["id"].as_str().unwrap()
    );
    sql.batch_execute(&rehearsed).await.unwrap();
    let asked = ada.get(&format!("/api/questions?jobInfoId={}", other["id"].as_str().unwrap())).await.json();
    let questions = asked["items"].as_array().unwrap();
    for (question, left) in questions.iter().zip([["new", "new"].as_slice(), &["new"]]) {
        let path = format!("/api/questions/{}/review", question["id"].as_str().unwrap());
        assert_eq!(ada.post(&path, json!({ "grade": "good" })).await.status, 201);
        assert_eq!(today(&other).await, left);
    }

    assert_eq!(today(&job).await, ["new", "new", "new"], "and what was done for one job is not done for another");
}

#[tokio::test]
async fn a_plan_has_as_many_days_as_are_asked_for_and_without_an_interview_a_week() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    early(&app, &ada).await;
    let (with, without) = (job_with_interview(&app, &ada, 40).await, saved_job(&ada, "Globex").await);
    let ask = async |job: &Value, query: &str| ada.get(&format!("{}/plan{query}", path_of(job))).await;
    for (query, days) in [("", 14), ("?days=1", 1), ("?days=31", 31)] {
        assert_eq!(ask(&with, query).await.json()["days"].as_array().unwrap().len(), days, "{query}");
    }
    for (query, days) in [("", 7), ("?days=3", 3), ("?days=31", 7)] {
        let reply = ask(&without, query).await.json();
        assert_eq!(reply["days"].as_array().unwrap().len(), days, "{query}");
        assert_eq!((reply["interviewOn"].clone(), reply["daysLeft"].clone()), (json!(null), json!(null)));
    }
    for wrong in ["?days=0", "?days=32", "?days=-1", "?days=x", "?days="] {
        assert_eq!(pointers(&ask(&with, wrong).await), ["?days"], "{wrong}");
    }
    assert_eq!(bob.get(&format!("{}/plan", path_of(&with))).await.problem(), (404, "not-found".to_owned()));
    app.sql().await.batch_execute("update job_infos set interview_on = current_date - 3").await.unwrap();
    let past = ask(&with, "").await.json();
    assert_eq!((past["days"].as_array().unwrap().len(), past["daysLeft"].clone()), (7, json!(null)), "over");
}

/// The feed's address, of which the token is the last part.
async fn link(person: &Person<'_>) -> String {
    let made = person.post("/api/users/me/calendar", json!({})).await;
    assert_eq!((made.status.as_u16(), made.header("cache-control")), (201, "no-store"), "{}", made.text);
    let (url, webcal) = (made.json()["url"].clone(), made.json()["webcalUrl"].clone());
    let path = url.as_str().unwrap().strip_prefix(&person.app.url).unwrap().to_owned();
    assert_eq!(webcal.as_str().unwrap().strip_prefix("webcal://"), url.as_str().unwrap().strip_prefix("http://"));
    path
}

async fn fetch(app: &TestApp, path: &str) -> Answer {
    app.request(Method::GET, path).send_and_read().await
}

#[tokio::test]
async fn a_calendar_reads_the_days_of_all_plans_without_a_session_and_without_a_name() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    let job = job_with_interview(&app, &ada, 5).await;
    due_cards(&app, &job, 2).await;
    let path = link(&ada).await;

    let feed = fetch(&app, &path).await;

    assert_eq!((feed.status.as_u16(), feed.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!(feed.header("cache-control"), "private, no-cache");
    let text = feed.text.replace("\r\n ", "");
    assert!(text.contains("SUMMARY:Practise 30 min: 2 reviews\\, 2 new questions\r\n"), "{text}");
    assert!(text.contains("SUMMARY:Practise 30 min: 1 rehearsal\r\n"), "{text}");
    let day = job["interviewOn"].as_str().unwrap().replace('-', "");
    assert!(text.contains(&format!("DTSTART;VALUE=DATE:{day}\r\n")), "{text}");
    assert_eq!(text.matches("SUMMARY:Interview\r\n").count(), 1);
    for private in ["Acme", "Engineer", "What is", "user_ada", "Rust"] {
        assert!(!text.contains(private), "{private}");
    }
    let known = app.request(Method::GET, &path).header("if-none-match", feed.header("etag")).send_and_read().await;
    assert_eq!(known.status, 304);
    let head = app.request(Method::HEAD, &path).send_and_read().await;
    assert_eq!((head.status.as_u16(), head.header("etag")), (200, feed.header("etag")));
    let names: Vec<_> = text.lines().filter(|line| line.starts_with("UID:")).collect();
    let again = fetch(&app, &path).await.text.replace("\r\n ", "");
    assert_eq!(again.lines().filter(|line| line.starts_with("UID:")).collect::<Vec<_>>(), names);
}

#[tokio::test]
async fn on_the_day_of_an_interview_the_calendar_says_whether_another_job_has_practice() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    early(&app, &ada).await;
    job_with_interview(&app, &ada, 5).await;
    let path = link(&ada).await;
    let said = async || fetch(&app, &path).await.text.replace("\r\n ", "");
    assert!(said().await.contains("DESCRIPTION:Nothing to learn today. Good luck.\r\n"));

    job_with_interview(&app, &ada, 20).await;
    let text = said().await;
    assert!(text.contains("DESCRIPTION:Nothing to learn for it today. Good luck.\r\n"), "{text}");
    assert_eq!(text.matches("Nothing to learn today").count(), 1, "the later one has the day for itself");
}

#[tokio::test]
async fn a_newer_address_replaces_the_older_and_nobody_finds_what_is_none() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (old, bobs) = (link(&ada).await, link(&bob).await);
    let new = link(&ada).await;
    assert_eq!(fetch(&app, &old).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(
        (fetch(&app, &new).await.status, fetch(&app, &bobs).await.status),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    let kept = "select count(*) from calendars where octet_length(token_sha256) = 32";
    assert_eq!(app.count(kept).await, 2, "a hash each");
    for wrong in
        ["/api/calendar/x.ics", &new[..new.len() - 4], &new.replace(".ics", "A.ics"), &new.replace(".ics", ".ICS")]
    {
        assert_eq!(fetch(&app, wrong).await.problem(), (404, "not-found".to_owned()), "{wrong}");
    }
    for path in [&new, &bobs] {
        assert_eq!(ada.delete("/api/users/me/calendar").await.status, 204);
        let expected = if *path == new { 404 } else { 200 };
        assert_eq!(fetch(&app, path).await.status, expected);
    }
    delete_account(&app, "user_bob").await;
    assert_eq!(fetch(&app, &bobs).await.status, 404, "it goes with its person");
    assert_eq!(app.count("select count(*) from calendars").await, 0);
}

#[tokio::test]
async fn a_token_that_is_none_is_looked_for_and_nothing_is_written() {
    let log = Log::keep();
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let known = link(&app.person("ada")).await;
    until_over(&log, 1).await;
    let written = || proxy.messages().iter().filter(|message| message.says("update calendars")).count();
    let before = proxy.round_trips();

    assert_eq!(fetch(&app, &format!("/api/calendar/{}.ics", "A".repeat(43))).await.problem().0, 404);
    assert_eq!((written(), proxy.round_trips() - before), (0, 1), "well-formed, and of nobody");
    assert_eq!(fetch(&app, &format!("/api/calendar/{}.ics", "A".repeat(42))).await.problem().0, 404);
    assert_eq!(proxy.round_trips() - before, 1, "what cannot be one reaches no database");

    assert_eq!(fetch(&app, &known).await.status, 200);
    assert_ne!(written(), 0, "what is given out is counted");
}

#[tokio::test]
async fn a_feed_is_given_out_sixty_times_an_hour() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = link(&ada).await;
    app.sql().await.batch_execute("update calendars set fetches = 58").await.unwrap();
    for expected in [200, 200, 429, 429] {
        let reply = fetch(&app, &path).await;
        assert_eq!(reply.status, expected);
        if expected == 429 {
            let wait: u32 = reply.header("retry-after").parse().unwrap();
            assert!((3_500..=3_600).contains(&wait), "{wait}");
        }
    }
    app.sql().await.batch_execute("update calendars set hour_began_at = now() - interval '1 hour'").await.unwrap();
    assert_eq!(fetch(&app, &path).await.status, 200);
    assert_eq!(app.count("select fetches::bigint from calendars").await, 1);
}
