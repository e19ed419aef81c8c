//! Arcjet client: Connect's unary calls in JSON, one attempt each.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{
    request::{Decide, Report},
    response::{Decision, Reply},
};
use crate::{
    base::{
        clock::Clock,
        env,
        error::{Result, json_position},
        http_client::{HttpClient, HttpResponse, read_limited},
        json, trace,
    },
    http::WaitUntil,
};

/// As the SDKs have it, with the connection in it. Nothing is tried twice: somebody waits.
const LIMIT: Duration = Duration::from_secs(2);
const LIMIT_MILLISECONDS: &str = "2000";
/// A frozen instance outlives its sockets, and the one attempt must not meet a dead one.
const IDLE_LIMIT: Duration = Duration::from_secs(5);
const REPLY_LIMIT: usize = 1 << 18;
const LONGEST_CAUSE: usize = 200;
const SERVICE: &str = "/proto.decide.v1alpha1.DecideService";

pub struct ArcjetClient {
    key: SecretString,
    base_url: String,
    http: HttpClient,
}

impl ArcjetClient {
    pub fn new(settings: &env::Arcjet, clock: Clock) -> Self {
        let http = HttpClient::new(clock).with_idle_limit(IDLE_LIMIT);
        Self { key: settings.key.clone(), base_url: settings.base_url.clone(), http }
    }

    /// What somebody else said, fit for our log: neither with our key in it, should they echo it, nor without end.
    pub fn scrub(&self, said: &str) -> String {
        said.replace(self.key.expose_secret(), "…").chars().take(LONGEST_CAUSE).collect()
    }

    /// The decision, or why there is none.
    pub async fn ask(&self, request: &Decide<'_>) -> Result<Decision, String> {
        let call = self.call("Decide", request).map_err(|error| error.cause().unwrap_or_default().to_owned())?;
        let response = self.http.send_once(call).await.map_err(|error| describe(&error))?;
        if response.status() != StatusCode::OK {
            return Err(error_text(response).await);
        }
        let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(|value| value.starts_with("application/json")) {
            return Err("[internal] a reply that is no JSON".to_owned());
        }
        let bytes = read_limited(response, REPLY_LIMIT).await?;
        let reply: Reply = json::from_slice(&bytes)
            .map_err(|error| format!("[internal] a reply that is not as documented: {}", json_position(&error)))?;
        reply.decision().map_err(|odd| format!("[internal] {odd}"))
    }

    /// Nobody waits for it, and a failure is for the debug log alone.
    pub fn report(&self, report: &Report<'_>, hold: &WaitUntil) {
        let Ok(call) = self.call("Report", report) else { return };
        let (http, hold) = (self.http.clone(), hold.clone());
        trace::spawn(async move {
            // Read to its end, so that the connection can be used again.
            let sent = async {
                let response = http.send_once(call).await.map_err(|error| describe(&error))?;
                read_limited(response, REPLY_LIMIT).await
            };
            if let Err(cause) = sent.await {
                tracing::debug!(cause, "a decision was not reported to Arcjet");
            }
            drop(hold);
        });
    }

    fn call(&self, procedure: &str, message: &impl Serialize) -> Result<RequestBuilder> {
        let request = self.http.request(Method::POST, &format!("{}{SERVICE}/{procedure}", self.base_url))?;
        let request = request.bearer_auth(self.key.expose_secret()).header("connect-protocol-version", "1");
        Ok(request.header("connect-timeout-ms", LIMIT_MILLISECONDS).timeout(LIMIT).json(message))
    }
}

/// How Connect tells an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    code: Option<String>,
    message: String,
}

async fn error_text(response: HttpResponse) -> String {
    let status = response.status().as_u16();
    let bytes = read_limited(response, REPLY_LIMIT).await.unwrap_or_default();
    match json::from_slice(&bytes) {
        Ok(ErrorBody { code: Some(code), message }) => format!("[{code}] {message}"),
        _ => format!("[unknown] HTTP {status}"),
    }
}

fn describe(error: &reqwest::Error) -> String {
    match error {
        error if error.is_timeout() => format!("[deadline_exceeded] no answer within {} s", LIMIT.as_secs()),
        error if error.is_connect() => "[unavailable] it cannot be reached".to_owned(),
        _ => "[unavailable] the connection broke".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::{IpAddr, Ipv4Addr},
        sync::{
            Arc,
            atomic::{AtomicU64, AtomicUsize, Ordering},
        },
        time::SystemTime,
    };

    use http::HeaderMap;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::{
        base::clock,
        protection::{
            arcjet::Arcjet,
            decision::{Allowed, Decision as Decided, RequestDetails, Rule},
        },
    };

    /// Allows everything, on connections that stay open; how many there were.
    async fn lenient() -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let (url, connections) = (format!("http://{}", listener.local_addr().unwrap()), Arc::<AtomicUsize>::default());
        let counter = connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(allow(stream));
            }
        });
        (url, connections)
    }

    async fn allow(mut stream: TcpStream) {
        const ALLOW: &str = r#"{"decision":{"conclusion":"CONCLUSION_ALLOW"}}"#;
        let mut heard = Vec::new();
        while stream.read_buf(&mut heard).await.is_ok_and(|length| length > 0) {
            if heard.ends_with(b"}") {
                heard.clear();
                let head = format!("content-type: application/json\r\ncontent-length: {}", ALLOW.len());
                stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{ALLOW}").as_bytes()).await.unwrap();
            }
        }
    }

    fn visit(address: Option<IpAddr>, headers: &HeaderMap) -> RequestDetails<'_> {
        RequestDetails {
            address,
            method: "GET",
            protocol: "https:",
            host: "ex.test",
            path: "/",
            query: "",
            headers,
            user: None,
            key: None,
        }
    }

    #[tokio::test]
    async fn after_a_freeze_no_old_connection_is_used() {
        let (base_url, connections) = lenient().await;
        let seconds = Arc::new(AtomicU64::new(100));
        let passed = seconds.clone();
        let clock: Clock = Arc::new(move || clock_at(passed.load(Ordering::Relaxed)));
        let arcjet = Arcjet::new(&env::Arcjet { key: "ajkey_test".into(), base_url }, clock);
        let (headers, address) = (HeaderMap::new(), IpAddr::from([8, 8, 4, 4]));
        let visit = visit(Some(address), &headers);
        let mut seen = Vec::new();
        // At once, within five seconds, after six, and with a clock that was set back.
        for later in [100, 100, 105, 111, 111, 90] {
            seconds.store(later, Ordering::Relaxed);
            let decision = arcjet.decide(&visit, &[Rule::Shield], &WaitUntil::new(())).await;
            assert_eq!(decision, Decided::Allow(Allowed::default()));
            seen.push(connections.load(Ordering::Relaxed));
        }
        assert_eq!(seen, [1, 1, 1, 2, 2, 3]);
    }

    fn clock_at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(second)
    }

    #[tokio::test]
    async fn a_visit_without_an_address_is_not_asked_about() {
        let (base_url, connections) = lenient().await;
        let arcjet = Arcjet::new(&env::Arcjet { key: "ajkey_test".into(), base_url }, clock::system());
        let headers = HeaderMap::new();

        let decision = arcjet.decide(&visit(None, &headers), &[Rule::Shield], &WaitUntil::new(())).await;

        assert_eq!(decision, Decided::undecided("the visitor's address is not known"));
        assert_eq!(arcjet.undecided_so_far(), 1);
        assert_eq!(connections.load(Ordering::Relaxed), 0);
    }
}
