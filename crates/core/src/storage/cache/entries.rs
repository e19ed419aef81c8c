//! Cache entries of one user: the version under one key, each entry under its own, with the version it was written at
//! before its text.

use super::{Inner, TTL};
use crate::{
    base::{clock::random_uuid, digest::sha256_hex, json::JsonText},
    storage::redis::{Redis, RedisError, Value},
};

/// In seconds; longer than any entry lives. When it is lost earlier, the next one is as random.
const VERSION_TTL: &str = "3600";
/// Longer texts are read from Postgres in the time that they would take here.
const LONGEST: usize = 256 * 1024;

pub struct CacheEntries<'a> {
    redis: &'a Redis,
    release: &'a str,
    /// In braces, so that a cluster has all of it in one place.
    owner: String,
}

pub enum Lookup {
    Hit(JsonText),
    /// What is fetched now may be cached at this version.
    Miss {
        version: String,
    },
}

impl<'a> CacheEntries<'a> {
    /// Keys say nothing about who somebody is.
    pub fn new(inner: &'a Inner, owner: &str) -> Self {
        let hash = sha256_hex(format!("{}\n{owner}", inner.database));
        Self { redis: &inner.redis, release: &inner.release, owner: format!("darasa:{{{}}}", &hash[..32]) }
    }

    /// One round trip, but for a user who has no version yet.
    pub async fn get(&self, name: &str) -> Result<Lookup, RedisError> {
        let (version_key, key) = (self.version_key(), self.key(name));
        let answer = self.redis.command(&[b"MGET", version_key.as_bytes(), key.as_bytes()]).await?;
        let Value::List(values) = answer else { return Err(unexpected()) };
        let text = |number: usize| values.get(number).and_then(Value::text);
        let Some(version) = text(0) else { return self.first_version().await };
        let entry = text(1).and_then(|entry| entry.split_once('\n')).filter(|(at, _)| *at == version);
        match entry.and_then(|(_, json)| JsonText::parse(json)) {
            Some(value) => Ok(Lookup::Hit(value)),
            None => Ok(Lookup::Miss { version: version.to_owned() }),
        }
    }

    pub async fn put(&self, name: &str, version: &str, value: &JsonText) -> Result<(), RedisError> {
        if value.as_str().len() > LONGEST {
            return Ok(());
        }
        let (key, text) = (self.key(name), format!("{version}\n{}", value.as_str()));
        let seconds = TTL.as_secs().to_string();
        self.redis.command(&[b"SET", key.as_bytes(), text.as_bytes(), b"EX", seconds.as_bytes()]).await.map(drop)
    }

    /// Another version, so that no entry written before is found.
    pub async fn invalidate(&self) -> Result<(), RedisError> {
        let (key, version) = (self.version_key(), new_version());
        self.redis.command(&[b"SET", key.as_bytes(), version.as_bytes(), b"EX", VERSION_TTL.as_bytes()]).await.map(drop)
    }

    /// A first version, or the one that another request has just set.
    async fn first_version(&self) -> Result<Lookup, RedisError> {
        let (key, version) = (self.version_key(), new_version());
        let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
        let set = words(&["SET", &key, &version, "EX", VERSION_TTL, "NX"]);
        let answers = self.redis.pipeline(&[set, words(&["GET", &key])]).await?;
        let version = answers.get(1).and_then(Value::text).ok_or_else(unexpected)?;
        Ok(Lookup::Miss { version: version.to_owned() })
    }

    fn version_key(&self) -> String {
        format!("{}:version", self.owner)
    }

    fn key(&self, name: &str) -> String {
        format!("{}:{}:{name}", self.owner, self.release)
    }
}

fn new_version() -> String {
    random_uuid().simple().to_string()
}

fn unexpected() -> RedisError {
    RedisError("an answer of another kind than was asked for".to_owned())
}
