//! Preconditions: several editors of one job, and what a browser already has (`If-Match`, `If-None-Match`).

use darasa_local::testing::{test_app::SendRequest, time_limits::PATIENCE};
use futures_util::future::join_all;
use http::{HeaderValue, Method};
use tokio::time::timeout;

use super::*;
use crate::NOTHING;

/// A PATCH or a DELETE that names the version it was made from.
async fn conditional(person: &Person<'_>, method: Method, path: &str, tag: impl TryInto<HeaderValue>) -> (u16, String) {
    let tag = tag.try_into().ok().unwrap();
    let request = person.request(method, path).header("if-match", tag).json(&json!({ "name": "Changed" }));
    let reply = request.send_and_read().await;
    match reply.status.is_success() {
        true => (reply.status.as_u16(), reply.header("etag").to_owned()),
        false => reply.problem(),
    }
}

#[tokio::test]
async fn a_change_may_name_the_version_it_was_made_from() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);
    let patch = |tag: &'static str| conditional(&ada, Method::PATCH, &path, tag);

    assert_eq!(patch("\"1\"").await, (200, "\"2\"".to_owned()));
    assert_eq!(patch("\"other\", \"2\"").await, (200, "\"3\"".to_owned()));
    assert_eq!(patch("*").await, (200, "\"4\"".to_owned()));
    assert_eq!(conditional(&ada, Method::DELETE, &path, "\"4\"").await, (204, String::new()));
}

/// A proxy that compresses makes the tag weak or adds the coding to it, and a page sends back what it got.
#[tokio::test]
async fn a_version_is_known_by_the_tag_that_a_proxy_made_of_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);
    let patch = |tag: &'static str| conditional(&ada, Method::PATCH, &path, tag);

    assert_eq!(patch("W/\"1\"").await, (200, "\"2\"".to_owned()));
    assert_eq!(patch("W/\"1\", \"2\"").await, (200, "\"3\"".to_owned()));
    assert_eq!(patch("\"3-gzip\"").await, (200, "\"4\"".to_owned()));
    assert_eq!(patch("W/\"9\", W/\"4--gzip\"").await, (200, "\"5\"".to_owned()));
    assert_eq!(patch("W/\"4\", \"3\"").await, (412, "stale".to_owned()));
    let two_lines = ada.request(Method::PATCH, &path).header("if-match", "\"4\"").header("if-match", "W/\"5\"");
    assert_eq!(two_lines.json(&json!({ "name": "Changed" })).send_and_read().await.status, 200);
    assert_eq!(conditional(&ada, Method::DELETE, &path, "W/\"5\"").await, (412, "stale".to_owned()));
    assert_eq!(conditional(&ada, Method::DELETE, &path, "W/\"6\"").await, (204, String::new()));
}

#[tokio::test]
async fn a_change_made_from_another_version_is_stale_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let obscure = HeaderValue::from_bytes(b"\"\xe9\"").unwrap();
    let mut tags: Vec<HeaderValue> = [
        "\"0\"",
        "\"2\"",
        "W/\"2\"",
        "W/\"01\"",
        "\"2-gzip\"",
        "\"1-x\"",
        "1",
        "\"\"",
        "\"01\"",
        "\"+1\"",
        "\"99999999999\"",
        "nonsense",
        "",
    ]
    .map(HeaderValue::from_static)
    .into();
    tags.push(obscure);

    for tag in tags {
        for method in [Method::PATCH, Method::DELETE] {
            let told = conditional(&ada, method.clone(), &path_of(&job), tag.clone()).await;
            assert_eq!(told, (412, "stale".to_owned()), "{method} if {tag:?}");
        }
    }
    let read = ada.get(&path_of(&job)).await;
    assert_eq!((read.json(), read.header("etag")), (job, "\"1\""));
}

#[tokio::test]
async fn a_condition_on_a_missing_or_foreign_job_is_not_found() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    saved_job(&bob, "Globex").await;

    for path in [path_of(&job), format!("/api/job-infos/{NOTHING}")] {
        for method in [Method::PATCH, Method::DELETE] {
            for tag in ["\"1\"", "\"7\"", "*"] {
                assert_eq!(conditional(&bob, method.clone(), &path, tag).await, (404, "not-found".to_owned()));
            }
        }
    }
    assert_eq!(ada.get(&path_of(&job)).await.json(), job);
}

#[tokio::test]
async fn of_ten_editors_with_the_same_version_one_wins() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);

    let edits = (0..10).map(|editor| {
        let request = ada.request(Method::PATCH, &path).header("if-match", "\"1\"");
        request.json(&json!({ "name": format!("Editor {editor}") })).send_and_read()
    });
    let replies = join_all(edits).await;

    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|reply| reply.problem() == (412, "stale".to_owned())));
    let read = ada.get(&path).await;
    assert_eq!((read.json(), read.header("etag")), (won[0].json(), "\"2\""));
}

#[tokio::test]
async fn without_a_condition_every_editor_is_heard() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);

    let edits = (0..10).map(|editor| ada.patch(&path, json!({ "name": format!("Editor {editor}") })));
    let replies = join_all(edits).await;

    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(ada.get(&path).await.header("etag"), "\"11\"");
}

/// Both requests have read the row and wait for its lock; one of them will find nothing to change.
#[tokio::test]
async fn whoever_comes_second_to_a_deletion_finds_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for second in ["delete", "patch"] {
        let path = path_of(&saved_job(&ada, "Acme").await);
        let sql = app.sql().await;
        sql.batch_execute("begin; select id from job_infos for update").await.unwrap();
        let waiting = "select count(*) = 1 from pg_stat_activity
                       where wait_event_type = 'Lock' and datname = current_database()";
        let first = async { ada.delete(&path).await };
        let then = async {
            app.until(waiting).await;
            let second = async {
                match second {
                    "delete" => ada.delete(&path).await,
                    _ => ada.patch(&path, json!({ "name": "Changed" })).await,
                }
            };
            let release = async {
                app.until(&waiting.replace('1', "2")).await;
                sql.batch_execute("commit").await.unwrap();
            };
            tokio::join!(second, release).0
        };

        let (first, second) = timeout(PATIENCE, async { tokio::join!(first, then) }).await.unwrap();

        assert_eq!(first.status, 204, "{}", first.text);
        assert_eq!(second.problem(), (404, "not-found".to_owned()));
    }
}

#[tokio::test]
async fn what_a_browser_already_has_is_not_sent_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);

    for path in [path.as_str(), "/api/job-infos"] {
        let first = ada.get(path).await;
        let tag = first.header("etag").to_owned();
        let ask = |known: String| ada.request(Method::GET, path).header("if-none-match", known).send_and_read();

        let suffixed = format!("{}-br\"", tag.trim_end_matches('"'));
        for known in [tag.clone(), format!("W/{tag}"), suffixed, format!("\"x\", {tag}"), "*".to_owned()] {
            let again = ask(known).await;
            assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
            assert_eq!(again.header("etag"), tag);
            assert_eq!(again.header("cache-control"), "private, no-cache");
            assert_eq!(again.header("vary"), "Authorization, Cookie");
        }
        for unknown in ["\"x\"".to_owned(), tag.replace('"', "")] {
            assert_eq!(ask(unknown).await.json(), first.json());
        }
    }
    let (one, list) = (ada.get(&path).await, ada.get("/api/job-infos").await);
    ada.patch(&path, json!({ "name": "Globex" })).await;
    for (path, before) in [(path.as_str(), one), ("/api/job-infos", list)] {
        let after = ada.request(Method::GET, path).header("if-none-match", before.header("etag")).send_and_read().await;
        assert_eq!(after.status, 200, "{path} was changed");
        assert!(after.text.contains("Globex"));
    }
}

#[tokio::test]
async fn a_change_is_answered_with_what_it_made_whatever_the_browser_knows() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let path = path_of(&saved_job(&ada, "Acme").await);

    let request = ada.request(Method::PATCH, &path).header("if-none-match", "\"2\"");
    let changed = request.json(&json!({ "name": "Globex" })).send_and_read().await;

    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["name"], "Globex");
}
