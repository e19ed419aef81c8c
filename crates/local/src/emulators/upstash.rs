//! Upstash emulator: Redis over HTTP, as its documents describe it, in front of a real Redis, one command or several in
//! a row.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Response, StatusCode};
use redis::aio::MultiplexedConnection;
use redis::{Cmd, RedisError, Value as Wired};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::fault::Fault;
use super::journal::ConnectionCut;
use super::journal::Received;
use super::playback::Playback;
use super::server::{Reply, Server};

const TOKEN: &str = "upstash-token";

/// An Upstash of our own; it stops when dropped.
pub struct UpstashEmulator {
    server: Server,
    faults: Arc<Mutex<VecDeque<Fault>>>,
}

impl UpstashEmulator {
    /// In front of the Redis of this URL, which may go and come back.
    pub async fn before(redis_url: &str) -> io::Result<Self> {
        let client = redis::Client::open(redis_url).map_err(io::Error::other)?;
        let faults = Arc::<Mutex<VecDeque<Fault>>>::default();
        let next = faults.clone();
        let server = Server::start(0, move |received| {
            let (client, fault) = (client.clone(), next.lock().unwrap_or_else(PoisonError::into_inner).pop_front());
            async move { answer(&client, fault, &received).await }
        });
        Ok(Self { server: server.await?, faults })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The variables of whoever is to use it.
    pub fn env(&self) -> [(&'static str, String); 2] {
        [("UPSTASH_REDIS_REST_URL", self.url()), ("UPSTASH_REDIS_REST_TOKEN", TOKEN.to_owned())]
    }

    /// The next so many requests go wrong in this way, after those already asked for.
    pub fn fail_next(&self, requests: usize, fault: Fault) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.extend(std::iter::repeat_n(fault, requests));
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }
}

async fn answer(client: &redis::Client, fault: Option<Fault>, received: &Received) -> Reply {
    match fault {
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Ok(told(status, &error("ERR something went wrong")));
        }
        Some(Fault::RateLimited(seconds)) => {
            let mut reply = told(StatusCode::TOO_MANY_REQUESTS, &error("ERR max requests limit exceeded"));
            reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(reply);
        }
        Some(Fault::Garbage) => return Ok(reply(StatusCode::OK, "<html>502 Bad Gateway</html>")),
        Some(Fault::Raw(bytes)) => return Ok(reply(StatusCode::OK, bytes)),
        Some(Fault::Drop) => return Err(ConnectionCut),
        Some(Fault::Hang) => pending().await,
        Some(Fault::Delay(time)) => sleep(time).await,
        None => {}
    }
    let (status, value) = respond(client, received).await;
    Ok(told(status, &value))
}

async fn respond(client: &redis::Client, received: &Received) -> (StatusCode, Value) {
    if received.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return (StatusCode::UNAUTHORIZED, error("WRONGPASS invalid or missing auth token"));
    }
    if received.method != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, error("ERR only POST is emulated"));
    }
    let one = command(&received.body);
    let several = || received.body.as_array()?.iter().map(command).collect::<Option<Vec<_>>>();
    let Ok(mut redis) = client.get_multiplexed_async_connection().await else {
        return (StatusCode::INTERNAL_SERVER_ERROR, error("ERR the database cannot be reached"));
    };
    match (received.path.as_str(), one, several()) {
        ("/", Some(one), _) => match run(&mut redis, one).await {
            answer if answer.get("error").is_some() => (StatusCode::BAD_REQUEST, answer),
            answer => (StatusCode::OK, answer),
        },
        ("/pipeline", _, Some(several)) => {
            let mut answers = Vec::new();
            for command in several {
                answers.push(run(&mut redis, command).await);
            }
            (StatusCode::OK, answers.into())
        }
        _ => (StatusCode::BAD_REQUEST, error("ERR failed to parse the request")),
    }
}

/// Texts and numbers, as the documents have them.
fn command(json: &Value) -> Option<Vec<String>> {
    let text = |part: &Value| match part {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    json.as_array()?.iter().map(text).collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())
}

/// A refusal names the command that was refused, with all that was in it.
async fn run(redis: &mut MultiplexedConnection, command: Vec<String>) -> Value {
    let mut wired = Cmd::new();
    for part in &command {
        wired.arg(part);
    }
    match redis.send_packed_command(&wired).await.and_then(Wired::extract_error) {
        Ok(value) => json!({ "result": result(value) }),
        Err(refused) => error(&format!("{}, command was: {}", sentence(&refused), json!(command))),
    }
}

fn sentence(refused: &RedisError) -> String {
    match refused.code() {
        Some(code) => format!("{code} {}", refused.detail().unwrap_or_default()),
        None => "ERR the database cannot be reached".to_owned(),
    }
}

fn result(value: Wired) -> Value {
    match value {
        Wired::Int(number) => number.into(),
        Wired::BulkString(bytes) => String::from_utf8_lossy(&bytes).into(),
        Wired::SimpleString(text) => text.into(),
        Wired::Okay => "OK".into(),
        Wired::Array(values) => values.into_iter().map(result).collect(),
        _ => Value::Null,
    }
}

fn error(text: &str) -> Value {
    json!({ "error": text })
}

fn told(status: StatusCode, value: &Value) -> Response<Playback> {
    reply(status, value.to_string())
}

fn reply(status: StatusCode, body: impl Into<Bytes>) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(body));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
