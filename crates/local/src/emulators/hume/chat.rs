//! Chat that was held at Hume, or is being held.

use jiff::Timestamp;
use serde_json::{Value, json};

/// Its fields are those that Hume shows, so that a test can make any of them odd.
#[derive(Clone, Debug)]
pub struct Chat {
    /// A UUID.
    pub id: String,
    pub group: String,
    /// `ACTIVE` while it lasts.
    pub status: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// What the page that began it called it. Hume's documents do not say where a chat tells this; here it stands in
    /// the chat's metadata.
    pub custom_session_id: Option<String>,
    pub events: Vec<Event>,
}

#[derive(Clone, Debug)]
pub struct Event {
    /// Milliseconds since 1970.
    pub at: i64,
    pub role: String,
    pub kind: String,
    pub text: Option<String>,
    /// JSON in a string, an empty string, or null.
    pub emotion_features: Value,
    pub metadata: Value,
    pub related_event_id: Option<String>,
}

impl Chat {
    /// A chat that has just begun.
    pub fn new(id: &str, started_at: Timestamp) -> Self {
        Self {
            id: id.to_owned(),
            group: "9fc18597-3567-42d5-94d6-935bde84bf2f".to_owned(),
            status: "ACTIVE".to_owned(),
            started_at,
            ended_at: None,
            custom_session_id: None,
            events: Vec::new(),
        }
    }

    /// Begun by the page of this interview.
    pub fn of_session(self, id: &str) -> Self {
        Self { custom_session_id: Some(id.to_owned()), ..self }
    }

    pub fn then(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// The user says something, so many milliseconds after the beginning.
    pub fn user(self, after: i64, text: &str) -> Self {
        let at = self.started_at.as_millisecond() + after;
        self.then(Event::new("USER", "USER_MESSAGE", at).text(text).emotions(&json!({"Joy": 0.3, "Doubt": 0.1})))
    }

    /// The interviewer says something.
    pub fn agent(self, after: i64, text: &str) -> Self {
        let at = self.started_at.as_millisecond() + after;
        self.then(Event::new("AGENT", "AGENT_MESSAGE", at).text(text))
    }

    /// The user hangs up, so many milliseconds after the beginning.
    pub fn ended(mut self, after: i64) -> Self {
        let at = self.started_at.as_millisecond() + after;
        self.status = "USER_ENDED".to_owned();
        self.ended_at = Timestamp::from_millisecond(at).ok();
        self.then(Event::new("SYSTEM", "CHAT_END_MESSAGE", at))
    }

    /// One page of it, as Hume writes it. Past the last one there are empty ones.
    pub(crate) fn page(&self, config: &str, number: usize, size: usize, ascending: bool) -> Value {
        let numbered = self.events.iter().enumerate().map(|(place, event)| event.json(&self.id, place + 1));
        let mut events: Vec<Value> = numbered.collect();
        if !ascending {
            events.reverse();
        }
        let metadata = self.custom_session_id.as_ref().map(|id| json!({"custom_session_id": id}).to_string());

        json!({
            "id": self.id,
            "chat_group_id": self.group,
            "status": self.status,
            "start_timestamp": self.started_at.as_millisecond(),
            "end_timestamp": self.ended_at.map(Timestamp::as_millisecond),
            "metadata": metadata.unwrap_or_default(),
            "config": {"id": config, "version": 0},
            "page_number": number,
            "page_size": size,
            "total_pages": events.len().div_ceil(size),
            "pagination_direction": if ascending { "ASC" } else { "DESC" },
            "events_page": events.into_iter().skip(number.saturating_mul(size)).take(size).collect::<Vec<_>>(),
        })
    }
}

impl Event {
    pub fn new(role: &str, kind: &str, at: i64) -> Self {
        Self {
            at,
            role: role.to_owned(),
            kind: kind.to_owned(),
            text: None,
            emotion_features: Value::Null,
            metadata: json!(""),
            related_event_id: None,
        }
    }

    pub fn text(self, text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..self }
    }

    /// The scores, as Hume writes them: JSON in a string.
    pub fn emotions(self, scores: &Value) -> Self {
        Self { emotion_features: json!(scores.to_string()), ..self }
    }

    fn json(&self, chat: &str, place: usize) -> Value {
        json!({
            "id": format!("00000000-0000-4000-8000-{place:012}"),
            "chat_id": chat,
            "timestamp": self.at,
            "role": self.role,
            "type": self.kind,
            "message_text": self.text,
            "emotion_features": self.emotion_features,
            "metadata": self.metadata,
            "related_event_id": self.related_event_id,
        })
    }
}
