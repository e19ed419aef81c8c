//! Upstash's HTTP: no socket of ours to outlive, and as many requests at once as HTTP allows.

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::time::{Instant, timeout_at};

use super::{Answer, Command, RedisFailure, Refusal, Value};
use crate::base::http_client::{HttpClient, read_limited};

/// Nothing that we store is as large.
const REPLY_LIMIT: usize = 8 << 20;

pub struct Rest {
    http: HttpClient,
    url: String,
    token: SecretString,
}

/// The answer to one command.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Told {
    Result(Json),
    Error(String),
}

impl Rest {
    pub fn new(http: HttpClient, url: &str, token: SecretString) -> Self {
        Self { http, url: url.to_owned(), token }
    }

    /// One command goes to the base URL, several go together.
    pub async fn ask(&self, commands: &[Command], deadline: Instant) -> Result<Vec<Answer>, RedisFailure> {
        let texts = commands.iter().map(text).collect::<Option<Vec<_>>>();
        let texts = texts.ok_or_else(|| RedisFailure("what is no text cannot be sent by HTTP".to_owned()))?;
        let told: Vec<Told> = match texts.as_slice() {
            [one] => vec![self.post("/", one, deadline).await?],
            several => self.post("/pipeline", several, deadline).await?,
        };
        told.into_iter().map(Told::answer).collect()
    }

    async fn post<T: for<'a> Deserialize<'a>>(
        &self,
        path: &str,
        commands: &(impl serde::Serialize + ?Sized),
        deadline: Instant,
    ) -> Result<T, RedisFailure> {
        let request = self.http.request(Method::POST, &format!("{}{path}", self.url));
        let request = request.map_err(|_| RedisFailure("no HTTP client can be made".to_owned()))?;
        let request = request.bearer_auth(self.token.expose_secret());
        let exchange = async {
            let response =
                request.json(commands).send().await.map_err(|error| RedisFailure(error.without_url().to_string()))?;
            match response.status() {
                // A command that is refused is a bad request, and says why as the others do.
                StatusCode::OK | StatusCode::BAD_REQUEST => {
                    read_limited(response, REPLY_LIMIT).await.map_err(RedisFailure)
                }
                status => Err(RedisFailure(format!("status {status}"))),
            }
        };
        let bytes = timeout_at(deadline, exchange).await.map_err(|_| RedisFailure::late())??;
        serde_json::from_slice(&bytes).map_err(|_| RedisFailure("a reply that is not as documented".to_owned()))
    }
}

impl Told {
    fn answer(self) -> Result<Answer, RedisFailure> {
        match self {
            Self::Result(json) => value(json).map(Ok),
            Self::Error(text) => Ok(Err(Refusal::of(&text))),
        }
    }
}

fn text(command: &Command) -> Option<Vec<&str>> {
    command.iter().map(|part| std::str::from_utf8(part).ok()).collect()
}

fn value(json: Json) -> Result<Value, RedisFailure> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::String(text) => Value::Text(text.into_bytes()),
        Json::Array(values) => Value::List(values.into_iter().map(value).collect::<Result<_, _>>()?),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => return Err(RedisFailure("a number that is not whole".to_owned())),
        },
        Json::Bool(_) | Json::Object(_) => {
            return Err(RedisFailure("an answer of a kind that was not asked for".to_owned()));
        }
    })
}
