//! `/api/shares/{token}`: who reads a shared report, what of it, for how long, and how that is counted.

use darasa_local::{
    emulators::gemini::Answer as Model,
    testing::test_app::{SendRequest, Settings, TestApp},
};
use futures_util::future::join_all;
use http::Method;

use super::{
    feedback::JUDGED,
    shares::{is_over, judged, listed, look, run, shared, token_of},
    *,
};
use crate::{logs::Log, until_over_of};

/// Waits until so many readings are over, and counted where they are.
async fn until_counted(log: &Log, readings: usize) {
    until_over_of(log, readings, |line| line["http.route"] == "/api/shares/{other}").await;
}

#[tokio::test]
async fn whoever_has_the_link_reads_the_feedback_and_nothing_of_ada_or_the_job() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (link, path) = shared(&ada, &interview, json!({})).await;
    let log = Log::keep();
    assert_eq!(link.as_object().unwrap().len(), 4, "{link}");
    assert_eq!((&link["include"], token_of(&link).len()), (&json!(["feedback"]), 43));
    assert_eq!(link["url"], format!("{}/app/shared/{}", app.url, token_of(&link)));

    let reply = look(&app, &path).await;

    let headers = ["cache-control", "x-robots-tag", "referrer-policy", "content-type"].map(|name| reply.header(name));
    assert_eq!(headers, ["no-store", "noindex", "no-referrer", "application/json"]);
    until_counted(&log, 1).await;
    let created_at = ada.get(&interview).await.json()["createdAt"].clone();
    let report = json!({
        "feedback": JUDGED.concat(), "rating": 8, "createdAt": created_at, "expiresAt": link["expiresAt"],
    });
    assert_eq!((reply.status.as_u16(), reply.json()), (200, report));
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
    let (_, reported) = shared(&ada, &interview, json!({})).await;
    let (_, alive) = shared(&ada, &interview, json!({})).await;

    let path = format!("{interview}/shares/{}", gone["id"].as_str().unwrap());
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(ada.delete(&path).await.problem(), (404, "not-found".to_owned()), "it is gone");
    run(&app, &format!("update shares set expires_at = now() where id = '{}'", old["id"].as_str().unwrap())).await;
    // As docs/operations.md has it for whoever operates this.
    let token = reported.rsplit('/').next().unwrap();
    run(&app, &format!("delete from shares where token_sha256 = sha256('{token}')")).await;

    let token = alive.rsplit('/').next().unwrap();
    let other = format!("/api/shares/{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    let said = |reply: Answer| reply.text.replace(reply.header("x-request-id"), "");
    let unknown = said(look(&app, &other).await);
    for path in [
        &revoked,
        &over,
        &reported,
        &format!("{alive}A"),
        &alive[..alive.len() - 1],
        "/api/shares/%00",
        "/api/shares/x",
    ] {
        is_over(&app, path).await;
        assert_eq!(said(look(&app, path).await), unknown, "{path}");
    }
    assert_eq!(look(&app, &alive).await.status, 200);
    assert_eq!(listed(&ada, &interview).await.len(), 1);
}

#[tokio::test]
async fn a_view_is_counted_after_the_reply_and_waits_for_nobody() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    let (_, path) = shared(&ada, &interview, json!({})).await;
    let views = async || app.count("select views from shares").await;
    let log = Log::keep();

    for nth in 1..=3 {
        assert_eq!(look(&app, &path).await.status, 200);
        until_counted(&log, nth).await;
    }
    assert_eq!(views().await, 3);
    let head = app.request(Method::HEAD, &path).send_and_read().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    // Somebody else has the row: these are read, and not one of them waits to be counted.
    let lock = app.sql().await;
    lock.batch_execute("begin; select * from shares for update").await.unwrap();
    let replies = join_all((0..20).map(|_| look(&app, &path))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    until_counted(&log, 24).await;
    assert_eq!(ada.get(&format!("{interview}/shares")).await.status, 200);
    lock.batch_execute("commit").await.unwrap();
    assert_eq!(views().await, 3, "neither the HEAD nor those who met somebody");

    join_all((0..20).map(|_| look(&app, &path))).await;
    until_counted(&log, 44).await;
    assert!((4..=23).contains(&views().await), "some of those of one moment, and each once");
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
