//! Requests and what may be replied to them in a storm: success, or 503 or 429 with a time to come back.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::{
    super::memory::{How, Seen},
    Client,
};

/// Longer than any limit of ours.
const HUNG: Duration = Duration::from_secs(60);
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
    /// 503: it may have happened.
    Unknown,
    /// 429, 403, 409, 412: it did not happen now.
    Refused(u16),
}

impl Client {
    pub async fn get(&mut self, what: &'static str, path: &str) -> Outcome {
        let request = self.request(Method::GET, path);
        self.send(what, request).await
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.world.app.http.request(method, self.world.url(path, self.number)).bearer_auth(&self.token)
    }

    /// Sends a request, reads the reply to its end, and holds it to what is promised.
    pub async fn send(&mut self, what: &'static str, request: reqwest::RequestBuilder) -> Outcome {
        let began = Instant::now();
        let (how, outcome) = match timeout(HUNG, whole(request)).await {
            Err(_) => self.broken(what, "no reply"),
            Ok(Err(error)) => self.broken(what, &format!("{error:?}")),
            Ok(Ok((status, headers, text))) => self.judged(what, status, headers, text),
        };
        self.memory.seen.push(Seen { what, began, ended: Instant::now(), how });
        outcome
    }

    fn judged(&mut self, what: &str, status: StatusCode, headers: HeaderMap, text: String) -> (How, Outcome) {
        let number = status.as_u16();
        let retry_after = headers.get("retry-after").and_then(|seconds| seconds.to_str().ok()?.parse::<u32>().ok());
        if [503, 429].contains(&number) && retry_after.is_none() {
            self.memory.violation(format!("{what}: {status} without Retry-After: {text}"));
        }
        match number {
            200 | 201 => (How::Done, Outcome::Done { headers, text }),
            503 => (How::Refused(number), Outcome::Unknown),
            // A plan's end, a claim that is still held, a version that is not the newest: whoever asked judges that.
            429 | 403 | 409 | 412 => (How::Refused(number), Outcome::Refused(number)),
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

async fn whole(request: reqwest::RequestBuilder) -> reqwest::Result<(StatusCode, HeaderMap, String)> {
    let response = request.send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    Ok((status, headers, response.text().await?))
}
