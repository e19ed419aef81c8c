//! Ephemeral token: its uses, its expiry, and what of the setup it locks.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::setup;
use super::wire::End;
use crate::emulators::gemini::rules::{field, snake_case};
use crate::emulators::model::ApiError;

const FIELDS: [&str; 5] = ["bidiGenerateContentSetup", "expireTime", "fieldMask", "newSessionExpireTime", "uses"];
const DEFAULT_LIFETIME: SignedDuration = SignedDuration::from_mins(30);
const DEFAULT_TIME_TO_BEGIN: SignedDuration = SignedDuration::from_secs(60);
const LONGEST: SignedDuration = SignedDuration::from_hours(20);

#[derive(Clone, Debug)]
pub struct Token {
    pub name: String,
    /// 0 is any number.
    pub uses: u64,
    pub used: u64,
    pub expires_at: Timestamp,
    pub start_by: Timestamp,
    pub setup: Option<Value>,
    /// The fields of the setup that are locked; none with a setup: all of them.
    pub mask: Option<Vec<String>>,
}

impl Token {
    /// The token that a request asks for, with the service's words where it asks for what there is not.
    pub(crate) fn read(bytes: &[u8], now: Timestamp, number: usize) -> Result<Self, ApiError> {
        let body: Value = serde_json::from_slice(bytes)
            .map_err(|error| ApiError::invalid(format!("Invalid JSON payload received. {error}")))?;
        let fields = body.as_object().ok_or_else(|| ApiError::invalid("Invalid JSON payload received."))?;
        only(fields, &FIELDS, "auth_token")?;

        let setup = Some(field(&body, "bidiGenerateContentSetup")).filter(|setup| !setup.is_null());
        let setup_fields = setup.and_then(Value::as_object);
        if let Some(fields) = setup_fields {
            only(fields, &setup::FIELDS, "auth_token.bidi_generate_content_setup")?;
        }
        Ok(Self {
            name: format!("auth_tokens/emulated-{number:012}"),
            uses: uses(field(&body, "uses"))?,
            used: 0,
            expires_at: time(&body, "expireTime", now, DEFAULT_LIFETIME)?,
            start_by: time(&body, "newSessionExpireTime", now, DEFAULT_TIME_TO_BEGIN)?,
            setup: setup.cloned(),
            mask: mask(field(&body, "fieldMask"))?,
        })
    }

    pub(crate) fn model(&self) -> Option<&str> {
        self.setup.as_ref()?["model"].as_str()?.strip_prefix("models/")
    }

    /// None: it has expired.
    pub(crate) fn left(&self, now: Timestamp) -> Option<Duration> {
        Duration::try_from(self.expires_at.duration_since(now)).ok().filter(|left| !left.is_zero())
    }

    /// Takes a use for a new session.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Result<(), End> {
        if self.start_by <= now {
            return Err(End::refused(1008, "The time to begin a session with this token is over"));
        }
        if self.uses > 0 && self.used >= self.uses {
            return Err(End::refused(1008, "Token has been used too many times"));
        }
        self.used += 1;
        Ok(())
    }

    /// The setup that holds. Without a mask the token's replaces the client's altogether; with one, the masked fields
    /// do, also those that the token does not have.
    pub(crate) fn lock(&self, asked: &Value) -> Value {
        let Some(locked) = &self.setup else { return asked.clone() };
        let Some(mask) = &self.mask else { return locked.clone() };
        let mut setup = asked.clone();
        for path in mask {
            match path.split_once('.') {
                None => replace(&mut setup, locked, path),
                Some((outer, inner)) => replace(&mut setup[outer], &locked[outer], inner),
            }
        }
        setup
    }
}

fn replace(setup: &mut Value, locked: &Value, name: &str) {
    match locked.get(name) {
        Some(value) => setup[name] = value.clone(),
        None => {
            setup.as_object_mut().and_then(|fields| fields.remove(name));
        }
    }
}

/// Refuses a field that there is not. Such is also the token inside a wrapper, as other services want it.
fn only(fields: &Map<String, Value>, known: &[&str], place: &str) -> Result<(), ApiError> {
    let is_known = |name: &str| known.iter().any(|field| name == *field || name == snake_case(field));
    match fields.keys().find(|name| !is_known(name)) {
        Some(name) => Err(ApiError::unknown_field_at(name, place)),
        None => Ok(()),
    }
}

fn uses(given: &Value) -> Result<u64, ApiError> {
    match given {
        Value::Null => Ok(1),
        given => given.as_u64().ok_or_else(|| ApiError::invalid("Invalid value at 'auth_token.uses' (TYPE_INT32)")),
    }
}

fn time(body: &Value, name: &str, now: Timestamp, default: SignedDuration) -> Result<Timestamp, ApiError> {
    let invalid = |why: &str| ApiError::invalid(format!("Invalid value at 'auth_token.{}' {why}", snake_case(name)));
    let at = match field(body, name) {
        Value::Null => now + default,
        given => {
            let parsed = given.as_str().and_then(|text| text.parse().ok());
            parsed.ok_or_else(|| invalid("(type.googleapis.com/google.protobuf.Timestamp)"))?
        }
    };
    match at {
        _ if at <= now => Err(invalid("must be in the future")),
        _ if at >= now + LONGEST => Err(invalid("must be less than 20 hours in the future")),
        _ => Ok(at),
    }
}

/// The service takes names of the setup's own fields, and one step into `generationConfig`.
fn mask(given: &Value) -> Result<Option<Vec<String>>, ApiError> {
    let Some(text) = given.as_str().filter(|text| !text.is_empty()) else { return Ok(None) };
    let paths: Vec<String> = text.split(',').map(str::to_owned).collect();
    let good = |path: &String| match path.split_once('.') {
        None => setup::FIELDS.contains(&path.as_str()),
        Some((outer, inner)) => outer == "generationConfig" && !inner.contains('.'),
    };
    match paths.iter().all(good) {
        true => Ok(Some(paths)),
        false => Err(ApiError::invalid("field_mask is invalid for BidiGenerateContentSetup")),
    }
}
