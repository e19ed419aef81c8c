//! `/api/interviews/{id}/shares` and `/api/shares/{token}`: links to a report, and who reads it for how long.

use darasa_local::{
    emulators::gemini::Answer as Model,
    testing::test_app::{SendRequest, Settings, TestApp},
};
use futures_util::future::{join, join_all};
use http::Method;

use super::{
    feedback::{JUDGED, finished, judge},
    *,
};
use crate::{NOTHING, logs::Log, path_of, pointers};

/// An interview of two utterances with feedback on it.
async fn judged(app: &TestApp, person: &Person<'_>) -> String {
    let interview = finished(person).await;
    app.gemini.next(Model::text(JUDGED));
    let reply = judge(person, &interview).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    interview
}

async fn share(person: &Person<'_>, interview: &str, wanted: Value) -> Answer {
    person.post(&format!("{interview}/shares"), wanted).await
}

/// The link that was made, and the path of what it leads to.
async fn shared(person: &Person<'_>, interview: &str, wanted: Value) -> (Value, String) {
    let reply = share(person, interview, wanted).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (201, "no-store"), "{}", reply.text);
    let link = reply.json();
    let path = format!("/api/shares/{}", token_of(&link));
    (link, path)
}

fn token_of(link: &Value) -> &str {
    link["url"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// As somebody without an account.
async fn look(app: &TestApp, path: &str) -> Answer {
    app.request(Method::GET, path).send_and_read().await
}

async fn is_over(app: &TestApp, path: &str) {
    assert_eq!(look(app, path).await.problem(), (404, "not-found".to_owned()), "{path}");
}

async fn listed(person: &Person<'_>, interview: &str) -> Vec<Value> {
    let reply = person.get(&format!("{interview}/shares")).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "private, no-cache"), "{}", reply.text);
    reply.json()["items"].as_array().unwrap().clone()
}

async fn run(app: &TestApp, sql: &str) {
    app.sql().await.batch_execute(sql).await.unwrap();
}

#[tokio::test]
async fn whoever_has_the_link_reads_the_feedback_and_nothing_of_ada_or_the_job() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (link, path) = shared(&ada, &interview, json!({})).await;
    assert_eq!(link.as_object().unwrap().len(), 4, "{link}");
    assert_eq!((&link["include"], token_of(&link).len()), (&json!(["feedback"]), 43));
    assert_eq!(link["url"], format!("{}/app/shared/{}", app.url, token_of(&link)));

    let reply = look(&app, &path).await;

    let headers = ["cache-control", "x-robots-tag", "referrer-policy", "content-type"].map(|name| reply.header(name));
    assert_eq!(headers, ["no-store", "noindex", "no-referrer", "application/json"]);
    let created_at = ada.get(&interview).await.json()["createdAt"].clone();
    let report = json!({
        "feedback": JUDGED.concat(), "rating": 8, "createdAt": created_at, "expiresAt": link["expiresAt"],
    });
    assert_eq!((reply.status.as_u16(), reply.json()), (200, report));
    assert_eq!(app.count("select count(*) from shares where views > 1").await, 0);
    app.until("select count(*) = 1 from shares where views = 1").await;
    let [share] = &listed(&ada, &interview).await[..] else { panic!("one link") };
    assert_eq!(share.as_object().unwrap().len(), 5, "{share}");
    assert_eq!((&share["id"], &share["include"]), (&link["id"], &link["include"]));
    assert_eq!((&share["expiresAt"], &share["views"]), (&link["expiresAt"], &json!(1)));
    assert!(share["createdAt"].is_string());
    assert_eq!(
        app.count(&format!("select count(*) from shares s where s::text like '%{}%'", token_of(&link))).await,
        0
    );
}

#[tokio::test]
async fn what_was_said_is_shown_only_where_the_link_says_so() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let words = json!([
        { "speaker": "interviewer", "text": "Why Rust?", "at": 0 },
        { "speaker": "candidate", "text": "Um, I write Rust every day.", "at": 10_000 },
    ]);

    let (link, path) = shared(&ada, &interview, json!({ "include": ["transcript", "feedback"] })).await;
    assert_eq!(link["include"], json!(["feedback", "transcript"]));
    let both = look(&app, &path).await.json();
    assert_eq!((&both["transcript"], &both["feedback"]), (&words, &json!(JUDGED.concat())));

    let (_, path) = shared(&ada, &interview, json!({ "include": ["transcript"] })).await;
    let words_alone = look(&app, &path).await.json();
    assert_eq!((&words_alone["transcript"], &words_alone["rating"]), (&words, &json!(null)), "no judgement either");
    assert_eq!(words_alone.get("feedback"), None);
    assert_eq!(listed(&ada, &interview).await.len(), 2);
}

#[tokio::test]
async fn a_link_shows_the_feedback_of_now() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (_, path) = shared(&ada, &interview, json!({})).await;
    app.gemini.next(Model::text(["# Overall (Rating: 3/10)"]));
    let anew = json!({ "interviewId": id_of(&interview), "regenerate": true });
    assert_eq!(ada.post("/api/ai/interviews/generate-feedback", anew).await.status, 200);

    let report = look(&app, &path).await.json();
    assert_eq!((&report["feedback"], &report["rating"]), (&json!("# Overall (Rating: 3/10)"), &json!(3)));
}

#[tokio::test]
async fn it_is_over_to_the_second_by_the_clock_of_postgres() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    for days in [1, 7, 30] {
        let wanted = if days == 7 { json!({}) } else { json!({ "expiresInDays": days }) };
        let (link, _) = shared(&ada, &interview, wanted).await;
        let exactly = format!(
            "select count(*) from shares where id = '{}' and expires_at = created_at + interval '{} hours'",
            link["id"].as_str().unwrap(),
            24 * days
        );
        assert_eq!(app.count(&exactly).await, 1, "{days}");
    }
    let (link, path) = shared(&ada, &interview, json!({})).await;
    // Its own clock says nothing: to this one all links are over.
    let later = || darasa_core::base::clock::now() + Duration::from_secs(400 * 86_400);
    let late = app.beside(Settings { clock: std::sync::Arc::new(later), ..Settings::default() }).await;
    assert_eq!(look(&late, &path).await.status, 200);
    let ends = async |moment: &str| {
        run(&app, &format!("update shares set expires_at = {moment} where id = '{}'", link["id"].as_str().unwrap()))
            .await;
    };

    ends("clock_timestamp() + interval '2 seconds'").await;
    let before = std::time::Instant::now();
    let reply = look(&app, &path).await;
    if before.elapsed() < Duration::from_secs(2) {
        assert_eq!(reply.status, 200, "two seconds before its end");
    }
    app.until("select count(*) = 1 from shares where expires_at <= now()").await;
    is_over(&app, &path).await;
    assert_eq!(listed(&ada, &interview).await.len(), 3, "also before the purge");
    ends("now() + interval '1 hour'").await;
    assert_eq!(look(&app, &path).await.status, 200);
    ends("now()").await;
    is_over(&app, &path).await;
}

#[tokio::test]
async fn over_revoked_and_unknown_are_one_reply() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (gone, revoked) = shared(&ada, &interview, json!({})).await;
    let (old, over) = shared(&ada, &interview, json!({})).await;
    let (_, alive) = shared(&ada, &interview, json!({})).await;

    let path = format!("{interview}/shares/{}", gone["id"].as_str().unwrap());
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(ada.delete(&path).await.problem(), (404, "not-found".to_owned()), "it is gone");
    run(&app, &format!("update shares set expires_at = now() where id = '{}'", old["id"].as_str().unwrap())).await;

    let token = alive.rsplit('/').next().unwrap();
    let other = format!("/api/shares/{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    let said = |reply: Answer| reply.text.replace(reply.header("x-request-id"), "");
    let unknown = said(look(&app, &other).await);
    for path in [&revoked, &over, &format!("{alive}A"), &alive[..alive.len() - 1], "/api/shares/%00", "/api/shares/x"] {
        is_over(&app, path).await;
        assert_eq!(said(look(&app, path).await), unknown, "{path}");
    }
    assert_eq!(look(&app, &alive).await.status, 200);
    assert_eq!(listed(&ada, &interview).await.len(), 1);
}

#[tokio::test]
async fn a_link_ends_with_its_interview_its_job_and_its_owner() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let third = judged(&app, &ada).await;
    let mut paths = Vec::new();
    for interview in [&interview, &other, &third] {
        paths.push(shared(&ada, interview, json!({ "include": ["feedback", "transcript"] })).await.1);
    }
    let job = ada.get(&other).await.json()["jobInfoId"].clone();

    assert_eq!(ada.delete(&interview).await.status, 204);
    is_over(&app, &paths[0]).await;
    assert_eq!(look(&app, &paths[1]).await.status, 200);
    assert_eq!(ada.delete(&path_of(&json!({ "id": job }))).await.status, 204);
    is_over(&app, &paths[1]).await;
    assert_eq!(look(&app, &paths[2]).await.status, 200);
    let erased = ada.request(Method::DELETE, "/api/users/me").json(&json!({ "confirm": ada.id })).send_and_read().await;
    assert_eq!(erased.status, 202, "{}", erased.text);
    is_over(&app, &paths[2]).await;
    assert_eq!(app.count("select count(*) from shares").await, 0);
}

#[tokio::test]
async fn twenty_of_a_person_are_alive_also_of_many_made_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let bobs = judged(&app, &bob).await;

    let made =
        join_all((0..30).map(|nth| share(&ada, if nth % 2 == 0 { &interview } else { &other }, json!({})))).await;

    let refused: Vec<_> = made.iter().filter(|reply| reply.status != 201).collect();
    assert_eq!(refused.len(), 10);
    assert!(refused.iter().all(|reply| reply.problem() == (409, "too-many-shares".to_owned())), "{refused:?}");
    assert_eq!(app.count("select count(*) from shares").await, 20);
    assert_eq!(share(&bob, &bobs, json!({})).await.status, 201, "Bob has his own");

    run(&app, "update shares set expires_at = now() where id = (select min(id::text)::uuid from shares where user_id = 'user_ada')").await;
    assert_eq!(share(&ada, &interview, json!({})).await.status, 201, "one that is over does not count");
    assert_eq!(share(&ada, &interview, json!({})).await.problem(), (409, "too-many-shares".to_owned()));
    let revoked = listed(&ada, &interview).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.delete(&format!("{interview}/shares/{revoked}")).await.status, 204);
    assert_eq!(share(&ada, &other, json!({})).await.status, 201);
    assert_eq!(listed(&ada, &interview).await.len() + listed(&ada, &other).await.len(), 20);
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_nothing_is_made() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    for (wanted, wrong) in [
        (json!({ "expiresInDays": 0 }), vec!["#/expiresInDays"]),
        (json!({ "expiresInDays": 31, "include": [] }), vec!["#/expiresInDays", "#/include"]),
        (json!({ "expiresInDays": 1.5 }), vec!["#/expiresInDays"]),
        (json!({ "expiresInDays": "7" }), vec!["#/expiresInDays"]),
        (json!({ "include": "feedback" }), vec!["#/include"]),
        (json!({ "include": null }), vec!["#/include"]),
        (json!({ "include": ["feedback", "feedback"] }), vec!["#/include"]),
        (json!({ "include": ["feedback", "name"] }), vec!["#/include"]),
        (json!({ "token": "x" }), vec!["#/token"]),
    ] {
        assert_eq!(pointers(&share(&ada, &interview, wanted).await), wrong);
    }
    let without_a_body = ada.request(Method::POST, &format!("{interview}/shares")).send_and_read().await;
    assert_eq!(without_a_body.status, 201, "all of it may be left out");
    assert_eq!(app.count("select count(*) from shares").await, 1);
}

#[tokio::test]
async fn what_is_not_there_is_not_shared() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (open, over) = (created(&ada).await, finished(&ada).await);
    tell(&ada, &open, batch(0, &["Why Rust?"])).await;
    let silent = created(&ada).await;
    assert_eq!(ada.post(&format!("{silent}/finish"), json!({})).await.status, 200);
    let (feedback, words) = (json!({}), json!({ "include": ["transcript"] }));
    let both = json!({ "include": ["feedback", "transcript"] });

    for (interview, wanted, code) in [
        (&open, &feedback, "not-completed"),
        (&open, &words, "not-completed"),
        (&silent, &feedback, "no-feedback"),
        (&silent, &words, "not-completed"),
        (&over, &feedback, "no-feedback"),
        (&over, &both, "no-feedback"),
    ] {
        assert_eq!(share(&ada, interview, wanted.clone()).await.problem(), (409, code.to_owned()), "{wanted}");
    }
    assert_eq!(app.count("select count(*) from shares").await, 0);
    assert_eq!(share(&ada, &over, words).await.status, 201, "what was said can be shared alone");
}

#[tokio::test]
async fn a_link_is_its_owners_and_of_its_interview() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let bobs = judged(&app, &bob).await;
    let (link, path) = shared(&ada, &interview, json!({})).await;
    let id = link["id"].as_str().unwrap();

    for (person, of) in [(&bob, &interview), (&bob, &bobs), (&ada, &other)] {
        let reply = person.delete(&format!("{of}/shares/{id}")).await;
        assert_eq!(reply.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(share(&bob, &interview, json!({})).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(bob.get(&format!("{interview}/shares")).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.delete(&format!("{interview}/shares/{NOTHING}")).await.problem(), (404, "not-found".to_owned()));
    assert!(listed(&bob, &bobs).await.is_empty() && listed(&ada, &other).await.is_empty());
    assert_eq!(look(&app, &path).await.status, 200);
}

/// A link made while its interview is deleted is made before that or not at all.
#[tokio::test]
async fn a_deletion_at_the_same_moment_leaves_no_link() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    for _ in 0..5 {
        let interview = judged(&app, &ada).await;
        let (made, deleted) =
            join(join_all((0..3).map(|_| share(&ada, &interview, json!({})))), ada.delete(&interview)).await;
        assert_eq!(deleted.status, 204);
        assert!(made.iter().all(|reply| [201, 404].contains(&reply.status.as_u16())), "{made:?}");
        assert_eq!(app.count("select count(*) from shares").await, 0);
    }
}

#[tokio::test]
async fn a_view_is_counted_after_the_reply_and_waits_for_nobody() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (_, path) = shared(&ada, &interview, json!({})).await;
    let views = async || app.count("select views from shares").await;

    for nth in 1..=3 {
        assert_eq!(look(&app, &path).await.status, 200);
        app.until(&format!("select count(*) = 1 from shares where views = {nth}")).await;
    }
    let head = app.request(Method::HEAD, &path).send_and_read().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    // Somebody else has the row: these are read, and not one of them waits to be counted.
    let lock = app.sql().await;
    lock.batch_execute("begin; select * from shares for update").await.unwrap();
    let replies = join_all((0..20).map(|_| look(&app, &path))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    app.until(
        "select count(*) = 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    .await;
    assert_eq!(ada.get(&format!("{interview}/shares")).await.status, 200);
    lock.batch_execute("commit").await.unwrap();
    assert_eq!(views().await, 3, "neither the HEAD nor those who met somebody");

    join_all((0..20).map(|_| look(&app, &path))).await;
    app.until("select count(*) = 1 from shares where views between 4 and 23").await;
}

#[tokio::test]
async fn an_address_reads_thirty_reports_a_minute_whatever_it_guesses() {
    let app = TestApp::with_env([("PROTECTION", "local")]).await;
    let guess = |address: &'static str| {
        app.request(Method::GET, "/api/shares/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").header("x-real-ip", address)
    };
    for _ in 0..30 {
        assert_eq!(guess("8.8.4.4").send_and_read().await.problem(), (404, "not-found".to_owned()));
    }
    let refused = guess("8.8.4.4").send_and_read().await;
    assert_eq!(refused.problem(), (429, "RATE_LIMIT".to_owned()));
    assert!(!refused.text.contains("8.8.4.4"), "{}", refused.text);
    assert_eq!(guess("8.8.4.5").send_and_read().await.status, 404, "somebody else");
}

#[tokio::test]
async fn no_log_and_no_protection_is_told_a_token() {
    let log = Log::keep();
    let app = TestApp::with(Settings { arcjet: true, ..Settings::default() }).await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (link, path) = shared(&ada, &interview, json!({})).await;
    assert_eq!(look(&app, &path).await.status, 200);
    assert_eq!(look(&app, &path.replace("/api/shares/", "/api/shares/x")).await.status, 404);
    run(&app, "alter table shares rename to elsewhere").await;
    assert_eq!(look(&app, &path).await.problem(), (500, "internal".to_owned()));

    let asked = serde_json::to_string(&app.arcjet().decides()).unwrap();
    assert!(asked.contains("/api/shares/"), "{asked}");
    let (text, token) = (log.text(), token_of(&link));
    assert!(text.contains("/api/shares/{other}"));
    for part in [token, &token[..20]] {
        assert!(!text.contains(part) && !asked.contains(part), "{part}");
    }
}
