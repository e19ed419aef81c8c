//! Environment, Redis: its own protocol, or Upstash's HTTP.

use std::{collections::HashMap, time::Duration};

use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::SecretString;

use super::{
    Problems,
    reader::{Reader, is_loopback, parameter_names},
};

const ADVICE: &str = "such as rediss://default:password@host:6379, as Upstash and others show it";
const LIMIT: Duration = Duration::from_millis(150);
/// The usual name, then the one that Vercel's integration with Upstash sets beside it.
const URLS: [&str; 2] = ["REDIS_URL", "KV_URL"];
/// The names that Upstash itself gives, and those of its integration with Vercel.
const PAIRS: [[&str; 2]; 2] =
    [["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"], ["KV_REST_API_URL", "KV_REST_API_TOKEN"]];

/// What may be there and need not: nothing depends on it.
#[derive(Debug, Clone)]
pub struct Redis {
    pub address: RedisAddress,
    /// How long one call may take, connecting included. No variable sets it; a test on a busy machine is more patient.
    pub limit: Duration,
    /// PEM of a private certificate authority, for tests alone: no variable sets it.
    pub authority: Option<String>,
}

#[derive(Debug, Clone)]
pub enum RedisAddress {
    /// `REDIS_URL` or `KV_URL`
    Server(RedisServer),
    /// `UPSTASH_REDIS_REST_URL` and `UPSTASH_REDIS_REST_TOKEN`, or `KV_REST_API_URL` and `KV_REST_API_TOKEN`
    Rest { url: String, token: SecretString },
}

#[derive(Debug, Clone)]
pub struct RedisServer {
    pub host: String,
    pub port: u16,
    /// `rediss://`: encrypted, the certificate always verified.
    pub encrypted: bool,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    pub database: i64,
}

/// Redis alone.
pub fn redis(pairs: HashMap<String, String>) -> Result<Option<Redis>, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let production = reader.production();
    let redis = Redis::read(&mut reader, production);
    reader.finish(redis)
}

impl Redis {
    /// The outer None is a problem. A URL wins over HTTP, for Vercel's integration sets both and one connection that
    /// all requests share answers soonest.
    pub(super) fn read(reader: &mut Reader, production: bool) -> Option<Option<Self>> {
        let server = reader.first_of(URLS);
        let server = server.map(|(variable, url)| RedisServer::parse(reader, variable, &url, production));
        let rest = PAIRS.map(|names| rest(reader, names, production));
        let address = match (server, rest) {
            (Some(server), _) => RedisAddress::Server(server?),
            (None, [Some(rest), _] | [None, Some(rest)]) => rest?,
            (None, [None, None]) => return Some(None),
        };
        Some(Some(Self { address, limit: LIMIT, authority: None }))
    }
}

/// The inner None is a problem: half of a pair is worse than none.
fn rest(reader: &mut Reader, names: [&'static str; 2], production: bool) -> Option<Option<RedisAddress>> {
    let [name, token_name] = names;
    match (reader.optional(name), reader.optional(token_name)) {
        (None, None) => None,
        (Some(_), Some(token)) => {
            let url = reader.base_url(name, "", production);
            Some(url.map(|url| RedisAddress::Rest { url, token: token.into() }))
        }
        (url, _) => {
            let missing = if url.is_none() { name } else { token_name };
            reader.problem(
                missing,
                "is missing, while its other half is there",
                "Upstash console, REST API; both or none",
            );
            Some(None)
        }
    }
}

impl RedisServer {
    fn parse(reader: &mut Reader, variable: &'static str, url: &str, production: bool) -> Option<Self> {
        let wrong = match Self::from_url(url) {
            None => unreadable(url),
            Some(server) if production && is_loopback(&server.host) => {
                "points at this machine, which production never does".to_owned()
            }
            Some(server) if production && !server.encrypted => "must be rediss:// in production".to_owned(),
            Some(server) => return Some(server),
        };
        reader.problem(variable, wrong, ADVICE);
        None
    }

    fn from_url(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let encrypted = match url.scheme() {
            "redis" => false,
            "rediss" => true,
            _ => return None,
        };
        // A parameter that is not known here may be one that weakens what is promised.
        if url.query().is_some() || url.fragment().is_some() {
            return None;
        }
        let plain = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(Self {
            host: url.host_str().and_then(given)?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(6379),
            encrypted,
            user: given(&plain(url.username())?),
            password: url.password().and_then(plain).map(SecretString::from),
            database: match url.path().trim_matches('/') {
                "" => 0,
                number => number.parse().ok()?,
            },
        })
    }
}

/// What is wrong with a URL that cannot be read: its parameters by name, when it can be read without.
fn unreadable(url: &str) -> String {
    let parts = url.split_once('?').filter(|(base, _)| RedisServer::from_url(base).is_some());
    match parts.map(|(_, query)| parameter_names(query).join(", ")).filter(|names| !names.is_empty()) {
        Some(names) => format!("has parameters that are not known here: {names}"),
        None => "is no Redis URL".to_owned(),
    }
}
