//! Environment, protection: Arcjet, local protection or none.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretString};

use super::{Problems, reader::Reader};

/// What holds strangers, bots and floods off.
#[derive(Debug, Clone)]
pub struct Protection {
    /// `PROTECTION`
    pub by: Protector,
    /// `ALLOW_API_CLIENTS`: with a valid token every client passes the bot rule that names no crawler of an AI.
    pub allow_api_clients: bool,
    /// `REQUESTS_PER_MINUTE`: of one person who is signed in; of an address a hundred times as many.
    pub requests_per_minute: u32,
}

#[derive(Debug, Clone)]
pub enum Protector {
    Arcjet(Arcjet),
    /// Our own rules and counters.
    Local,
    Off,
}

#[derive(Debug, Clone)]
pub struct Arcjet {
    /// `ARCJET_KEY`
    pub key: SecretString,
    /// `ARCJET_BASE_URL`
    pub base_url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Arcjet,
    Local,
    Off,
}

const NAME: &str = "PROTECTION";
const KEY: &str = "ARCJET_KEY";
const KEY_ADVICE: &str = "Arcjet dashboard, your site, SDK key: starts with ajkey_";
const CHOICE: &str = "arcjet, which needs ARCJET_KEY, or local, darasa's own protection, which needs nothing";

/// Protection alone, for who looks into each section by itself.
pub fn protection(pairs: HashMap<String, String>) -> Result<Protection, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let production = reader.production();
    let protection = Protection::read(&mut reader, production);
    reader.finish(protection)
}

impl Protection {
    pub(super) fn read(reader: &mut Reader, production: bool) -> Option<Self> {
        let base_url = reader.base_url("ARCJET_BASE_URL", "https://decide.arcjet.com", production);
        let key = key(reader);
        let wish = wish(reader, production, !matches!(key, Key::Missing));
        let allow_api_clients = reader.one_of("ALLOW_API_CLIENTS", &[("on", true), ("off", false)], true);
        let requests_per_minute = reader.number("REQUESTS_PER_MINUTE", 100, 1..=100_000);
        let by = match (wish?, key) {
            (Wish::Arcjet, Key::Given(key)) => Protector::Arcjet(Arcjet { key, base_url: base_url? }),
            (Wish::Arcjet, Key::Missing) => {
                reader.problem(KEY, "is missing, and PROTECTION=arcjet needs it", KEY_ADVICE);
                return None;
            }
            (_, Key::Wrong) => return None,
            (Wish::Local, _) => Protector::Local,
            (Wish::Off, _) => Protector::Off,
        };
        Some(Self { by, allow_api_clients: allow_api_clients?, requests_per_minute: requests_per_minute? as u32 })
    }
}

enum Key {
    Missing,
    Wrong,
    Given(SecretString),
}

fn key(reader: &mut Reader) -> Key {
    match reader.optional(KEY).map(SecretString::from) {
        None => Key::Missing,
        // It becomes a header, so it has to be plain letters.
        Some(key) if is_key(key.expose_secret()) => Key::Given(key),
        Some(_) => {
            reader.problem(KEY, "is no key of a site", KEY_ADVICE);
            Key::Wrong
        }
    }
}

fn is_key(key: &str) -> bool {
    key.strip_prefix("ajkey_").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// A deployment is protected, and by what is somebody's choice; a laptop need not be.
fn wish(reader: &mut Reader, production: bool, key_there: bool) -> Option<Wish> {
    let words = [("arcjet", Some(Wish::Arcjet)), ("local", Some(Wish::Local)), ("off", Some(Wish::Off))];
    match (reader.one_of(NAME, &words, None)?, production) {
        (Some(Wish::Off), true) => {
            reader.problem(NAME, "is off, which production never is", CHOICE);
            None
        }
        (Some(wish), _) => Some(wish),
        (None, _) if key_there => Some(Wish::Arcjet),
        (None, true) => {
            reader.problem(NAME, "is missing, and production has to choose", CHOICE);
            None
        }
        (None, false) => Some(Wish::Off),
    }
}
