//! Webhook: an event of Clerk's as Svix delivers it; nothing here is sent.

use aws_lc_rs::{hmac, rand};
use base64::{DecodeError, Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::user::User;

/// An event with what its signature is made of. Change what you like, then ask for the `headers`.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The same on every retry.
    pub id: String,
    /// Unix seconds.
    pub timestamp: String,
    pub body: Vec<u8>,
}

impl Webhook {
    pub fn new(id: &str, kind: &str, data: &Value, now: Timestamp) -> Self {
        let event = json!({
            "data": data,
            "event_attributes": { "http_request": { "client_ip": "203.0.113.7", "user_agent": "darasa" } },
            "instance_id": "ins_darasa",
            "object": "event",
            "timestamp": now.as_millisecond(),
            "type": kind,
        });
        Self { id: id.to_owned(), timestamp: now.as_second().to_string(), body: event.to_string().into_bytes() }
    }

    /// `user.created` or `user.updated`.
    pub fn of_user(id: &str, kind: &str, user: &User, now: Timestamp) -> Self {
        Self::new(id, kind, &user.json(), now)
    }

    pub fn of_deletion(id: &str, user: &str, now: Timestamp) -> Self {
        Self::new(id, "user.deleted", &json!({ "deleted": true, "id": user, "object": "user" }), now)
    }

    /// A secret that nobody else has.
    pub fn new_secret() -> String {
        let mut secret = [0; 24];
        rand::fill(&mut secret).expect("the system has randomness");
        format!("whsec_{}", STANDARD.encode(secret))
    }

    /// The signature by one secret (`whsec_…`), such as `v1,…`.
    pub fn signature(&self, secret: &str) -> Result<String, DecodeError> {
        let secret = STANDARD.decode(secret.trim_start_matches("whsec_"))?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let message = [self.id.as_bytes(), b".", self.timestamp.as_bytes(), b".", &self.body].concat();
        Ok(format!("v1,{}", STANDARD.encode(hmac::sign(&key, &message))))
    }

    pub fn headers(&self, secret: &str) -> Result<[(&'static str, String); 3], DecodeError> {
        Ok([
            ("svix-id", self.id.clone()),
            ("svix-timestamp", self.timestamp.clone()),
            ("svix-signature", self.signature(secret)?),
        ])
    }
}
