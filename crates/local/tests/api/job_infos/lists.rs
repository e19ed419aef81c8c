//! Pagination of one's jobs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{NOTHING, pointers, walk};

#[tokio::test]
async fn a_list_comes_newest_first_page_by_page() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    saved_job(&bob, "Bob's").await;
    let mut newest_first = Vec::new();
    for number in 0..7 {
        newest_first.insert(0, format!("Job {number}"));
        saved_job(&ada, &newest_first[0]).await;
    }

    for limit in [1, 2, 3, 6, 7, 8, 100] {
        assert_eq!(walk(&ada, "/api/job-infos?", limit, "name").await, newest_first, "pages of {limit}");
    }
    let whole = ada.get("/api/job-infos?limit=7").await.json();
    assert_eq!(whole["nextCursor"], json!(null), "a page that is just full has no next one");
}

#[tokio::test]
async fn twenty_come_when_no_limit_is_given() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Oldest").await;
    let many = "insert into job_infos (user_id, name, experience_level, description)
                select 'user_ada', 'Job ' || n, 'junior', 'Rust' from generate_series(1, 120) n";
    app.sql().await.batch_execute(many).await.unwrap();

    for (query, count) in [("", 20), ("?limit=1", 1), ("?limit=100", 100), ("?limit=0&limit=3", 3), ("?page=2", 20)] {
        let page = ada.get(&format!("/api/job-infos{query}")).await.json();
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{query}");
        assert!(page["nextCursor"].is_string());
    }
}

#[tokio::test]
async fn jobs_of_the_same_moment_are_neither_lost_nor_repeated() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Newest").await;
    let same = "insert into job_infos (user_id, name, experience_level, description, created_at)
                select 'user_ada', 'Job ' || n, 'junior', 'Rust', '2026-01-01T00:00:00.000001Z' from generate_series(1, 9) n";
    app.sql().await.batch_execute(same).await.unwrap();
    let whole = walk(&ada, "/api/job-infos?", 100, "id").await;
    assert_eq!(whole.len(), 10);

    for limit in [1, 2, 4] {
        assert_eq!(walk(&ada, "/api/job-infos?", limit, "id").await, whole, "pages of {limit}");
    }
}

#[tokio::test]
async fn a_walk_through_the_pages_is_not_moved_by_what_happens_meanwhile() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut jobs = Vec::new();
    for number in 0..6 {
        jobs.push(saved_job(&ada, &format!("Job {number}")).await);
    }
    let page = ada.get("/api/job-infos?limit=2").await.json();
    assert_eq!(page["items"], json!([jobs[5], jobs[4]]));

    saved_job(&ada, "Came meanwhile").await;
    ada.delete(&path_of(&jobs[4])).await;
    ada.delete(&path_of(&jobs[3])).await;

    let cursor = page["nextCursor"].as_str().unwrap();
    let next = ada.get(&format!("/api/job-infos?limit=2&cursor={cursor}")).await.json();
    assert_eq!(next["items"], json!([jobs[2], jobs[1]]));
}

#[tokio::test]
async fn bobs_cursor_shows_ada_nothing_of_his() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let old = saved_job(&ada, "Ada's").await;
    for name in ["One", "Two", "Three"] {
        saved_job(&bob, name).await;
    }
    let his = bob.get("/api/job-infos?limit=1").await.json();

    let page = ada.get(&format!("/api/job-infos?cursor={}", his["nextCursor"].as_str().unwrap())).await.json();

    assert_eq!(page, json!({ "items": [old], "nextCursor": null }));
}

#[tokio::test]
async fn limits_and_cursors_that_are_none_are_named() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    for limit in ["0", "101", "-1", "ten", "", "1.5", "99999999999999999999", "%00"] {
        let refused = ada.get(&format!("/api/job-infos?limit={limit}")).await;
        assert_eq!(pointers(&refused), ["?limit"], "{limit}");
    }
    let garbage = ["", "x", "AAAA", "!!!!", "%00", NOTHING].map(str::to_owned);
    // Before all time of Postgres's, before 1970, and after the end of time.
    let impossible = [i64::MIN, -300_000_000_000_000_000, -1, i64::MAX].map(|micros| cursor(micros, [0xff; 16]));
    for text in garbage.iter().chain(&impossible) {
        let refused = ada.get(&format!("/api/job-infos?cursor={text}")).await;
        assert_eq!(pointers(&refused), ["?cursor"], "{text}");
    }
}

#[tokio::test]
async fn a_cursor_from_the_ends_of_time_shows_all_or_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    // The last second of the year 9999, near enough, and 1970.
    for (micros, items) in [(253_402_207_200_000_000, json!([job])), (0, json!([]))] {
        let page = ada.get(&format!("/api/job-infos?cursor={}", cursor(micros, [0xff; 16]))).await.json();
        assert_eq!(page, json!({ "items": items, "nextCursor": null }));
    }
}

/// A cursor as nobody was ever given one.
fn cursor(micros: i64, id: [u8; 16]) -> String {
    URL_SAFE_NO_PAD.encode([&micros.to_be_bytes()[..], &id].concat())
}
