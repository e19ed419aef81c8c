//! Hume wire format: JSON inside strings, empty strings for nothing, and words from open sets.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{Chat, ChatEvent, ChatSpeaker};
use crate::base::{error::json_position, json};

const SESSION: &str = "custom_session_id";

#[derive(Deserialize)]
pub struct Page {
    id: String,
    status: Option<String>,
    start_timestamp: Option<i64>,
    end_timestamp: Option<i64>,
    custom_session_id: Option<String>,
    #[serde(default)]
    metadata: Value,
    events_page: Vec<Value>,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    timestamp: i64,
    role: Option<String>,
    message_text: Option<String>,
    #[serde(default)]
    emotion_features: Value,
    related_event_id: Option<String>,
}

impl Page {
    pub fn is_empty(&self) -> bool {
        self.events_page.is_empty()
    }

    /// An event that is not as documented is no reason to lose the others.
    pub fn events(self) -> impl Iterator<Item = ChatEvent> {
        self.events_page.into_iter().filter_map(|event| {
            let read = serde_json::from_value::<Event>(event).map(ChatEvent::from);
            read.inspect_err(|error| {
                tracing::warn!(cause = json_position(error), "Hume: an event that is not as documented")
            })
            .ok()
        })
    }

    /// The documents do not say where a chat tells it: a field, the chat's metadata, or the session's settings.
    fn session(&self) -> Option<String> {
        let settings = self.events_page.iter().filter(|event| event["type"] == "SESSION_SETTINGS");
        let in_settings = settings.flat_map(|event| [&event["metadata"], &event["message_text"]]);
        let places = std::iter::once(&self.metadata).chain(in_settings);
        self.custom_session_id.clone().or_else(|| {
            places.map(unfold).find_map(|place| {
                let named = [&place[SESSION], &place["session_settings"][SESSION]];
                named.into_iter().find_map(Value::as_str).map(str::to_owned)
            })
        })
    }
}

impl From<Page> for Chat {
    fn from(page: Page) -> Self {
        let time = |millis: Option<i64>| millis.and_then(|millis| Timestamp::from_millisecond(millis).ok());
        let ended_at = time(page.end_timestamp);
        let ended = match page.status.as_deref() {
            Some("ACTIVE") => false,
            Some("USER_ENDED" | "USER_TIMEOUT" | "MAX_DURATION_TIMEOUT" | "INACTIVITY_TIMEOUT" | "ERROR") => true,
            _ => ended_at.is_some(),
        };
        let custom_session_id = page.session();
        Self { id: page.id, custom_session_id, ended, started_at: time(page.start_timestamp), ended_at }
    }
}

impl From<Event> for ChatEvent {
    fn from(event: Event) -> Self {
        Self {
            id: event.id,
            kind: event.kind,
            speaker: match event.role.as_deref() {
                Some("USER") => Some(ChatSpeaker::User),
                Some("AGENT") => Some(ChatSpeaker::Agent),
                _ => None,
            },
            text: event.message_text.unwrap_or_default(),
            at_ms: event.timestamp,
            emotions: scores(&event.emotion_features),
            related_event_id: event.related_event_id,
        }
    }
}

/// By name, so that the same scores are the same value in whatever order they come.
fn scores(features: &Value) -> Option<Vec<(String, f64)>> {
    let features = unfold(features);
    let score = |(name, score): (&String, &Value)| Some((name.clone(), score.as_f64()?));
    let mut scores: Vec<_> = features.as_object()?.iter().filter_map(score).collect();
    scores.sort_by(|(one, _), (other, _)| one.cmp(other));
    (!scores.is_empty()).then_some(scores)
}

/// JSON that stands in a string, as in these replies it mostly does.
fn unfold(value: &Value) -> Value {
    match value.as_str() {
        Some(text) => json::from_slice(text.as_bytes()).unwrap_or_default(),
        None => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_in_a_string_may_hold_half_a_surrogate_pair_too() {
        assert_eq!(unfold(&json!(r#"{"a": "\ud83d"}"#)), json!({ "a": "\u{fffd}" }));
    }

    fn page(changes: Value) -> Page {
        let mut page = json!({
            "id": "470a49f6-1dec-4afe-8b61-035d3b2d63b0", "status": "USER_ENDED", "start_timestamp": 1_716_244_940_648_i64,
            "end_timestamp": 1_716_244_958_546_i64, "metadata": "", "events_page": [],
        });
        page.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(page).unwrap()
    }

    fn event(changes: Value) -> Option<ChatEvent> {
        let mut event = json!({ "id": "e-1", "type": "USER_MESSAGE", "timestamp": 1 });
        event.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        page(json!({ "events_page": [event] })).events().next()
    }

    #[test]
    fn the_captured_pages_are_understood() {
        let captured: Value =
            serde_json::from_str(include_str!("../../../../local/tests/captures/hume-chat-events-paged.json")).unwrap();
        let bodies = captured["exchanges"].as_array().unwrap().iter().map(|exchange| &exchange["response"]["body"]);
        let pages: Vec<Page> = bodies.map(|body| serde_json::from_str(body.as_str().unwrap()).unwrap()).collect();
        assert!(pages.last().unwrap().is_empty());
        let events: Vec<_> = pages.into_iter().flat_map(Page::events).collect();
        let read = events.iter().map(|event| (event.kind.as_str(), event.speaker, event.text.as_str()));
        let expected = [
            ("SYSTEM_PROMPT", None, "You interview candidates."),
            ("CHAT_START_MESSAGE", None, ""),
            ("AGENT_MESSAGE", Some(ChatSpeaker::Agent), "Tell me about yourself."),
            ("USER_MESSAGE", Some(ChatSpeaker::User), "I write Rust."),
            ("USER_INTERRUPTION", Some(ChatSpeaker::User), "Actually,"),
            ("AGENT_MESSAGE", Some(ChatSpeaker::Agent), "Go on."),
            ("CHAT_END_MESSAGE", None, ""),
        ];
        assert_eq!(read.collect::<Vec<_>>(), expected);
        assert_eq!(events[0].emotions, None, "an empty string");
        assert_eq!(events[1].emotions, None, "null");
        let scores = events[3].emotions.as_ref().unwrap();
        assert!(scores.contains(&("Surprise (negative)".to_owned(), 0.02)), "{scores:?}");
        assert_eq!(events[3].at_ms, 1_716_244_944_762);
    }

    #[test]
    fn scores_come_as_a_string_and_now_and_then_not() {
        let joy = Some(vec![("Joy".to_owned(), 0.5)]);
        for (features, expected) in [
            (json!("{\"Joy\": 0.5}"), joy.clone()),
            (json!({ "Joy": 0.5 }), joy.clone()),
            (json!("{\"Joy\": 0.5, \"Odd\": \"high\"}"), joy),
            (json!(""), None),
            (json!(null), None),
            (json!("{}"), None),
            (json!("{\"Joy\":"), None),
            (json!([0.5]), None),
            (json!(7), None),
        ] {
            assert_eq!(event(json!({ "emotion_features": features })).unwrap().emotions, expected, "{features}");
        }
    }

    #[test]
    fn new_words_are_taken_and_broken_events_are_left_out() {
        let new = event(json!({ "type": "WHISPER", "role": "OBSERVER", "related_event_id": "e-0" })).unwrap();
        assert_eq!((new.kind.as_str(), new.speaker), ("WHISPER", None));
        assert_eq!(new.related_event_id.as_deref(), Some("e-0"));
        for broken in [json!({ "id": null }), json!({ "timestamp": "noon" }), json!({ "type": 5 })] {
            assert_eq!(event(broken.clone()), None, "{broken}");
        }
        let pages = page(json!({ "events_page": [7, null, {}] }));
        assert!(!pages.is_empty(), "an empty page is the end, one of odd events is not");
        assert_eq!(pages.events().count(), 0);
    }

    #[test]
    fn a_chat_has_ended_only_when_hume_says_so() {
        for (status, end, ended) in [
            (json!("USER_ENDED"), json!(2), true),
            (json!("ERROR"), json!(null), true),
            (json!("ACTIVE"), json!(2), false),
            (json!("PAUSED"), json!(null), false),
            (json!("ARCHIVED"), json!(2), true),
            (json!(null), json!(null), false),
        ] {
            let chat = Chat::from(page(json!({ "status": status, "end_timestamp": end })));
            assert_eq!(chat.ended, ended, "{status} {end}");
        }
    }

    #[test]
    fn the_session_is_named_in_one_of_three_places() {
        let settings =
            |field: &str, value: Value| json!({ "events_page": [{ "type": "SESSION_SETTINGS", field: value }] });
        for named in [
            json!({ "custom_session_id": "i-1" }),
            json!({ "metadata": "{\"custom_session_id\":\"i-1\"}" }),
            json!({ "metadata": { "session_settings": { "custom_session_id": "i-1" } } }),
            settings("metadata", json!("{\"custom_session_id\":\"i-1\"}")),
            settings("message_text", json!("{\"type\":\"session_settings\",\"custom_session_id\":\"i-1\"}")),
        ] {
            assert_eq!(Chat::from(page(named.clone())).custom_session_id.as_deref(), Some("i-1"), "{named}");
        }
        for silent in [json!({}), settings("metadata", json!("")), settings("message_text", json!("i-1"))] {
            assert_eq!(Chat::from(page(silent.clone())).custom_session_id, None, "{silent}");
        }
        let said =
            json!({ "events_page": [{ "type": "USER_MESSAGE", "message_text": "{\"custom_session_id\":\"i-1\"}" }] });
        assert_eq!(Chat::from(page(said)).custom_session_id, None, "what is said is no setting");
    }
}
