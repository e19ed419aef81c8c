//! `/api/job-infos` and `/api/job-infos/{id}`.

use std::time::Duration;

use darasa_local::test_app::{Person, Send, TestApp};
use futures_util::future::join_all;
use http::{HeaderValue, Method};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{NOTHING, delete_account, path_of, pointers, saved_job, walk};

#[tokio::test]
async fn ada_saves_a_job_and_reads_it_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let created = ada
        .post("/api/job-infos", json!({ "name": " Acme ", "experienceLevel": "senior", "description": "Rust" }))
        .await;

    assert_eq!(created.status, 201, "{}", created.text);
    let job = created.json();
    assert_eq!(created.header("location"), format!("/api/job-infos/{}", job["id"].as_str().unwrap()));
    assert_eq!(created.header("etag"), "\"1\"");
    assert_eq!(
        job,
        json!({
            "id": job["id"], "name": "Acme", "title": null, "experienceLevel": "senior", "description": "Rust",
            "createdAt": job["createdAt"], "updatedAt": job["updatedAt"],
        })
    );
    assert_eq!(ada.get(created.header("location")).await.json(), job);
    assert_eq!(ada.get("/api/job-infos").await.json(), json!({ "items": [job], "nextCursor": null }));
}

#[tokio::test]
async fn ids_are_uuids_and_times_have_milliseconds() {
    let app = TestApp::start().await;

    let job = saved_job(&app.person("ada"), "Acme").await;

    assert_eq!(job["id"].as_str().unwrap().len(), 36);
    let created = job["createdAt"].as_str().unwrap();
    assert_eq!((created.len(), &created[19..20], &created[23..]), (24, ".", "Z"), "{created}");
    assert_eq!(job["createdAt"], job["updatedAt"]);
}

#[tokio::test]
async fn what_is_the_callers_is_cached_by_their_browser_only() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for path in [path_of(&job), "/api/job-infos".to_owned()] {
        let reply = ada.get(&path).await;

        assert_eq!(reply.header("cache-control"), "private, no-cache", "{path}");
        assert_eq!(reply.header("vary"), "Authorization, Cookie", "{path}");
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
        assert!(reply.header("etag").starts_with('"'), "a strong tag at {path}");
    }
}

#[tokio::test]
async fn every_level_is_known_and_a_blank_title_is_none() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for level in ["junior", "mid-level", "senior"] {
        for (given, kept) in
            [(json!(" \t\n"), json!(null)), (json!(null), json!(null)), (json!(" Lead "), json!("Lead"))]
        {
            let job = json!({ "name": "Acme", "title": given, "experienceLevel": level, "description": " Rust\n" });
            let created = ada.post("/api/job-infos", job).await;

            assert_eq!(created.status, 201, "{}", created.text);
            let job = created.json();
            assert_eq!((&job["title"], &job["experienceLevel"]), (&kept, &json!(level)));
            assert_eq!(job["description"], "Rust");
        }
    }
}

#[tokio::test]
async fn everything_that_is_missing_is_named_at_once() {
    let app = TestApp::start().await;

    let refused = app.person("ada").post("/api/job-infos", json!({})).await;

    assert_eq!(pointers(&refused), ["#/name", "#/experienceLevel", "#/description"]);
}

/// What is wrong with a field, for a new job and for a change alike.
fn wrong_fields() -> Vec<(&'static str, Value, &'static str)> {
    let long = |count: usize| json!("é".repeat(count));
    vec![
        ("name", json!(null), "#/name"),
        ("name", json!(""), "#/name"),
        ("name", json!(" \u{3000}\n"), "#/name"),
        ("name", json!(7), "#/name"),
        ("name", json!(["Acme"]), "#/name"),
        ("name", json!("Ac\u{0}me"), "#/name"),
        ("name", json!("\u{0}"), "#/name"),
        ("name", long(256), "#/name"),
        ("title", json!(7), "#/title"),
        ("title", json!({}), "#/title"),
        ("title", json!("Le\u{0}ad"), "#/title"),
        ("title", long(256), "#/title"),
        ("experienceLevel", json!(null), "#/experienceLevel"),
        ("experienceLevel", json!(""), "#/experienceLevel"),
        ("experienceLevel", json!("boss"), "#/experienceLevel"),
        ("experienceLevel", json!("Senior"), "#/experienceLevel"),
        ("experienceLevel", json!(" senior"), "#/experienceLevel"),
        ("experienceLevel", json!(1), "#/experienceLevel"),
        ("description", json!(null), "#/description"),
        ("description", json!("   "), "#/description"),
        ("description", json!(true), "#/description"),
        ("description", json!("Ru\u{0}st"), "#/description"),
        ("description", long(20_001), "#/description"),
        // Nobody assigns what is not theirs to assign.
        ("id", json!(NOTHING), "#/id"),
        ("userId", json!("user_bob"), "#/userId"),
        ("user_id", json!("user_bob"), "#/user_id"),
        ("version", json!(9), "#/version"),
        ("createdAt", json!("2020-01-01T00:00:00.000Z"), "#/createdAt"),
        ("updatedAt", json!(null), "#/updatedAt"),
        ("experience_level", json!("junior"), "#/experience_level"),
        ("Name", json!("Acme"), "#/Name"),
        ("__proto__", json!({ "admin": true }), "#/__proto__"),
        ("a/b~c", json!(1), "#/a~1b~0c"),
        ("", json!(1), "#/"),
    ]
}

#[tokio::test]
async fn a_job_with_a_wrong_field_is_refused_by_name_and_not_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for (field, value, pointer) in wrong_fields() {
        let mut job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
        job[field] = value;

        let refused = ada.post("/api/job-infos", job).await;

        assert_eq!(pointers(&refused), [pointer], "{}", refused.text);
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}

#[tokio::test]
async fn a_change_with_a_wrong_field_is_refused_by_name_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for (field, value, pointer) in wrong_fields() {
        let mut change = json!({ "description": "Changed" });
        change[field] = value;

        let refused = ada.patch(&path_of(&job), change).await;

        assert_eq!(pointers(&refused), [pointer], "{}", refused.text);
    }
    let read = ada.get(&path_of(&job)).await;
    assert_eq!((read.json(), read.header("etag")), (job, "\"1\""));
}

#[tokio::test]
async fn lengths_are_counted_in_characters_after_trimming() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for character in ["a", "é", "🦀"] {
        let job = json!({
            "name": format!("  {}\n", character.repeat(255)),
            "title": character.repeat(255),
            "experienceLevel": "junior",
            "description": character.repeat(20_000),
        });

        let created = ada.post("/api/job-infos", job).await;

        assert_eq!(created.status, 201, "{character}: {}", created.text);
        let read = ada.get(created.header("location")).await.json();
        assert_eq!(read["name"], character.repeat(255));
        assert_eq!(read["title"], character.repeat(255));
        assert_eq!(read["description"], character.repeat(20_000));
        let changed = ada.patch(created.header("location"), json!({ "name": "x", "description": "y" })).await;
        assert_eq!(changed.status, 200, "one character is enough");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_where_it_breaks() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let deep = "[".repeat(10_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"Acme",
        b"{\"name\":}",
        b"{\"name\":\"Acme\"} and more",
        b"\xef\xbb\xbf{}",
        b"{\"name\":\"\xff\"}",
        b"{\"name\":\"\\ud800\"}",
        deep.as_bytes(),
    ];

    for body in bodies {
        for (method, path) in [(Method::POST, "/api/job-infos".to_owned()), (Method::PATCH, path_of(&job))] {
            let refused = ada.request(method, &path).body(body.to_vec()).answer().await;

            assert_eq!(refused.problem(), (400, "bad-json".to_owned()), "{:?}", String::from_utf8_lossy(body));
            assert!(!refused.text.contains("Acme"), "the body is not quoted: {}", refused.text);
        }
    }
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([job]));
}

#[tokio::test]
async fn json_that_is_no_object_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for body in [json!([]), json!([{ "name": "Acme" }]), json!("Acme"), json!(null), json!(7)] {
        assert_eq!(pointers(&ada.post("/api/job-infos", body).await), ["#"]);
    }
}

#[tokio::test]
async fn ada_changes_one_field_and_the_others_stay() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut job = saved_job(&ada, "Acme").await;
    let mut version = 1;

    for (field, value, kept) in [
        ("name", json!("  Globex "), json!("Globex")),
        ("title", json!("Lead"), json!("Lead")),
        ("experienceLevel", json!("mid-level"), json!("mid-level")),
        ("description", json!("Rust and SQL"), json!("Rust and SQL")),
        ("title", json!(null), json!(null)),
        ("title", json!("Staff"), json!("Staff")),
        ("title", json!("  "), json!(null)),
    ] {
        let changed = ada.patch(&path_of(&job), json!({ field: value })).await;

        assert_eq!(changed.status, 200, "{}", changed.text);
        version += 1;
        assert_eq!(changed.header("etag"), format!("\"{version}\""));
        let now = changed.json();
        assert!(now["updatedAt"].as_str() >= job["updatedAt"].as_str(), "time goes on");
        job[field] = kept;
        job["updatedAt"] = now["updatedAt"].clone();
        assert_eq!(now, job);
        assert_eq!(ada.get(&path_of(&job)).await.json(), job);
    }
    assert_ne!(job["updatedAt"], job["createdAt"]);
}

#[tokio::test]
async fn a_change_of_nothing_leaves_every_field_as_it_was() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    let changed = ada.patch(&path_of(&job), json!({})).await;

    assert_eq!(changed.status, 200);
    for field in ["name", "title", "experienceLevel", "description", "createdAt"] {
        assert_eq!(changed.json()[field], job[field], "{field}");
    }
}

#[tokio::test]
async fn ada_deletes_a_job_and_it_is_gone_in_every_verb() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);

    let deleted = ada.delete(&path_of(&job)).await;

    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
    assert_eq!(in_every_verb(&ada, &path_of(&job)).await, vec![(404, "not-found".to_owned()); 3]);
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([other]));
}

#[tokio::test]
async fn what_was_made_for_a_job_goes_with_it_and_what_was_used_stays_used() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    let sql = app.sql().await;
    for id in [&job["id"], &other["id"]] {
        sql.batch_execute(&format!(
            "insert into questions (id, job_info_id, text, difficulty, model)
             values (gen_random_uuid(), '{0}', 'Why?', 'easy', 'm');
             insert into usage_counters (user_id, kind, used) values ('user_ada', 'question', 1)
             on conflict (user_id, kind) do update set used = usage_counters.used + 1",
            id.as_str().unwrap()
        ))
        .await
        .unwrap();
    }

    assert_eq!(ada.delete(&path_of(&job)).await.status, 204);

    assert_eq!(app.count("select count(*) from questions").await, 1);
    let questions = ada.get(&format!("/api/questions?jobInfoId={}", other["id"].as_str().unwrap())).await.json();
    assert_eq!(questions["items"].as_array().unwrap().len(), 1);
    assert_eq!(ada.get("/api/users/me").await.json()["features"]["questions"]["used"], 2);
}

/// GET, PATCH and DELETE.
async fn in_every_verb(person: &Person<'_>, path: &str) -> Vec<(u16, String)> {
    let replies =
        [person.get(path).await, person.patch(path, json!({ "name": "Mine now" })).await, person.delete(path).await];
    replies.iter().map(|reply| reply.problem()).collect()
}

#[tokio::test]
async fn bob_sees_adas_job_no_more_than_a_missing_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    let missing = format!("/api/job-infos/{NOTHING}");
    saved_job(&bob, "Globex").await;

    assert_eq!(in_every_verb(&bob, &path_of(&job)).await, vec![(404, "not-found".to_owned()); 3]);
    let (foreign, nothing) = (bob.get(&path_of(&job)).await, bob.get(&missing).await);
    let words = |reply: &darasa_local::test_app::Answer| {
        let mut problem = reply.json();
        problem["requestId"] = json!(null);
        problem
    };
    assert_eq!(words(&foreign), words(&nothing));

    let read = ada.get(&path_of(&job)).await;
    assert_eq!((read.json(), read.header("etag")), (job.clone(), "\"1\""));
    assert_eq!(ada.get("/api/job-infos").await.json()["items"], json!([job]));
    assert_eq!(bob.get("/api/job-infos").await.json()["items"][0]["name"], "Globex");
}

#[tokio::test]
async fn an_id_that_is_none_names_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;

    for id in ["1", "%20", "%00", "%ff", "null", "..%2f", "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d3", "%27%20or%20true"] {
        let path = format!("/api/job-infos/{id}");
        assert_eq!(in_every_verb(&ada, &path).await, vec![(404, "not-found".to_owned()); 3], "{id}");
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 1);
}

#[tokio::test]
async fn a_bad_body_is_told_before_a_missing_job() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for id in [NOTHING, "nonsense"] {
        let refused = ada.patch(&format!("/api/job-infos/{id}"), json!({ "name": "" })).await;
        assert_eq!(pointers(&refused), ["#/name"]);
    }
}

/// A PATCH or a DELETE that names the version it was made from.
async fn conditional(person: &Person<'_>, method: Method, path: &str, tag: impl TryInto<HeaderValue>) -> (u16, String) {
    let tag = tag.try_into().ok().unwrap();
    let request = person.request(method, path).header("if-match", tag).json(&json!({ "name": "Changed" }));
    let reply = request.answer().await;
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

#[tokio::test]
async fn a_change_made_from_another_version_is_stale_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let obscure = HeaderValue::from_bytes(b"\"\xe9\"").unwrap();
    let mut tags: Vec<HeaderValue> =
        ["\"0\"", "\"2\"", "W/\"1\"", "1", "\"\"", "\"01\"", "\"+1\"", "\"99999999999\"", "nonsense", ""]
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
        request.json(&json!({ "name": format!("Editor {editor}") })).answer()
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

        let (first, second) = timeout(Duration::from_secs(10), async { tokio::join!(first, then) }).await.unwrap();

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
        let ask = |known: String| ada.request(Method::GET, path).header("if-none-match", known).answer();

        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
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
        let after = ada.request(Method::GET, path).header("if-none-match", before.header("etag")).answer().await;
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
    let changed = request.json(&json!({ "name": "Globex" })).answer().await;

    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["name"], "Globex");
}

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
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode([&micros.to_be_bytes()[..], &id].concat())
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
async fn whoever_we_have_not_met_owns_nothing_and_clerk_is_not_asked() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    assert_eq!(ada.get("/api/job-infos").await.json(), json!({ "items": [], "nextCursor": null }));
    let path = format!("/api/job-infos/{NOTHING}");
    assert_eq!(in_every_verb(&ada, &path).await, vec![(404, "not-found".to_owned()); 3]);
    assert_eq!(pointers(&ada.post("/api/job-infos", json!({ "name": "Acme" })).await).len(), 2);

    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.clerk.received().len(), 0);
}

#[tokio::test]
async fn the_first_job_of_somebody_new_makes_their_account() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let replies = join_all((0..10).map(|_| ada.post("/api/job-infos", job.clone()))).await;

    assert!(replies.iter().all(|reply| reply.status == 201));
    assert_eq!(walk(&ada, "/api/job-infos?", 100, "name").await.len(), 10);
    let row = app.sql().await.query_one("select id, name, email from users", &[]).await.unwrap();
    let row: [Option<String>; 3] = [row.get(0), row.get(1), row.get(2)];
    assert_eq!(row.map(Option::unwrap), ["user_ada", "ada", "ada@example.com"]);
}

#[tokio::test]
async fn a_deleted_account_is_not_revived_by_a_write_even_with_clerk_away() {
    use darasa_local::emulators::clerk::Fault;
    let app = TestApp::start().await;
    let ada = app.person("ada");
    delete_account(&app, &ada.id).await;
    app.clerk.fail_next(9, Fault::Status(500));

    let refused =
        ada.post("/api/job-infos", json!({ "name": "A", "experienceLevel": "junior", "description": "B" })).await;

    assert_eq!(refused.problem(), (401, "not-logged-in".to_owned()));
    assert_eq!(app.clerk.received().len(), 0, "we know who it was");
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}
