//! Redis over HTTP (Upstash's REST API): as many requests at once as HTTP allows.

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::time::{Instant, timeout_at};

use super::{Answer, Command, CommandError, RedisError, Value};
use crate::base::http_client::{HttpClient, read_limited};

/// Nothing that we store is as large.
const REPLY_LIMIT: usize = 8 << 20;

pub struct RestTransport {
    http: HttpClient,
    url: String,
    token: SecretString,
}

/// The answer to one command.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum CommandReply {
    Result(Json),
    Error(String),
}

impl RestTransport {
    pub fn new(http: HttpClient, url: &str, token: SecretString) -> Self {
        Self { http, url: url.to_owned(), token }
    }

    /// One command goes to the base URL, several go together.
    pub async fn ask(&self, commands: &[Command], deadline: Instant) -> Result<Vec<Answer>, RedisError> {
        let texts = commands.iter().map(text).collect::<Option<Vec<_>>>();
        let texts = texts.ok_or_else(|| RedisError("what is no text cannot be sent by HTTP".to_owned()))?;
        let replies: Vec<CommandReply> = match texts.as_slice() {
            [one] => vec![self.post("/", one, reads(one), deadline).await?],
            several => self.post("/pipeline", several, several.iter().all(|one| reads(one)), deadline).await?,
        };
        replies.into_iter().map(CommandReply::answer).collect()
    }

    async fn post<T: for<'a> Deserialize<'a>>(
        &self,
        path: &str,
        commands: &(impl serde::Serialize + ?Sized),
        repeatable: bool,
        deadline: Instant,
    ) -> Result<T, RedisError> {
        let request = self.http.request(Method::POST, &format!("{}{path}", self.url));
        let request = request.map_err(|_| RedisError("no HTTP client can be made".to_owned()))?;
        let request = request.bearer_auth(self.token.expose_secret()).json(commands);
        let exchange = async {
            let sent = if repeatable { self.http.send(request).await } else { self.http.send_once(request).await };
            let response = sent.map_err(|error| RedisError(error.without_url().to_string()))?;
            match response.status() {
                // A command that is refused is a bad request, and says why as the others do.
                StatusCode::OK | StatusCode::BAD_REQUEST => {
                    read_limited(response, REPLY_LIMIT).await.map_err(RedisError)
                }
                status => Err(RedisError(format!("status {status}"))),
            }
        };
        let bytes = timeout_at(deadline, exchange).await.map_err(|_| RedisError::late())??;
        serde_json::from_slice(&bytes).map_err(|_| RedisError("a reply that is not as documented".to_owned()))
    }
}

impl CommandReply {
    fn answer(self) -> Result<Answer, RedisError> {
        match self {
            Self::Result(json) => value(json).map(Ok),
            Self::Error(text) => Ok(Err(CommandError::redacted(&text))),
        }
    }
}

/// Only what reads is sent again after a connection broke: a script could count a visit twice, and a version written
/// late could bring back the pages of the one before.
fn reads(command: &[&str]) -> bool {
    command.first().is_some_and(|verb| ["GET", "GETRANGE", "MGET", "PING"].contains(verb))
}

fn text(command: &Command) -> Option<Vec<&str>> {
    command.iter().map(|part| std::str::from_utf8(part).ok()).collect()
}

fn value(json: Json) -> Result<Value, RedisError> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::String(text) => Value::Text(text.into_bytes()),
        Json::Array(values) => Value::List(values.into_iter().map(value).collect::<Result<_, _>>()?),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => return Err(RedisError("a number that is not whole".to_owned())),
        },
        Json::Bool(_) | Json::Object(_) => {
            return Err(RedisError("an answer of a kind that was not asked for".to_owned()));
        }
    })
}
