//! Where one person's things are kept: the version under one key, each thing under its own, with the version it was
//! kept at before its text.

use aws_lc_rs::digest;
use serde_json::value::RawValue;

use super::{Inner, KEPT};
use crate::{
    base::clock::random_uuid,
    storage::redis::{Redis, RedisFailure, Value},
};

/// Longer than anything is kept. When it is lost earlier, the next one is as random.
const VERSION_KEPT: &str = "3600";
/// Longer texts are read from Postgres in the time that they would take here.
const LONGEST: usize = 256 * 1024;

pub struct CacheEntries<'a> {
    redis: &'a Redis,
    release: &'a str,
    /// In braces, so that a cluster has all of it in one place.
    owner: String,
}

pub enum Found {
    Value(Box<RawValue>),
    /// What is fetched now may be kept at this version.
    Nothing {
        version: String,
    },
}

impl<'a> CacheEntries<'a> {
    /// Keys say nothing about who somebody is.
    pub fn new(inner: &'a Inner, owner: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, format!("{}\n{owner}", inner.database).as_bytes());
        let hash: String = hash.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { redis: &inner.redis, release: &inner.release, owner: format!("darasa:{{{hash}}}") }
    }

    /// One round trip, but for somebody who has no version yet.
    pub async fn look(&self, name: &str) -> Result<Found, RedisFailure> {
        let (version_key, key) = (self.version_key(), self.key(name));
        let answer = self.redis.command(&[b"MGET", version_key.as_bytes(), key.as_bytes()]).await?;
        let Value::List(values) = answer else { return Err(unexpected()) };
        let text = |number: usize| values.get(number).and_then(Value::text);
        let Some(version) = text(0) else { return self.begin().await };
        let kept = text(1).and_then(|kept| kept.split_once('\n')).filter(|(at, _)| *at == version);
        match kept.and_then(|(_, json)| RawValue::from_string(json.to_owned()).ok()) {
            Some(value) => Ok(Found::Value(value)),
            None => Ok(Found::Nothing { version: version.to_owned() }),
        }
    }

    pub async fn keep(&self, name: &str, version: &str, value: &RawValue) -> Result<(), RedisFailure> {
        if value.get().len() > LONGEST {
            return Ok(());
        }
        let (key, text, seconds) = (self.key(name), format!("{version}\n{}", value.get()), KEPT.as_secs().to_string());
        self.redis.command(&[b"SET", key.as_bytes(), text.as_bytes(), b"EX", seconds.as_bytes()]).await.map(drop)
    }

    /// Another version, so that nothing kept before is found.
    pub async fn renew(&self) -> Result<(), RedisFailure> {
        let (key, version) = (self.version_key(), new_version());
        self.redis
            .command(&[b"SET", key.as_bytes(), version.as_bytes(), b"EX", VERSION_KEPT.as_bytes()])
            .await
            .map(drop)
    }

    /// The first version, unless somebody else had the same thought, whose counts then.
    async fn begin(&self) -> Result<Found, RedisFailure> {
        let (key, version) = (self.version_key(), new_version());
        let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
        let set = words(&["SET", &key, &version, "EX", VERSION_KEPT, "NX"]);
        let answers = self.redis.pipeline(&[set, words(&["GET", &key])]).await?;
        let version = answers.get(1).and_then(Value::text).ok_or_else(unexpected)?;
        Ok(Found::Nothing { version: version.to_owned() })
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

fn unexpected() -> RedisFailure {
    RedisFailure("an answer of another kind than was asked for".to_owned())
}
