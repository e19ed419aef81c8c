//! Limits of what one person has and one page shows, however long its descriptions are.

use futures_util::future::join_all;

use super::*;
use crate::walk;

const MOST_JOBS: i64 = 200;
const PAGE_BYTES: usize = 256 * 1024;

/// Jobs of Ada's beside those that are there, with descriptions of so many letters.
async fn more_jobs(app: &TestApp, jobs: i64, letters: usize, letter: &str) {
    let many = format!(
        "insert into job_infos (user_id, name, experience_level, description)
        select 'user_ada', 'Job ' || n, 'junior', repeat('{letter}', {letters}) from generate_series(1, {jobs}) n"
    );
    app.sql().await.batch_execute(&many).await.unwrap();
}

async fn jobs(app: &TestApp) -> i64 {
    app.count("select count(*) from job_infos where user_id = 'user_ada'").await
}

#[tokio::test]
async fn two_hundred_jobs_are_the_most_and_a_deletion_makes_room() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let first = saved_job(&ada, "First").await;
    more_jobs(&app, MOST_JOBS - 2, 4, "Rust").await;

    assert_eq!(ada.post(URL, acme()).await.status, 201, "the last one there is room for");
    for _ in 0..2 {
        let refused = ada.request(Method::POST, URL).header("idempotency-key", "\"k\"").json(&acme());
        assert_eq!(refused.send_and_read().await.problem(), (409, "too-many-jobs".to_owned()));
        assert_eq!(ada.post(URL, acme()).await.problem(), (409, "too-many-jobs".to_owned()));
    }
    assert_eq!(jobs(&app).await, MOST_JOBS);
    saved_job(&bob, "Bob's").await;

    ada.delete(&path_of(&first)).await;
    let again = ada.request(Method::POST, URL).header("idempotency-key", "\"k\"").json(&acme());
    assert_eq!(again.send_and_read().await.status, 201, "the key was not used up");
    assert_eq!(jobs(&app).await, MOST_JOBS);
}

/// Each counts what the others have saved, whoever waits for whom.
#[tokio::test]
async fn of_twenty_jobs_at_once_only_those_are_saved_that_there_is_room_for() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "First").await;
    more_jobs(&app, MOST_JOBS - 4, 4, "Rust").await;
    let key = |nth: usize| format!("\"{nth}\"");

    let replies = join_all((0..20).map(|nth| {
        let request = ada.request(Method::POST, URL).json(&acme());
        let request = if nth % 2 == 0 { request.header("idempotency-key", key(nth)) } else { request };
        request.send_and_read()
    }))
    .await;

    let saved = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((saved, jobs(&app).await), (3, MOST_JOBS));
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.text.contains("too-many-jobs")), "{replies:?}");
}

#[tokio::test]
async fn a_list_without_descriptions_is_small_however_long_they_are() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Oldest").await;
    more_jobs(&app, 99, 20_000, "語").await;

    let short = ada.get("/api/job-infos?fields=summary&limit=100").await;
    let long = ada.get("/api/job-infos?limit=100").await;

    let jobs = short.json()["items"].as_array().unwrap().clone();
    assert_eq!((jobs.len(), short.json()["nextCursor"].clone()), (100, json!(null)));
    assert!(short.text.len() < 25_000, "{} bytes", short.text.len());
    assert!(long.json()["items"].as_array().unwrap().len() < 10, "where 6 MB of descriptions are no page");
    for (short, long) in jobs.iter().zip(long.json()["items"].as_array().unwrap()) {
        let mut without = long.clone();
        assert!(without.as_object_mut().unwrap().remove("description").is_some());
        assert_eq!(*short, without, "all the rest is the same");
    }
    let (one, other) = (short.header("etag"), long.header("etag"));
    assert_ne!(one, other);
    let known = ada.request(Method::GET, "/api/job-infos?fields=summary&limit=100").header("if-none-match", one);
    assert_eq!(known.send_and_read().await.status, 304);
}

#[tokio::test]
async fn a_list_without_descriptions_has_pages_and_their_bound_too() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Oldest").await;
    more_jobs(&app, 150, 20_000, "x").await;
    // 255 letters that JSON writes as six bytes: twice in each job, 3 KB.
    let long = "update job_infos set name = repeat(e'\\x01', 255), title = repeat(e'\\x01', 255)";
    app.sql().await.batch_execute(long).await.unwrap();
    let whole = walk(&ada, "/api/job-infos?", 100, "id").await;

    assert_eq!(walk(&ada, "/api/job-infos?fields=summary&", 100, "id").await, whole);
    assert_eq!(walk(&ada, "/api/job-infos?fields=summary&", 7, "id").await, whole);
    let page = ada.get("/api/job-infos?fields=summary&limit=100").await;
    assert!((PAGE_BYTES - 4_000..=PAGE_BYTES + 64).contains(&page.text.len()), "{} bytes", page.text.len());
}

#[tokio::test]
async fn other_fields_than_those_of_a_summary_are_no_form_of_a_list() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for fields in ["", "all", "Summary", "summary,description", "id,name", "%00"] {
        let refused = ada.get(&format!("{URL}?fields={fields}")).await;
        assert_eq!(crate::pointers(&refused), ["?fields"], "{fields}");
    }
}

#[tokio::test]
async fn a_page_ends_early_when_its_jobs_are_long_and_none_is_lost() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Oldest").await;
    // A letter that JSON writes as six bytes, one of three bytes, one of one, and one that it escapes.
    for letter in ["\u{1}", "語", "x", "\""] {
        more_jobs(&app, 12, 20_000, letter).await;
    }

    let whole = walk(&ada, "/api/job-infos?", 100, "id").await;

    assert_eq!(whole.len(), 49);
    for limit in [1, 3, 7, 20, 100] {
        let list = format!("/api/job-infos?limit={limit}");
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let reply = ada.get(&format!("{list}{cursor}")).await;
            assert!(reply.text.len() <= PAGE_BYTES + 64, "{} bytes", reply.text.len());
            let page = reply.json();
            let items = page["items"].as_array().unwrap();
            assert!((1..=limit).contains(&items.len()), "no page is empty");
            seen.extend(items.iter().map(|job| job["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, whole, "pages of {limit}");
    }
}
