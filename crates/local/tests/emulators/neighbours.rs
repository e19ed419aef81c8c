//! Provider clients of a spoken interview, against the emulators.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use darasa_core::base::clock;
use darasa_core::base::env::{self, Env};
use darasa_core::base::error::Error;
use darasa_core::base::http_client::HttpClient;
use darasa_core::providers::gemini::Gemini;
use darasa_core::providers::gemini::live::{LiveSession, LiveToken, Turns};
use darasa_core::providers::hume::{ChatSpeaker, Hume};
use darasa_core::providers::model::Pace;
use darasa_core::providers::models::Models;
use darasa_local::emulators::gemini::{Answer, ApiError};
use darasa_local::emulators::hume::{Chat, Event};
use darasa_local::emulators::{Fault, GeminiEmulator, HumeEmulator};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::time::Instant;

use crate::captures::captured;
use crate::hume::{CHAT, chat};
use crate::live_client::Browser;

const LIMIT: Duration = Duration::from_secs(10);

pub(crate) fn settings(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Env {
    let mut all: HashMap<String, String> = [
        ("DATABASE_URL", "postgres://ada:secret@localhost/darasa"),
        ("CLERK_SECRET_KEY", "sk_test_abc"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
        ("GEMINI_API_KEY", "gemini-key"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    all.extend(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Env::from_pairs(all).unwrap()
}

fn gemini(emulator: &GeminiEmulator) -> Gemini {
    let settings = settings([("GEMINI_BASE_URL", emulator.url())]);
    Gemini::new(HttpClient::default(), settings.models.gemini.as_ref().unwrap())
}

/// The models that the settings name.
pub(crate) fn models_of(settings: &Env, pace: Pace) -> Models {
    let gemini = settings.models.gemini.as_ref().map(|gemini| Gemini::new(HttpClient::default(), gemini));
    Models::new(&settings.models, gemini.as_ref(), HttpClient::default, pace, clock::system()).unwrap()
}

fn hume(emulator: &HumeEmulator) -> Hume {
    let settings: env::Hume = settings(emulator.env()).hume.unwrap();
    Hume::new(HttpClient::default(), &settings)
}

fn session(begin: Timestamp, resume_handle: Option<&str>) -> LiveSession {
    let after = |seconds| SystemTime::from(begin) + Duration::from_secs(seconds);
    LiveSession {
        model: "gemini-3.8-live".to_owned(),
        system_instruction: "You are Maya, a job interviewer. Ask one question at a time.".to_owned(),
        expires_at: after(1_800),
        start_by: after(60),
        resume_handle: resume_handle.map(str::to_owned),
        turns: Turns::Automatic,
    }
}

#[expect(clippy::disallowed_methods, reason = "these tokens are used at once")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The retry time of an outage, and what the log would say.
fn away<T: std::fmt::Debug>(result: Result<T, Error>) -> (u32, String) {
    match result {
        Err(Error::Unavailable { cause, retry_after }) => (retry_after, cause),
        other => panic!("{other:?}"),
    }
}

/// What the log would say of a call that nobody answers, and that is given up in time. The clock jumps as soon as the
/// call has arrived.
async fn waited_out<T>(arrived: impl Future, call: impl Future<Output = Result<T, Error>> + Send + 'static) -> String
where
    T: std::fmt::Debug + Send + 'static,
{
    let begin = Instant::now();
    let calling = tokio::spawn(call);
    arrived.await;
    tokio::time::pause();
    let told = away(calling.await.unwrap()).1;
    assert_eq!(begin.elapsed().as_secs(), LIMIT.as_secs());
    told
}

#[tokio::test]
async fn a_minted_token_opens_one_session_with_the_setup_it_locks() {
    let emulator = GeminiEmulator::start().await.unwrap();
    let LiveToken { name, url, base_url, model } = gemini(&emulator).mint(&session(now(), None)).await.unwrap();
    assert_eq!((base_url, model.as_str()), (emulator.url(), "gemini-3.8-live"));
    let path = url.strip_prefix("ws://").unwrap().split_once('/').unwrap().1;

    let mut ada = Browser::connect(&emulator, &format!("/{path}?access_token={}", name.expose_secret())).await.unwrap();
    ada.send(json!({"setup": {"model": "models/gemini-3.8-live"}})).await;
    assert_eq!(ada.next().await.unwrap(), json!({"setupComplete": {}}));

    let sent = emulator.received()[0].clone();
    assert_eq!((sent.path.as_str(), sent.header("x-goog-api-key")), ("/v1alpha/auth_tokens", Some("gemini-key")));
    let setup = emulator.live().sessions()[0].setup.clone().unwrap();
    assert_eq!(setup, sent.body["bidiGenerateContentSetup"]);
    let handle = ada.next().await.unwrap()["sessionResumptionUpdate"]["newHandle"].take();
    let resumed = gemini(&emulator).mint(&session(now(), handle.as_str())).await.unwrap();
    Browser::ready(&emulator, resumed.name.expose_secret()).await;
    assert!(emulator.live().sessions()[1].resumed);
}

#[tokio::test]
async fn a_token_is_never_shown() {
    let emulator = GeminiEmulator::start().await.unwrap();
    let token = gemini(&emulator).mint(&session(now(), None)).await.unwrap();
    assert!(!format!("{token:?}").contains("auth_tokens/"), "{token:?}");
    emulator.live().next_mint(Answer::raw([r#"{"name": "auth_tokens/hunter2", "x""#]));
    let (_, cause) = away(gemini(&emulator).mint(&session(now(), None)).await);
    assert!(!cause.contains("hunter2"), "{cause}");
}

#[tokio::test]
async fn google_away_is_an_outage_and_a_request_it_refuses_is_our_fault() {
    let emulator = GeminiEmulator::start().await.unwrap();
    for (answer, retry_after) in [
        (Answer::error(ApiError::overloaded()), 15),
        (Answer::over_quota("17s"), 17),
        (Answer::unknown_model(), 15),
        (Answer::raw(["<html>"]), 15),
        (Answer::raw(["{}"]), 15),
        (Answer::raw([r#"{"name": 7}"#]), 15),
        (Answer::raw([r#"{"name": "tokens/1"}"#]), 15),
        (Answer::raw([r#"{"name": "auth_tokens/a&b=c"}"#]), 15),
        (Answer::raw([format!(r#"{{"name": "auth_tokens/{}"}}"#, "a".repeat(1_013))]), 15),
        (Answer::raw([format!(r#"{{"name": "auth_tokens/a", "more": "{}"}}"#, "a".repeat(20_000))]), 15),
    ] {
        emulator.live().next_mint(answer.clone());
        let told = away(gemini(&emulator).mint(&session(now(), None)).await);
        assert_eq!(told.0, retry_after, "{answer:?}: {}", told.1);
    }
    // A connection that breaks is tried once more.
    (0..2).for_each(|_| emulator.live().next_mint(Answer::text(["a"]).then_cut()));
    assert_eq!(away(gemini(&emulator).mint(&session(now(), None)).await).0, 15);
    for error in [
        ApiError::new(400, "FAILED_PRECONDITION", "User location is not supported."),
        ApiError::new(401, "UNAUTHENTICATED", "Who?"),
        ApiError::new(403, "PERMISSION_DENIED", "No."),
    ] {
        let cause = format!("Gemini Live: {} {}", error.code, error.status);
        emulator.live().next_mint(error);
        match gemini(&emulator).mint(&session(now(), None)).await {
            Err(Error::Internal(told)) => assert_eq!(told, cause, "Google's own words may quote the prompt"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(emulator.received().len(), 15, "one attempt each, and one more where the connection broke");
}

#[tokio::test]
async fn a_mint_that_takes_too_long_is_given_up() {
    let emulator = GeminiEmulator::start().await.unwrap();
    emulator.live().next_mint(Answer::hang());
    let gemini = gemini(&emulator);
    let told = waited_out(emulator.until_received(1), async move { gemini.mint(&session(now(), None)).await });
    assert_eq!(told.await, "Gemini Live: no answer in time");
}

#[tokio::test]
async fn a_chat_is_told_with_the_interview_it_belongs_to() {
    let emulator = HumeEmulator::start().await.unwrap();
    let begin: Timestamp = "2026-10-01T09:00:00Z".parse().unwrap();
    emulator.put(Chat::new(CHAT, begin).of_session("interview-1").agent(500, "Hello."));

    let going_on = hume(&emulator).chat(CHAT).await.unwrap().unwrap();
    assert_eq!((going_on.id.as_str(), going_on.custom_session_id.as_deref()), (CHAT, Some("interview-1")));
    assert_eq!((going_on.ended, going_on.started_at, going_on.ended_at), (false, Some(begin), None));
    emulator.put(emulator.remove(CHAT).unwrap().user(900, "Hi.").ended(1_000));
    let ended = hume(&emulator).chat(CHAT).await.unwrap().unwrap();
    assert_eq!((ended.ended, ended.ended_at.unwrap().as_millisecond()), (true, begin.as_millisecond() + 1_000));

    assert_eq!(hume(&emulator).chat("11111111-1111-4111-8111-111111111111").await.unwrap(), None);
    for odd in ["", "x", "../../v0/evi/chats", "470a49f6-1dec-4afe-8b61-035d3b2d63b0?page_size=1"] {
        assert_eq!(hume(&emulator).chat(odd).await.unwrap(), None, "{odd}");
    }
    assert_eq!(emulator.received().len(), 3, "an id that is none is not asked for");
}

#[tokio::test]
async fn events_are_read_page_by_page_until_one_is_empty() {
    let emulator = HumeEmulator::start().await.unwrap();
    let begin: Timestamp = "2026-10-01T09:00:00Z".parse().unwrap();
    let talk = (0..250).fold(Chat::new(CHAT, begin), |chat, nth| chat.user(nth, &format!("Sentence {nth}.")));
    emulator.put(talk);

    let events = hume(&emulator).events(CHAT).await.unwrap();

    assert_eq!(events.len(), 250);
    let last = &events[249];
    assert_eq!(
        (last.text.as_str(), last.speaker, last.at_ms),
        ("Sentence 249.", Some(ChatSpeaker::User), begin.as_millisecond() + 249)
    );
    assert_eq!(last.emotions, Some(vec![("Doubt".to_owned(), 0.1), ("Joy".to_owned(), 0.3)]));
    let asked = emulator.received();
    assert_eq!(asked.len(), 4, "the last one is empty");
    let query = "page_size=100&page_number=3&ascending_order=true";
    assert_eq!((asked[3].query.as_deref(), asked[3].header("x-hume-api-key")), (Some(query), Some("hume-key")));
}

#[tokio::test]
async fn a_chat_that_is_gone_has_no_events_and_an_odd_event_costs_no_other() {
    let emulator = HumeEmulator::start().await.unwrap();
    assert!(matches!(hume(&emulator).events(CHAT).await, Err(Error::NotFound)));
    assert!(matches!(hume(&emulator).events("none").await, Err(Error::NotFound)));
    let odd = Event { related_event_id: Some("e-3".to_owned()), ..Event::new("AGENT", "ASSISTANT_PROSODY", 7) };
    emulator.put(chat().then(odd.emotions(&json!({"Joy": 1}))).then(Event::new("OBSERVER", "WHISPER", 8)));

    let events = hume(&emulator).events(CHAT).await.unwrap();

    assert_eq!(events.len(), 9);
    assert_eq!(events[7].related_event_id.as_deref(), Some("e-3"));
    assert_eq!((events[8].kind.as_str(), events[8].speaker, events[8].text.as_str()), ("WHISPER", None, ""));
    let page = captured("hume-chat-events-paged")["exchanges"][0]["response"]["body"].take();
    let broken = page.as_str().unwrap().replacen("\"type\":\"SYSTEM_PROMPT\"", "\"type\":null", 1);
    emulator.fail_next(1, Fault::Raw(broken.into()));
    assert_eq!(hume(&emulator).events(CHAT).await.unwrap().len(), 2, "two of the first page, nothing on the next");
}

#[tokio::test]
async fn hume_away_is_an_outage_and_a_key_it_refuses_is_our_fault() {
    let emulator = HumeEmulator::start().await.unwrap();
    emulator.put(chat());
    let huge = format!(r#"{{"id": "{CHAT}", "events_page": [], "metadata": "{}"}}"#, "a".repeat(2 << 20));
    for (fault, retry_after) in [
        (Fault::Status(500), 15),
        (Fault::Status(302), 15),
        (Fault::RateLimited(40), 40),
        (Fault::Garbage, 15),
        (Fault::Raw(format!(r#"{{"id": "{CHAT}"}}"#).into()), 15),
        (Fault::Raw(r#"{"events_page": []}"#.into()), 15),
        (Fault::Raw(huge.into()), 15),
        (Fault::Drop, 15),
    ] {
        // A connection that breaks is tried once more.
        let tries = if matches!(fault, Fault::Drop) { 2 } else { 1 };
        emulator.fail_next(tries, fault.clone());
        assert_eq!(away(hume(&emulator).chat(CHAT).await).0, retry_after);
        emulator.fail_next(tries, fault);
        assert_eq!(away(hume(&emulator).events(CHAT).await).0, retry_after);
    }
    for status in [400, 401, 403] {
        emulator.fail_next(1, Fault::Status(status));
        assert!(matches!(hume(&emulator).chat(CHAT).await, Err(Error::Internal(_))), "{status}");
    }
    emulator.fail_next(1, Fault::Status(410));
    assert_eq!(hume(&emulator).chat(CHAT).await.unwrap(), None, "gone for good");
}

#[tokio::test]
async fn a_chat_without_an_end_is_given_up_after_a_hundred_pages() {
    let emulator = HumeEmulator::start().await.unwrap();
    let page = json!({"id": CHAT, "events_page": [{"id": "e", "type": "USER_MESSAGE", "timestamp": 1}]});
    emulator.fail_next(1_000, Fault::Raw(page.to_string().into()));
    assert_eq!(away(hume(&emulator).events(CHAT).await).1, "Hume: a chat without an end");
    assert_eq!(emulator.received().len(), 100);
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_given_up() {
    let emulator = HumeEmulator::start().await.unwrap();
    emulator.fail_next(1, Fault::Hang);
    let hume = hume(&emulator);
    let told = waited_out(emulator.until_received(1), async move { hume.events(CHAT).await });
    assert!(told.await.starts_with("Hume: "));
}
