//! Hume emulator: every captured reply is reproduced, and its chats are read as the official client reads them.

use darasa_local::emulators::hume::{Chat, Event, HumeSettings};
use darasa_local::emulators::{Clock, Fault, HumeEmulator};
use jiff::Timestamp;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::captures::{captured, client};

pub const CHAT: &str = "470a49f6-1dec-4afe-8b61-035d3b2d63b0";
const BEGIN: i64 = 1_716_244_940_648;

/// The chat of the captures.
pub fn chat() -> Chat {
    let scores = json!({
        "Admiration": 0.1, "Aesthetic Appreciation": 0.05, "Empathic Pain": 0.01, "Joy": 0.3,
        "Surprise (negative)": 0.02, "Surprise (positive)": 0.2,
    });
    let at = |second: i64| BEGIN + 114 + 1_000 * second;
    let system = |kind: &str, second| Event::new("SYSTEM", kind, at(second));
    let prompt = system("SYSTEM_PROMPT", 1).text("You interview candidates.");
    let mut chat = Chat::new(CHAT, Timestamp::from_millisecond(BEGIN).unwrap())
        .then(Event { emotion_features: json!(""), ..prompt })
        .then(system("CHAT_START_MESSAGE", 2))
        .then(Event::new("AGENT", "AGENT_MESSAGE", at(3)).text("Tell me about yourself.").emotions(&scores))
        .then(Event::new("USER", "USER_MESSAGE", at(4)).text("I write Rust.").emotions(&scores))
        .then(Event::new("USER", "USER_INTERRUPTION", at(5)).text("Actually,"))
        .then(Event::new("AGENT", "AGENT_MESSAGE", at(6)).text("Go on.").emotions(&scores))
        .then(system("CHAT_END_MESSAGE", 7));
    chat.status = "USER_ENDED".to_owned();
    chat.ended_at = Timestamp::from_millisecond(1_716_244_958_546).ok();
    chat
}

/// A captured request with the headers that matter.
fn replay(hume: &HumeEmulator, request: &Value) -> RequestBuilder {
    let method = Method::from_bytes(request["method"].as_str().unwrap().as_bytes()).unwrap();
    let url = format!("{}{}", hume.url(), request["path"].as_str().unwrap());
    let mut replayed = client().request(method, url).body(request["body"].as_str().unwrap().to_owned());
    for name in ["authorization", "content-type", "x-hume-api-key"] {
        if let Some(value) = request["headers"][name].as_str() {
            replayed = replayed.header(name, value);
        }
    }
    replayed
}

#[tokio::test]
async fn every_captured_reply_is_reproduced() {
    let clock = Clock::new(|| Timestamp::from_millisecond(1_795_384_405_900).unwrap());
    let hume = HumeEmulator::start_with(HumeSettings { clock, ..HumeSettings::default() }).await.unwrap();
    hume.put(chat());
    for name in ["chat-events-paged", "chat-bad-key", "chat-bad-page-size", "chat-missing", "token", "token-bad-secret"]
    {
        let capture = captured(&format!("hume-{name}"));
        for exchange in capture["exchanges"].as_array().unwrap() {
            let reply = replay(&hume, &exchange["request"]).send().await.unwrap();

            let expected = &exchange["response"];
            assert_eq!(reply.status().as_u16(), expected["status"], "{name}");
            assert_eq!(reply.headers()["content-type"], "application/json", "{name}");
            let mut told: Value = reply.json().await.unwrap();
            let mut expected: Value = serde_json::from_str(expected["body"].as_str().unwrap()).unwrap();
            // The token is random; scores are JSON in a string, where the order of the names says nothing.
            let drawn = [&mut told, &mut expected].map(|body| body["access_token"].take().is_string());
            assert_eq!(drawn[0], drawn[1], "{name}");
            [&mut told, &mut expected].into_iter().for_each(unfold_scores);
            assert_eq!(told, expected, "{name}");
        }
    }
}

fn unfold_scores(page: &mut Value) {
    for event in page["events_page"].as_array_mut().into_iter().flatten() {
        if let Some(scores) = event["emotion_features"].as_str().and_then(|text| serde_json::from_str(text).ok()) {
            event["emotion_features"] = scores;
        }
    }
}

#[tokio::test]
async fn a_token_opens_the_account_as_the_key_does() {
    let hume = HumeEmulator::start().await.unwrap();
    hume.put(chat());
    let token = captured("hume-token")["exchanges"][0]["request"].take();
    let token: Value = replay(&hume, &token).send().await.unwrap().json().await.unwrap();
    let url = format!("{}/v0/evi/chats/{CHAT}?ascending_order=false&page_size=1", hume.url());

    let page = client().get(&url).bearer_auth(token["access_token"].as_str().unwrap()).send().await.unwrap();

    let page: Value = page.json().await.unwrap();
    assert_eq!(page["events_page"][0]["type"], "CHAT_END_MESSAGE");
    assert_eq!((&page["pagination_direction"], &page["total_pages"]), (&json!("DESC"), &json!(7)));
    assert_eq!(client().get(&url).bearer_auth("made up").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn faults_come_in_the_order_they_were_asked_for_and_then_all_is_well() {
    let hume = HumeEmulator::start().await.unwrap();
    hume.put(chat());
    hume.fail_next(1, Fault::Status(503));
    hume.fail_next(1, Fault::RateLimited(7));
    hume.fail_next(1, Fault::Raw("{}".into()));
    hume.fail_next(1, Fault::Drop);
    let get = || {
        let request = client().get(format!("{}/v0/evi/chats/{CHAT}", hume.url()));
        request.header("x-hume-api-key", "hume-key").send()
    };

    assert_eq!(get().await.unwrap().status(), 503);
    let limited = get().await.unwrap();
    assert_eq!((limited.status().as_u16(), &limited.headers()["retry-after"]), (429, &"7".parse().unwrap()));
    assert_eq!(get().await.unwrap().text().await.unwrap(), "{}");
    assert!(get().await.is_err());
    assert_eq!(get().await.unwrap().status(), 200);
    assert_eq!((hume.received().len(), hume.aborted()), (5, 0));
}
