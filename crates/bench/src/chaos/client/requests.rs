//! Requests of a chaos test and their allowed replies: success, or 503 or 429 with a time to come back.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::Client;
use crate::chaos::{
    memory::{How, Seen},
    office,
};

/// Longer than any limit of ours.
pub const HUNG: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// A job's version, from its `ETag`.
pub fn version(headers: &HeaderMap) -> Option<i32> {
    headers.get("etag")?.to_str().ok()?.trim_matches('"').parse().ok()
}

/// What a request came to, as far as its client can know.
pub enum Outcome {
    Done {
        headers: HeaderMap,
        text: String,
    },
    /// 503, or a stream that broke: it may have happened.
    Unknown,
    /// 429, 403, 409, 412: it did not happen now.
    Refused(u16),
}

/// A reply; of a stream that broke not all of it.
struct Heard {
    status: StatusCode,
    headers: HeaderMap,
    text: reqwest::Result<String>,
}

impl Client {
    pub async fn get(&mut self, what: &'static str, path: &str) -> Outcome {
        let request = self.request(Method::GET, path);
        self.send(what, request).await
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.world.app.http.request(method, self.world.url(path, self.number)).bearer_auth(&self.token)
    }

    /// Sends a request, reads the reply to its end, and checks it against what is promised.
    pub async fn send(&mut self, what: &'static str, request: reqwest::RequestBuilder) -> Outcome {
        let began = Instant::now();
        let (how, outcome) = match timeout(HUNG, heard(self.at_office(request))).await {
            Err(_) => self.broken(what, "no reply"),
            Ok(Err(error)) => self.broken(what, &format!("{error:?}")),
            Ok(Ok(heard)) => self.judged(what, heard),
        };
        self.memory.seen.push(Seen { what, began, ended: Instant::now(), how });
        outcome
    }

    /// From the address where the client is.
    pub fn at_office(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.header("x-real-ip", office::address_of(self.number).to_string())
    }

    fn judged(&mut self, what: &str, Heard { status, headers, text }: Heard) -> (How, Outcome) {
        let text = match text {
            Ok(text) => text,
            // Bare JSON has no other way to say that it failed.
            Err(_) if what == "resume" && status == StatusCode::OK => return (How::ToldInStream, Outcome::Unknown),
            Err(error) => return self.broken(what, &format!("{error:?}")),
        };
        let number = status.as_u16();
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse::<u32>().ok());
        // Such as `"ai-hour";r=0;t=3600`.
        let limit = header("ratelimit").and_then(|limit| limit.split('"').nth(1)).map(str::to_owned);
        if [503, 429].contains(&number) && retry_after.is_none() {
            self.memory.violation(format!("{what}: {status} without Retry-After: {text}"));
        }
        if self.world.protected && limit.is_none() && number < 300 {
            self.memory.violation(format!("{what}: {status}, and no limit was asked about: {text}"));
        }
        match number {
            200 | 201 => (How::Done, Outcome::Done { headers, text }),
            503 => (How::Refused(number), Outcome::Unknown),
            429 => {
                if let Some("requests" | "address") = limit.as_deref() {
                    self.memory.violation(format!("{what}: the rate limiter refused who had asked for less"));
                }
                self.memory.spent.extend(limit);
                (How::Refused(number), Outcome::Refused(number))
            }
            // A plan's end, a claim that is still held, a version that is not the newest: whoever asked judges that.
            403 | 409 | 412 => (How::Refused(number), Outcome::Refused(number)),
            _ => {
                self.memory.violation(format!("{what}: {status}: {text}"));
                (How::Refused(number), Outcome::Unknown)
            }
        }
    }

    fn broken(&mut self, what: &str, why: &str) -> (How, Outcome) {
        self.memory.violation(format!("{what}: {why}"));
        (How::Broken, Outcome::Unknown)
    }

    /// Whether there is still time to ask again; waits a little.
    pub async fn may_ask_again(&mut self, what: &str) -> bool {
        sleep(PAUSE + self.random.pause(PAUSE)).await;
        let may = Instant::now() < self.patience;
        if !may {
            self.memory.violation(format!("{what}: it never became known whether it happened"));
        }
        may
    }

    /// A reply that is to be JSON.
    pub fn json(&mut self, what: &str, text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| {
            self.memory.violation(format!("{what}: {error}: {text}"));
            Value::Null
        })
    }
}

async fn heard(request: reqwest::RequestBuilder) -> reqwest::Result<Heard> {
    let response = request.send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    Ok(Heard { status, headers, text: response.text().await })
}
