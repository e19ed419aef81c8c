//! Voice sessions: `/voice` gives credentials for one at a time, within the interview's time and the day's.

use darasa_core::base::clock;
use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    testing::test_app::{SendRequest, TestApp},
};
use futures_util::future::join_all;
use http::Method;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::pointers;

const RULES: &str = include_str!("../../../../core/src/domain/generation/prompts/interviewer.md");

async fn connect(person: &Person<'_>, interview: &str) -> Answer {
    person.request(Method::POST, &format!("{interview}/voice")).send_and_read().await
}

/// Whether a time in a reply is so many seconds away, a few more or less.
fn is_in(seconds: i64, time: &Value) -> bool {
    let time: Timestamp = time.as_str().unwrap().parse().unwrap();
    let now: Timestamp = clock::now().try_into().unwrap();
    let off = time.duration_since(now) - SignedDuration::from_secs(seconds);
    off.abs() < SignedDuration::from_secs(20)
}

/// Seconds taken from the day, and sessions from the interview.
async fn taken(app: &TestApp) -> (i64, i64) {
    let spent = app.count("select coalesce(sum(seconds_spent), 0) from voice_budgets").await;
    (spent, app.count("select coalesce(sum(mints), 0) from interviews").await)
}

#[tokio::test]
async fn ada_gets_all_that_a_browser_needs_and_the_interview_begins() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let reply = connect(&ada, &interview).await;

    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{}", reply.text);
    assert_eq!(reply.header("etag"), "");
    let credentials = reply.json();
    let token = &app.gemini.live().tokens()[0];
    let socket = app.gemini.url().replace("http", "ws");
    let expected = json!({
        "provider": "gemini", "sessionId": credentials["sessionId"], "token": token.name, "model": "gemini-3.8-live",
        "apiVersion": "v1alpha", "wsBaseUrl": app.gemini.url(),
        "url": format!("{socket}/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained"),
        "connectBy": credentials["connectBy"], "expiresAt": credentials["expiresAt"],
        "inputMime": "audio/pcm;rate=16000", "outputRate": 24_000, "nextSeq": 0,
    });
    assert_eq!(credentials, expected);
    assert!(credentials["sessionId"].as_str().unwrap().starts_with("vs_"));
    assert!(is_in(60, &credentials["connectBy"]) && is_in(30 * 60, &credentials["expiresAt"]), "{credentials}");
    let begun = ada.get(&interview).await.json();
    assert_eq!((&begun["state"], &begun["kind"]), (&json!("active"), &json!("voice")));
    assert_eq!(counted(&app).await, (1, 0), "the first credentials settle");
    assert_eq!(taken(&app).await, (30 * 60, 1));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_token_is_for_one_session_with_everything_locked() {
    let app = TestApp::with_env([("GEMINI_LIVE_MODEL", "gemini-next-live"), ("INTERVIEW_MINUTES", "12")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let credentials = connect(&ada, &interview).await.json();

    let token = &app.gemini.live().tokens()[0];
    assert_eq!((token.uses, &token.mask), (1, &None));
    assert_eq!(token.expires_at.to_string()[..19], credentials["expiresAt"].as_str().unwrap()[..19]);
    assert!(is_in(12 * 60, &json!(token.expires_at.to_string())) && is_in(60, &json!(token.start_by.to_string())));
    let setup = token.setup.as_ref().unwrap();
    assert_eq!(setup["model"], "models/gemini-next-live");
    let expected = format!(
        "{}\n\nThe job:\n| Acme\nTitle:\n| Engineer\nExperience level: senior\nDescription:\n| Rust\n\n",
        RULES.trim()
    );
    assert_eq!(setup["systemInstruction"]["parts"][0]["text"], expected);
    assert_eq!(setup["sessionResumption"], json!({}));
}

/// For people who pause or stutter: no silence ends their turn.
#[tokio::test]
async fn a_client_may_mark_the_turns_itself() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let voice = format!("{}/voice", created(&ada).await);
    for (body, detection) in [
        (json!({}), json!({ "silenceDurationMs": 2_000 })),
        (json!({ "turns": "automatic" }), json!({ "silenceDurationMs": 2_000 })),
        (json!({ "turns": "manual" }), json!({ "disabled": true })),
        (json!({ "turns": "manual", "resumeHandle": "handle-1" }), json!({ "disabled": true })),
    ] {
        app.sql().await.batch_execute("update voice_budgets set seconds_spent = 0").await.unwrap();
        let reply = ada.post(&voice, body.clone()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let tokens = app.gemini.live().tokens();
        let setup = tokens.last().unwrap().setup.as_ref().unwrap();
        assert_eq!(setup["realtimeInputConfig"], json!({ "automaticActivityDetection": detection }), "{body}");
    }
    let refused = ada.post(&voice, json!({ "turns": "none" })).await;
    assert_eq!(pointers(&refused), ["#/turns"]);
    assert_eq!(refused.json()["errors"][0]["detail"], "must be one of: automatic, manual");
    assert_eq!(app.gemini.live().tokens().len(), 4);
}

#[tokio::test]
async fn a_connection_is_taken_up_with_its_handle_and_a_newer_session_supersedes() {
    let app = TestApp::with_env([("VOICE_DAILY_MINUTES", "90")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let first = connect(&ada, &interview).await.json();
    let with = |session: &Value, from: i64, text: &str| {
        let mut batch = batch(from, &[text]);
        batch["sessionId"] = session["sessionId"].clone();
        batch
    };
    assert_eq!(tell(&ada, &interview, with(&first, 0, "Why Rust?")).await.status, 200);
    time_passes(&app, "10 minutes").await;

    let voice = format!("{interview}/voice");
    let second = ada.post(&voice, json!({ "resumeHandle": "handle-1" })).await.json();

    assert!(is_in(20 * 60, &second["expiresAt"]), "{second}");
    assert_eq!(second["nextSeq"], 1);
    assert_ne!(second["sessionId"], first["sessionId"]);
    assert_eq!(
        app.gemini.live().tokens()[1].setup.as_ref().unwrap()["sessionResumption"],
        json!({ "handle": "handle-1" })
    );
    assert_eq!(tell(&ada, &interview, with(&first, 1, "Late.")).await.problem(), (409, "superseded".to_owned()));
    assert_eq!(tell(&ada, &interview, with(&second, 1, "It is safe.")).await.status, 200);
    let end = json!({ "sessionId": first["sessionId"] });
    assert_eq!(ada.post(&format!("{interview}/finish"), end).await.problem(), (409, "superseded".to_owned()));

    connect(&ada, &interview).await;
    let anew = app.gemini.live().tokens()[2].setup.clone().unwrap();
    let instruction = anew["systemInstruction"]["parts"][0]["text"].as_str().unwrap();
    let recap = "The connection was lost. Go on where the interview stopped. Its last part:\n[00:00] Interviewer:\n| Why Rust?\n[00:10] Candidate:\n| It is safe.\n";
    assert!(instruction.ends_with(recap), "{instruction}");
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn six_sessions_are_enough_for_an_interview() {
    let app = TestApp::with_env([("VOICE_DAILY_MINUTES", "1440")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    let replies = join_all((0..10).map(|_| connect(&ada, &interview))).await;

    let opened = replies.iter().filter(|reply| reply.status == 200).count();
    let refused = replies.iter().filter(|reply| reply.status == 409 && reply.json()["code"] == "voice-spent").count();
    assert_eq!((opened, refused), (6, 4));
    assert_eq!(taken(&app).await, (6 * 30 * 60, 6));
    assert_eq!(app.gemini.live().tokens().len(), 6);
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn nobody_speaks_longer_than_a_day_allows_however_many_tabs_are_open() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    let create = async || create(&ada, &job).await.header("location").to_owned();
    let interviews = [create().await, create().await, create().await, create().await];

    let replies = join_all(interviews.iter().map(|interview| connect(&ada, interview))).await;

    let (opened, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!((opened.len(), refused.len()), (2, 2));
    for reply in refused {
        assert_eq!(reply.problem(), (429, "RATE_LIMIT".to_owned()));
        let wait: i64 = reply.header("retry-after").parse().unwrap();
        assert!((86_300..=86_400).contains(&wait), "{wait}");
        assert_eq!(reply.header("ratelimit-policy"), "\"voice-minutes\";q=60;w=86400");
    }
    assert_eq!(taken(&app).await, (60 * 60, 2));
    assert_eq!(counted(&app).await, (2, 2), "who could not speak has used nothing");
    assert_eq!(connect(&bob, &created(&bob).await).await.status, 200, "somebody else has a day of their own");

    time_passes(&app, "1 day").await;
    assert_eq!(connect(&ada, &create().await).await.status, 200);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn when_the_provider_is_away_nothing_is_lost() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for (fault, status) in [
        (Model::from(ApiError::overloaded()), 503),
        (Model::over_quota("17s"), 503),
        (Model::raw(["{}"]), 503),
        (Model::raw(["<html>busy</html>"]), 503),
        (ApiError::new(403, "PERMISSION_DENIED", "No rights.").into(), 500),
    ] {
        app.gemini.live().next_mint(fault);
        let reply = connect(&ada, &interview).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(reply.header("retry-after").is_empty(), status == 500);
        assert_eq!(taken(&app).await, (0, 0));
    }
    assert_eq!(ada.get(&interview).await.json()["state"], "created");
    assert_eq!(counted(&app).await, (0, 1), "the use waits for the interview");

    assert_eq!(connect(&ada, &interview).await.status, 200);
    assert_eq!(taken(&app).await, (30 * 60, 1));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn where_voice_is_off_nobody_speaks_and_writing_goes_on() {
    let app = TestApp::with_env([("VOICE_PROVIDER", "off")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let reply = connect(&ada, &interview).await;
    assert_eq!(reply.problem(), (409, "voice-off".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("/reply"));
    assert_eq!(counted(&app).await, (0, 1));
    assert_eq!(say(&ada, &interview, "Hello.").await.status, 200);
}

#[tokio::test]
async fn an_interview_whose_time_is_over_has_no_more_voice() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = created(&ada).await;
    connect(&ada, &interview).await;
    time_passes(&app, "31 minutes").await;
    assert_eq!(connect(&ada, &interview).await.problem(), (409, "finished".to_owned()));

    let ended = created(&ada).await;
    connect(&ada, &ended).await;
    ada.post(&format!("{ended}/finish"), json!({})).await;
    assert_eq!(connect(&ada, &ended).await.problem(), (409, "finished".to_owned()));
    assert_eq!(app.gemini.live().tokens().len(), 2);
}

#[tokio::test]
async fn a_wish_that_is_none_is_refused_by_name() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let body = json!({ "resumeHandle": "x".repeat(4_097), "model": "gemini-ultra", "minutes": 600 });
    let refused = ada.post(&format!("{interview}/voice"), body).await;
    assert_eq!(pointers(&refused), ["#/resumeHandle", "#/minutes", "#/model"]);
    assert_eq!(taken(&app).await, (0, 0));
}

#[tokio::test]
async fn a_spoken_interview_does_not_go_on_in_writing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    connect(&ada, &interview).await;
    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (409, "other-kind"));
    assert_eq!(app.gemini.received().len(), 1);
}
