//! Clerk events: what a webhook of Clerk's says.

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{ClerkUser, User, instant};
use crate::base::{
    error::{Error, Result},
    json,
};

const NO_EVENT: &str = "This is no event of Clerk's.";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody is new, or not as they were.
    UserChanged { id: String, user: ClerkUser },
    /// Clerk may leave out whom it means.
    UserDeleted { id: Option<String> },
    /// Nothing that concerns us.
    Other,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    timestamp: Option<i64>,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
    #[serde(flatten)]
    user: User,
}

#[derive(Deserialize)]
struct Deleted {
    id: Option<String>,
}

impl Event {
    /// The data of an event that does not concern us may be anything.
    pub fn parse(body: &[u8]) -> Result<Self> {
        let body = json::with_whole_pairs(body);
        let envelope: Envelope<'_> = serde_json::from_slice(&body).map_err(|_| Error::BadRequest(NO_EVENT))?;
        Ok(match envelope.kind.as_str() {
            "user.created" | "user.updated" => {
                let Identified { id, user } = data(&envelope)?;
                let user = ClerkUser::from(user);
                let told_at = envelope.timestamp.and_then(instant);
                Self::UserChanged { id, user: user.at_least_as_of(told_at) }
            }
            "user.deleted" => Self::UserDeleted { id: data::<Deleted>(&envelope)?.id },
            _ => Self::Other,
        })
    }
}

impl ClerkUser {
    /// An event without the user's own time is as new as the event.
    fn at_least_as_of(self, told_at: Option<Timestamp>) -> Self {
        Self { updated_at: self.updated_at.or(told_at), ..self }
    }
}

fn data<T: DeserializeOwned>(envelope: &Envelope<'_>) -> Result<T> {
    let text = envelope.data.map_or("null", RawValue::get);
    serde_json::from_str(text).map_err(|_| Error::BadRequest(NO_EVENT))
}
