//! Interviews that were held at Hume: a chat is accepted only from whoever was in it, and kept when it is over.

use darasa_local::{
    emulators::{
        Fault,
        gemini::Answer as Model,
        hume::{Chat, Event, HumeEmulator},
    },
    testing::{
        test_app::{Settings, TestApp},
        time_limits::PATIENCE,
    },
};
use jiff::Timestamp;
use tokio::time::Instant;

use super::*;
use crate::read_only::takes_writes;

pub(super) const CHAT: &str = "470a49f6-1dec-4afe-8b61-035d3b2d63b0";
const OTHER_CHAT: &str = "470a49f6-1dec-4afe-8b61-035d3b2d63b1";

pub(super) async fn held_at_hume(more: &[(&'static str, &str)]) -> (TestApp, HumeEmulator) {
    let hume = HumeEmulator::start().await.unwrap();
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let env = hume.env().into_iter().chain(more).collect();
    (TestApp::with(Settings { env, ..Settings::default() }).await, hume)
}

/// A chat of this interview that goes on.
pub(super) fn chat(id: &str, interview: &str) -> Chat {
    let began: Timestamp = "2026-10-01T10:00:00Z".parse().unwrap();
    Chat::new(id, began)
        .of_session(id_of(interview))
        .agent(1_000, "Hello.")
        .agent(2_000, "Why Rust?")
        .user(9_000, "It is safe.")
}

pub(super) async fn attach(person: &Person<'_>, interview: &str, chat: &str) -> Answer {
    person.patch(interview, json!({ "humeChatId": chat })).await
}

async fn transcript(person: &Person<'_>, interview: &str) -> Answer {
    person.get(&format!("{interview}/transcript")).await
}

#[tokio::test]
async fn a_chat_of_this_interview_is_accepted_once() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    hume.put(chat(CHAT, &interview));
    hume.put(chat(OTHER_CHAT, &interview));

    let attached = attach(&ada, &interview, CHAT).await;

    assert_eq!(attached.status, 200, "{}", attached.text);
    let interview_now = attached.json();
    assert_eq!((&interview_now["humeChatId"], &interview_now["kind"]), (&json!(CHAT), &json!("voice")));
    assert_eq!(interview_now["state"], "active");
    assert_eq!(counted(&app).await, (1, 0), "to have had a chat is to have begun");
    assert_eq!(attach(&ada, &interview, CHAT).await.status, 200, "the same again changes nothing");
    assert_eq!(attach(&ada, &interview, OTHER_CHAT).await.problem(), (409, "chat-taken".to_owned()));
    assert_eq!(ada.get(&interview).await.json()["humeChatId"], CHAT);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_chat_of_somebody_else_is_not() {
    let (app, hume) = held_at_hume(&[]).await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (adas, bobs) = (created(&ada).await, created(&bob).await);
    hume.put(chat(CHAT, &adas));
    hume.put(Chat { custom_session_id: None, ..chat(OTHER_CHAT, &bobs) });

    let foreign = (422, "chat-foreign".to_owned());
    assert_eq!(attach(&bob, &bobs, CHAT).await.problem(), foreign);
    assert_eq!(attach(&bob, &bobs, OTHER_CHAT).await.problem(), foreign, "a chat that names no interview");
    assert_eq!(attach(&bob, &bobs, crate::NOTHING).await.problem(), foreign, "no chat at all");
    attach(&ada, &adas, CHAT).await;
    assert_eq!(attach(&bob, &bobs, CHAT).await.problem(), (409, "chat-taken".to_owned()));

    assert_eq!(bob.get(&bobs).await.json()["humeChatId"], Value::Null);
    assert_eq!(transcript(&bob, &bobs).await.problem(), (409, "not-completed".to_owned()));
    assert_eq!(counted_of(&app, &bob).await, (0, 1));
    app.ledger_is_sound().await;
}

async fn counted_of(app: &TestApp, person: &Person<'_>) -> (i32, i32) {
    let query = "select used, reserved from usage_counters where kind = 'interview' and user_id = $1";
    let row = app.sql().await.query_one(query, &[&person.id]).await.unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn while_hume_is_away_nothing_is_attached_and_nothing_lost() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    hume.put(chat(CHAT, &interview));
    for fault in [Fault::Status(500), Fault::RateLimited(7), Fault::Garbage, Fault::Drop] {
        // A connection that breaks is tried once more.
        let tries = if matches!(fault, Fault::Drop) { 2 } else { 1 };
        hume.fail_next(tries, fault);
        assert_eq!(attach(&ada, &interview, CHAT).await.problem(), (503, "unavailable".to_owned()));
    }
    assert_eq!(counted(&app).await, (0, 1));
    assert_eq!(attach(&ada, &interview, CHAT).await.status, 200);
    hume.fail_next(1, Fault::Status(503));
    assert_eq!(transcript(&ada, &interview).await.problem(), (503, "unavailable".to_owned()));
}

/// A transcript read while the chat goes on must never pass for the whole.
#[tokio::test]
async fn a_chat_is_kept_when_it_is_over_and_not_before() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    hume.put(chat(CHAT, &interview));
    attach(&ada, &interview, CHAT).await;

    let partly = transcript(&ada, &interview).await.json();
    assert_eq!(
        partly["items"],
        json!([
            { "speaker": "interviewer", "text": "Hello. Why Rust?", "at": 1_000 },
            { "speaker": "candidate", "text": "It is safe.", "at": 9_000 },
        ])
    );
    assert_eq!(
        (&partly["pacing"]["basis"], &partly["pacing"]["answerDelayMedianMs"]),
        (&json!("events"), &json!(7_000))
    );
    assert_eq!(app.count("select count(*) from utterances").await, 0);
    let judged = ada.post("/api/ai/interviews/generate-feedback", json!({ "interviewId": id_of(&interview) })).await;
    assert_eq!(judged.sentence(), (409, "not-completed"));

    hume.put(chat(CHAT, &interview).agent(12_000, "Goodbye.").ended(15_000));
    let whole = transcript(&ada, &interview).await.json();
    assert_eq!(whole["items"].as_array().unwrap().len(), 3);
    let over = ada.get(&interview).await.json();
    assert_eq!((&over["state"], &over["startedAt"]), (&json!("finished"), &json!("2026-10-01T10:00:00.000Z")));
    assert_eq!(over["finishedAt"], "2026-10-01T10:00:15.000Z");
    hume.remove(CHAT);
    let asked = hume.received().len();
    assert_eq!(transcript(&ada, &interview).await.json(), whole, "from here, as it was");
    assert_eq!(hume.received().len(), asked);
}

#[tokio::test]
async fn a_chat_that_is_over_is_shown_while_it_cannot_be_kept_and_kept_later() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    hume.put(chat(CHAT, &interview));
    attach(&ada, &interview, CHAT).await;
    hume.put(chat(CHAT, &interview).ended(15_000));

    takes_writes(&app, false).await;
    let shown = transcript(&ada, &interview).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(app.count("select count(*) from utterances").await, 0);

    takes_writes(&app, true).await;
    let again = || async { transcript(&ada, &interview).await.json() };
    let deadline = Instant::now() + PATIENCE;
    while app.count("select count(*) from utterances").await == 0 {
        assert_eq!(again().await, shown.json());
        assert!(Instant::now() < deadline, "it is never kept");
    }
    hume.remove(CHAT);
    assert_eq!(again().await, shown.json());
}

#[tokio::test]
async fn a_chat_that_hume_has_deleted_has_no_transcript() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    hume.put(chat(CHAT, &interview));
    attach(&ada, &interview, CHAT).await;
    hume.remove(CHAT);
    assert_eq!(transcript(&ada, &interview).await.problem(), (409, "not-completed".to_owned()));
}

#[tokio::test]
async fn many_pages_and_odd_events_are_read_to_the_end() {
    let (app, hume) = held_at_hume(&[]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let began = 1_790_000_000_000;
    let odd = |kind: &str| Event::new("OBSERVER", kind, began);
    let mut long = chat(CHAT, &interview).then(odd("WHISPER")).then(odd("FUNCTION_CALL").text("{}"));
    for nth in 0..230 {
        long = long.agent(10_000 + nth * 20, "And?").user(10_010 + nth * 20, &format!("Answer {nth}."));
    }
    hume.put(long.ended(20_000));
    attach(&ada, &interview, CHAT).await;

    let items = transcript(&ada, &interview).await.json()["items"].as_array().unwrap().clone();

    assert_eq!(items.len(), 462);
    assert_eq!(items[461]["text"], "Answer 229.");
    assert_eq!(app.count("select count(*) from utterances").await, 463);
}

#[tokio::test]
async fn scores_of_emotions_reach_the_model_only_where_they_may() {
    for (setting, heard) in [("off", false), ("on", true)] {
        let (app, hume) = held_at_hume(&[("EMOTION_ANALYSIS", setting)]).await;
        let ada = app.person("ada");
        let interview = created(&ada).await;
        hume.put(chat(CHAT, &interview).ended(10_000));
        attach(&ada, &interview, CHAT).await;
        app.gemini.next(Model::text(["# Overall (Rating: 6/10)"]));

        let body = json!({ "interviewId": id_of(&interview) });
        let judged = ada.post("/api/ai/interviews/generate-feedback?stream=text", body).await;

        assert_eq!(judged.text, "# Overall (Rating: 6/10)");
        let prompt = app.gemini.received()[0].body["contents"][0]["parts"][0]["text"].as_str().unwrap().to_owned();
        assert_eq!(prompt.contains("[00:09] Candidate (tone: Joy 0.30, Doubt 0.10):"), heard, "{prompt}");
        assert_eq!(prompt.contains("Joy"), heard);
    }
}
