//! Arcjet fingerprint and rule id: hashes of plain text, as its own SDKs compute them. The service answers with the
//! same names, and denials are cached by them.

use std::fmt::Write;

use uuid::Builder;

use crate::{
    base::{clock, digest::sha256_hex},
    protection::decision::{BotList, By, RequestDetails, Rule},
};

/// The names of the characteristics that rules of ours count by.
pub const USER: &str = "userId";
pub const KEY: &str = "keyId";
const ADDRESS: &str = "ip.src";

/// What visits are counted by. In the order in which they are hashed, those of a kind by their name.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "our rules count by address and user, the golden vectors by everything")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Characteristic<'a> {
    Address(&'a str),
    Host(&'a str),
    Method(&'a str),
    Path(&'a str),
    Header(&'a str, &'a str),
    Cookie(&'a str, &'a str),
    Query(&'a str, &'a str),
    Defined(&'a str, &'a str),
}

impl<'a> Characteristic<'a> {
    fn parts(self) -> [&'a str; 3] {
        match self {
            Self::Address(address) => ["ip", "", address],
            Self::Host(host) => ["host", "", host],
            Self::Method(method) => ["method", "", method],
            Self::Path(path) => ["path", "", path],
            Self::Header(name, value) => ["header", name, value],
            Self::Cookie(name, value) => ["cookie", name, value],
            Self::Query(name, value) => ["query", name, value],
            Self::Defined(name, value) => ["userdefined", name, value],
        }
    }
}

/// None: a value is empty, which identifies nobody.
pub fn fingerprint(characteristics: &mut [Characteristic<'_>]) -> Option<String> {
    characteristics.sort_unstable();
    let parts = characteristics.iter().map(|characteristic| characteristic.parts());
    let is_complete = parts.clone().all(|[_, _, value]| !value.is_empty());
    // Without separators, as the SDKs do it.
    let text: String = parts.flatten().collect();
    (is_complete && !text.is_empty()).then(|| format!("fp::2::{}", sha256_hex(&text)))
}

/// A rule as text, field by field in the order that its kind has.
pub struct RuleText(String);

impl RuleText {
    pub fn new(kind: &str, mode: &str) -> Self {
        Self(String::new()).text("type", kind).plain("version", 0).text("mode", mode)
    }

    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.0.extend([name, ":", &quoted(value), ","]);
        self
    }

    pub fn plain(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        // Writing to a text cannot fail.
        write!(self.0, "{name}:{value},").ok();
        self
    }

    pub fn list(mut self, name: &str, values: &[&str]) -> Self {
        let mut values: Vec<_> = values.iter().map(|value| format!("{},", quoted(value))).collect();
        values.sort_unstable();
        self.0.extend([name, ":[", &values.concat(), "],"]);
        self
    }

    pub fn id(self) -> String {
        sha256_hex(&self.0)
    }

    #[cfg(test)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

/// A rule of ours as it is known there.
pub fn rule_id(rule: Rule, signed_in: bool) -> String {
    text(rule, signed_in).id()
}

fn text(rule: Rule, signed_in: bool) -> RuleText {
    let limit = |algorithm, by| {
        let text = RuleText::new("RATE_LIMIT", "LIVE").text("algorithm", algorithm);
        text.list("characteristics", characteristics(by, signed_in)).text("match", "")
    };
    match rule {
        Rule::Shield => RuleText::new("SHIELD", "LIVE").list("characteristics", shared_characteristics(signed_in)),
        Rule::SlidingWindow { by, max, interval_seconds, .. } => {
            limit("SLIDING_WINDOW", by).plain("max", max).plain("interval", interval_seconds)
        }
        Rule::TokenBucket { by, capacity, refill, interval_seconds, .. } => limit("TOKEN_BUCKET", by)
            .plain("refillRate", refill)
            .plain("interval", interval_seconds)
            .plain("capacity", capacity),
        Rule::Bots(list) => {
            let (allow, deny): (&[_], &[_]) = match list {
                BotList::Allow(allow) => (allow, &[]),
                BotList::Deny(deny) => (&[], deny),
            };
            RuleText::new("BOT", "LIVE").list("allow", allow).list("deny", deny)
        }
    }
}

/// What a limit counts by. The address is what is counted by where nothing is named, here and for the whole request.
pub fn characteristics(by: By, signed_in: bool) -> &'static [&'static str] {
    match by {
        By::Address if signed_in => &[ADDRESS],
        By::Address => &[],
        By::User => &[USER],
        By::Key => &[KEY],
    }
}

/// What the shield and the rule about bots know a visitor by. Of those signed in also by who they are: what one of them
/// does shuts out nobody else behind the same address.
pub fn shared_characteristics(signed_in: bool) -> &'static [&'static str] {
    if signed_in { &[USER, ADDRESS] } else { &[] }
}

/// Whom a rule counts this visit for. None: a limit by user or key, and there is none.
pub fn visitor(rule: Rule, address: &str, user: Option<&str>, key: Option<&str>) -> Option<String> {
    let place = Characteristic::Address(address);
    let person = user.map(|user| Characteristic::Defined(USER, user));
    match rule {
        Rule::TokenBucket { by, .. } | Rule::SlidingWindow { by, .. } => match by {
            By::Address => fingerprint(&mut [place]),
            By::User => fingerprint(&mut [person?]),
            By::Key => fingerprint(&mut [Characteristic::Defined(KEY, key?)]),
        },
        Rule::Shield | Rule::Bots(_) => fingerprint(&mut person.into_iter().chain([place]).collect::<Vec<_>>()),
    }
}

/// A user as Arcjet knows them: always the same, and no name of ours.
pub fn user(visit: &RequestDetails<'_>) -> Option<String> {
    visit.user.map(sha256_hex)
}

/// A key, likewise.
pub fn key(visit: &RequestDetails<'_>) -> Option<String> {
    visit.key.map(sha256_hex)
}

/// The name of a decision made here, as TypeID writes a UUIDv7.
pub fn local_id(unix_milliseconds: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    // Those bytes of a random id that are nothing but chance.
    let [a, b, c, d, e, f, .., g, h, i, j] = clock::random_uuid().into_bytes();
    let id =
        Builder::from_unix_timestamp_millis(unix_milliseconds, &[a, b, c, d, e, f, g, h, i, j]).into_uuid().as_u128();
    let letters = (0..26).rev().map(|place| char::from(LETTERS[(id >> (place * 5)) as usize & 31]));
    format!("lreq_{}", letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../../local/tests/captures/arcjet/vectors-fingerprint-ruleid.json"))
            .unwrap()
    }

    /// What a characteristic, as the SDK gets it, means for the request of the vectors.
    fn characteristic<'a>(written: &'a str, request: &'a Value) -> Characteristic<'a> {
        let text = |name: &str| request[name].as_str().unwrap();
        let of = |kind: &str| written.strip_prefix(kind)?.strip_prefix("[\"")?.strip_suffix("\"]");
        let pair = |pairs: &'a str, separator: &str, name: &str| {
            let values = pairs.split(separator).filter_map(|pair| pair.split_once('='));
            values.filter(|(key, _)| *key == name).map(|(_, value)| value).collect::<String>()
        };
        let kept = |text: String| -> &'a str { Box::leak(text.into_boxed_str()) };
        match written {
            "ip.src" => Characteristic::Address(text("ip")),
            "http.host" => Characteristic::Host(text("host")),
            "http.method" => Characteristic::Method(text("method")),
            "http.request.uri.path" => Characteristic::Path(text("path")),
            _ => match (of("http.request.headers"), of("http.request.cookie"), of("http.request.uri.args")) {
                (Some(name), _, _) => {
                    let name = kept(name.to_lowercase());
                    Characteristic::Header(name, request["headers"][name].as_str().unwrap())
                }
                (_, Some(name), _) => Characteristic::Cookie(name, kept(pair(text("cookies"), "; ", name))),
                (_, _, Some(name)) => {
                    let value = pair(text("query").trim_start_matches('?'), "&", name).replace("%20", " ");
                    Characteristic::Query(name, kept(value))
                }
                _ => Characteristic::Defined(written, request["extra"][written].as_str().unwrap()),
            },
        }
    }

    #[test]
    fn every_golden_fingerprint_is_ours() {
        let vectors = vectors();
        let fingerprints = vectors["fingerprints"].as_array().unwrap();
        assert_eq!(fingerprints.len(), 11);
        for vector in fingerprints {
            let written = vector["characteristics"].as_array().unwrap().iter().map(|each| each.as_str().unwrap());
            let request = &vectors["request"];
            let mut known: Vec<_> = written.map(|written| characteristic(written, request)).collect();
            if known.is_empty() {
                known.push(Characteristic::Address(request["ip"].as_str().unwrap()));
            }
            assert_eq!(fingerprint(&mut known).as_deref(), vector["fingerprint"].as_str(), "{vector}");
        }
    }

    #[test]
    fn nobody_is_known_by_nothing() {
        assert_eq!(fingerprint(&mut []), None);
        assert_eq!(fingerprint(&mut [Characteristic::Address("")]), None);
        assert_eq!(fingerprint(&mut [Characteristic::Address("8.8.4.4"), Characteristic::Defined("userId", "")]), None);
    }

    /// The text of a golden rule, by its name in the file.
    fn golden(name: &str) -> RuleText {
        let limit = |algorithm, characteristics: &[&str]| {
            let text = RuleText::new("RATE_LIMIT", "LIVE").text("algorithm", algorithm);
            text.list("characteristics", characteristics).text("match", "")
        };
        let bucket = |by, refill, interval_seconds, capacity| {
            text(Rule::TokenBucket { policy: "", by, capacity, refill, interval_seconds, requested: 1 }, false)
        };
        let lists = |kind, deny: &[&str]| RuleText::new(kind, "LIVE").list("allow", &[]).list("deny", deny);
        match name {
            "shield LIVE" => text(Rule::Shield, false),
            "shield DRY_RUN" => RuleText::new("SHIELD", "DRY_RUN").list("characteristics", &[]),
            "bot allow" => text(
                Rule::Bots(BotList::Allow(&["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"])),
                false,
            ),
            "bot deny" => text(Rule::Bots(BotList::Deny(&["CURL"])), true),
            "token bucket 5/10s cap 10" => bucket(By::Address, 5, 10, 10),
            "token bucket userId 4/1d cap 12" => bucket(By::User, 4, 86_400, 12),
            "fixed window" => limit("FIXED_WINDOW", &[]).plain("max", 60).plain("window", 3600),
            "sliding window 1m/100" => {
                text(Rule::SlidingWindow { policy: "", by: By::Address, max: 100, interval_seconds: 60 }, false)
            }
            "sliding window two characteristics" => {
                limit("SLIDING_WINDOW", &["userId", "ip.src"]).plain("max", 5).plain("interval", 60)
            }
            "email deny" => lists("EMAIL", &["INVALID", "DISPOSABLE"])
                .plain("requireTopLevelDomain", true)
                .plain("allowDomainLiteral", false),
            "sensitive info deny" => lists("SENSITIVE_INFO", &["EMAIL"]),
            "filter deny" => lists("FILTER", &["http.request.uri.path eq \"/s\""]),
            "prompt injection" => RuleText::new("PROMPT_INJECTION_DETECTION", "LIVE"),
            other => panic!("no rule is called {other}"),
        }
    }

    #[test]
    fn every_golden_rule_id_is_ours() {
        let vectors = vectors();
        let rules = vectors["ruleIds"].as_array().unwrap();
        assert_eq!(rules.len(), 13);
        for vector in rules {
            let text = golden(vector["name"].as_str().unwrap());
            assert_eq!(Some(text.as_str()), vector["preimage"].as_str());
            assert_eq!(Some(text.id().as_str()), vector["ruleId"].as_str());
        }
    }

    #[test]
    fn a_local_id_is_the_time_and_then_chance() {
        // The decision of capture 21, whose first ten letters are its time.
        let (one, other) = (local_id(1_795_384_268_932), local_id(1_795_384_268_932));
        assert_eq!(one.len(), "lreq_01m82kvp44fp3svm685dz9akb2".len());
        for id in [&one, &other] {
            assert_eq!(&id[..15], "lreq_01m82kvp44");
            assert!(["e", "f"].contains(&&id[15..16]), "the version, and the first bit of chance: {id}");
        }
        assert_ne!(one, other);
    }
}
