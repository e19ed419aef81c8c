//! Live text of a stream in Redis: what a generation has written so far, how it ended, and whether it is to stop.
//! Others read along there; nothing depends on it.

use std::{sync::LazyLock, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    base::digest::sha256_hex,
    storage::redis::{Redis, RedisError, Script, Value},
};

/// Seconds; longer than a generation and all who read along take.
const TTL: &str = "900";
pub const KEPT: Duration = Duration::from_secs(900);

/// What says that it is to stop, and that it is to stop and nothing may be written any more: its person was erased.
const STOP: &str = "1";
const ERASED: &str = "erased";
/// What the script below says of the latter.
const REFUSED: i64 = -2;

/// Appends where the text is as long as its writer knows it to be, and nowhere else: whatever was lost, done twice or
/// comes too late leaves a beginning of the text, never a gap. All of it is one step, so nobody reads in between.
static APPEND: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[2]) == ARGV[4] then return -2 end
if redis.call('STRLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return -1 end
local length = redis.call('APPEND', KEYS[1], ARGV[2])
if ARGV[1] == '0' then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
return length",
    )
});

static FINISH: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[2]) == ARGV[3] then return -2 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1",
    )
});

/// One step, so that nothing is written between the two.
static ERASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return redis.call('DEL', KEYS[2], KEYS[3])",
    )
});

/// Where all live texts of a database are. Cheap to clone.
#[derive(Clone)]
pub struct LiveTexts {
    redis: Redis,
    prefix: String,
}

/// The text of one attempt at one receipt.
#[derive(Clone)]
pub struct LiveText {
    redis: Redis,
    text: String,
    end: String,
    stop: String,
}

/// How a stream ended, with the data for its last part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveEnd {
    pub state: LiveState,
    pub data: Option<Json>,
    /// How long the whole text is; its writer knows.
    pub bytes: usize,
    /// Its model ended before it did.
    #[serde(default)]
    pub is_cut: bool,
}

impl LiveEnd {
    pub fn new(state: LiveState, data: Option<Json>) -> Self {
        Self { state, data, bytes: 0, is_cut: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LiveState {
    Done,
    Failed,
    Stopped,
}

impl LiveTexts {
    /// A preview may have the same Redis, but has a database of its own.
    pub fn new(redis: Redis, database: &str) -> Self {
        Self { redis, prefix: format!("darasa:{}:stream", &sha256_hex(database)[..16]) }
    }

    /// In braces, so that a cluster has all of it in one place. What an earlier attempt wrote is another text.
    pub fn of(&self, receipt: Uuid, attempt: i32) -> LiveText {
        let name = if attempt == 1 { format!("{{{receipt}}}") } else { format!("{{{receipt}}}:{attempt}") };
        let key = |part: &str| format!("{}:{name}:{part}", self.prefix);
        LiveText { redis: self.redis.clone(), text: key("t"), end: key("e"), stop: key("s") }
    }
}

impl LiveText {
    /// Behind the bytes that were written before. False: its person was erased.
    pub async fn append(&self, before: usize, text: &str) -> Result<bool, RedisError> {
        let arguments = [&before.to_string(), text, TTL, ERASED];
        match self.redis.eval(&APPEND, &[&self.text, &self.stop], &arguments).await? {
            Value::Integer(REFUSED) => Ok(false),
            Value::Integer(length) if length == (before + text.len()) as i64 => Ok(true),
            _ => Err(RedisError("a text is not as long as its writer knows it to be".to_owned())),
        }
    }

    /// After all of its text. Of somebody who was erased nothing is written.
    pub async fn finish(&self, end: &LiveEnd) -> Result<(), RedisError> {
        let end = serde_json::to_string(end).map_err(|_| RedisError("an end that cannot be written".to_owned()))?;
        self.redis.eval(&FINISH, &[&self.end, &self.stop], &[&end, TTL, ERASED]).await.map(drop)
    }

    /// Nobody reads on here then.
    pub async fn remove(&self) -> Result<(), RedisError> {
        self.command(&["DEL", &self.text, &self.end]).await.map(drop)
    }

    /// Stops whoever writes, and removes what they wrote.
    pub async fn erase(&self) -> Result<(), RedisError> {
        self.redis.eval(&ERASE, &[&self.stop, &self.text, &self.end], &[ERASED, TTL]).await.map(drop)
    }

    pub async fn stop(&self) -> Result<(), RedisError> {
        // What was stopped is, and an erasure stays one.
        self.command(&["SET", &self.stop, STOP, "EX", TTL, "NX"]).await.map(drop)
    }

    pub async fn is_stopped(&self) -> Result<bool, RedisError> {
        Ok(self.command(&["GET", &self.stop]).await? != Value::Nil)
    }

    /// What was written behind so many bytes, and how it ended if it has. The end is asked for first, so whoever sees
    /// it sees all of the text.
    pub async fn read_from(&self, byte: usize) -> Result<(String, Option<LiveEnd>), RedisError> {
        let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
        let commands = [words(&["GET", &self.end]), words(&["GETRANGE", &self.text, &byte.to_string(), "-1"])];
        let answers = self.redis.pipeline(&commands).await?;
        let unreadable = || RedisError("a live text that cannot be read".to_owned());
        let end = answers.first().and_then(Value::text).map(serde_json::from_str).transpose();
        let text = answers.get(1).and_then(Value::text).ok_or_else(unreadable)?;
        Ok((text.to_owned(), end.map_err(|_| unreadable())?))
    }

    async fn command(&self, words: &[&str]) -> Result<Value, RedisError> {
        let words: Vec<_> = words.iter().map(|word| word.as_bytes()).collect();
        self.redis.command(&words).await
    }
}
