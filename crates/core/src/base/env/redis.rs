//! Where Redis is: over its own protocol, or over Upstash's HTTP.

use std::{collections::HashMap, time::Duration};

use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::SecretString;

use super::{
    Problems,
    reader::{Reader, is_loopback},
};

const ADVICE: &str = "such as rediss://default:password@host:6379, as Upstash and others show it";
const LIMIT: Duration = Duration::from_millis(150);
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
    /// `REDIS_URL`
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
    let mut reader = Reader::of_pairs(pairs);
    let production = reader.production();
    let redis = Redis::read(&mut reader, production);
    reader.finish(redis)
}

impl Redis {
    /// The outer None is a problem. A URL wins over HTTP, for Vercel's integration sets both and one connection that
    /// all requests share answers soonest.
    pub(super) fn read(reader: &mut Reader, production: bool) -> Option<Option<Self>> {
        let server = reader.optional("REDIS_URL").map(|url| RedisServer::parse(reader, &url, production));
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
    fn parse(reader: &mut Reader, url: &str, production: bool) -> Option<Self> {
        let wrong = match Self::of(url) {
            None => "is no Redis URL, or has a parameter that is not known here",
            Some(server) if production && is_loopback(&server.host) => {
                "points at this machine, which production never does"
            }
            Some(server) if production && !server.encrypted => "must be rediss:// in production",
            Some(server) => return Some(server),
        };
        reader.problem("REDIS_URL", wrong, ADVICE);
        None
    }

    fn of(url: &str) -> Option<Self> {
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
