//! Control route of the emulated Chat Completions and Anthropic: what another process wants answered is answered, by
//! each in its own words.

use darasa_local::emulators::anthropic::AnthropicSettings;
use darasa_local::emulators::chat_completions::ChatCompletionsSettings;
use darasa_local::emulators::{AnthropicEmulator, ChatCompletionsEmulator};
use reqwest::Response;
use serde_json::{Value, json};

use crate::captures::client;

/// Where it is controlled, and where it is asked.
struct Place {
    control: String,
    route: String,
}

impl Place {
    async fn order(&self, body: &Value) -> (u16, Value) {
        let reply = client().post(&self.control).json(body).send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    async fn ask(&self) -> Response {
        let message = json!({"role": "user", "content": "Ask me something."});
        let body = json!({"model": "m", "messages": [message], "stream": true, "max_tokens": 100});
        let request = client().post(&self.route).header("x-api-key", "k").header("anthropic-version", "2026-10-21");
        request.json(&body).send().await.unwrap()
    }
}

async fn emulators(control: bool) -> (ChatCompletionsEmulator, AnthropicEmulator, [Place; 2]) {
    let chat = ChatCompletionsSettings { control, ..ChatCompletionsSettings::default() };
    let chat = ChatCompletionsEmulator::start_with(chat).await.unwrap();
    let anthropic = AnthropicSettings { control, ..AnthropicSettings::default() };
    let anthropic = AnthropicEmulator::start_with(anthropic).await.unwrap();
    let roots = [chat.url().replace("/v1", ""), anthropic.url()];
    let routes = ["/v1/chat/completions", "/v1/messages"];
    let place = |nth: usize| Place {
        control: format!("{}/control/model", roots[nth]),
        route: format!("{}{}", roots[nth], routes[nth]),
    };
    let places = [place(0), place(1)];
    (chat, anthropic, places)
}

/// The data of the events that say something of this kind.
async fn events(reply: Response) -> Vec<Value> {
    let body = reply.text().await.unwrap();
    let data = body.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// Text, thoughts and reasons, whichever API they came over.
async fn told(reply: Response) -> [String; 3] {
    let mut told = [const { String::new() }; 3];
    for event in events(reply).await {
        let delta = [&event["choices"][0]["delta"], &event["delta"]].into_iter().find(|delta| delta.is_object());
        let Some(delta) = delta else { continue };
        let reason = [&event["choices"][0]["finish_reason"], &delta["stop_reason"]];
        let words = [
            [&delta["content"], &delta["text"]],
            [&delta["reasoning_content"], &delta["thinking"]],
            [reason[0], reason[1]],
        ];
        for (sum, words) in told.iter_mut().zip(words) {
            sum.extend(words.into_iter().filter_map(Value::as_str));
        }
    }
    told
}

#[tokio::test]
async fn an_answer_comes_as_it_was_told_and_as_often() {
    let (_chat, _anthropic, places) = emulators(true).await;
    for (place, [stop, length]) in places.iter().zip([["stop", "length"], ["end_turn", "max_tokens"]]) {
        let answer = json!({"thoughts": ["H", "m"], "text": ["Why", " Rust?"]});
        assert_eq!(place.order(&json!({"answer": answer, "times": 2})).await, (200, json!({"waiting": 2})));
        for _ in 0..2 {
            assert_eq!(told(place.ask().await).await, ["Why Rust?", "Hm", stop]);
        }
        place.order(&json!({"answer": {"text": ["Wh"], "finish": "MAX_TOKENS"}})).await;
        assert_eq!(told(place.ask().await).await, ["Wh", "", length]);
        assert!(told(place.ask().await).await[0].len() > 100, "made up, as nothing waits any more");
    }
}

#[tokio::test]
async fn each_fault_is_told_in_the_apis_words_until_all_is_well_again() {
    let (_chat, _anthropic, places) = emulators(true).await;
    let statuses = [[401, 404, 429, 500, 503], [401, 404, 429, 500, 529]];
    for (place, statuses) in places.iter().zip(statuses) {
        for (fault, status) in [401, 404, 429, 500, 503].into_iter().zip(statuses) {
            place.order(&json!({"fault": {"status": fault}})).await;
            let reply = place.ask().await;
            assert_eq!(reply.status(), status);
            assert_eq!(reply.headers().contains_key("retry-after"), status == 429);
        }
        place.order(&json!({"answer": {"text": ["# Send"], "then": "error"}})).await;
        let events = events(place.ask().await).await;
        assert!(events.last().unwrap()["error"].is_object(), "{events:?}");
        for cut in [json!({"fault": {"cutAfter": 2}}), json!({"answer": {"text": ["# Send"], "then": "cut"}})] {
            place.order(&cut).await;
            assert!(place.ask().await.text().await.is_err());
        }
        place.order(&json!({"fault": "refusal"})).await;
        assert_eq!(told(place.ask().await).await[0], "");

        place.order(&json!({"fault": {"status": 500}, "times": 9})).await;
        place.order(&json!({"answer": {"text": ["a"]}, "times": 9})).await;
        assert_eq!(place.order(&json!({})).await, (200, json!({"waiting": 0})));
        assert_eq!(place.ask().await.status(), 200);
    }
}

#[tokio::test]
async fn nothing_else_is_taken_and_nothing_of_a_page_nor_without_leave() {
    let (_chat, _anthropic, places) = emulators(true).await;
    for place in &places {
        for wrong in [json!({"fault": "flood"}), json!({"answer": {}}), json!({"answer": {"text": ["a"], "x": 1}})] {
            assert_eq!(place.order(&wrong).await.0, 400, "{wrong}");
        }
        let elsewhere = client().post(place.control.replace("model", "interview")).json(&json!({}));
        assert_eq!(elsewhere.send().await.unwrap().status(), 404);
        let page = client().post(&place.control).header("origin", "http://127.0.0.1").json(&json!({}));
        assert_eq!(page.send().await.unwrap().status(), 403);
    }
    let (_chat, _anthropic, places) = emulators(false).await;
    for place in &places {
        let order = json!({"fault": {"status": 500}});
        assert_ne!(client().post(&place.control).json(&order).send().await.unwrap().status(), 200);
        assert_eq!(place.ask().await.status(), 200);
    }
}
