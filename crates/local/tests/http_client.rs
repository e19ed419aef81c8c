//! HTTP client on the wire: connections that died without a word, are too old, or break before the reply. HTTP/2 over
//! TLS, as with the real services.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use darasa_core::base::{
    clock::{self, Clock},
    http_client::{HttpClient, HttpResponse, read_limited},
};
use darasa_local::{
    emulators::{Gate, GeminiEmulator, gemini::Answer},
    services::certificates::Authority,
    testing::{
        tcp_proxy::{Cut, Proxy},
        tls_front::TlsFront,
    },
};
use http::{Method, StatusCode};
use serde_json::json;
use tokio::time::timeout;

/// Longer than anything here takes, unless it never ends.
const LONG: Duration = Duration::from_secs(60);
/// Long enough for a request to arrive.
const LIMIT: Duration = Duration::from_secs(2);
const SILENCE: Duration = Duration::from_millis(300);
const PATH: &str = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse";

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| Authority::new().unwrap());

/// A Gemini behind TLS, behind a proxy that can break the connections.
struct Service {
    gemini: GeminiEmulator,
    _tls: Option<TlsFront>,
    proxy: Proxy,
    http: HttpClient,
    seconds: Arc<AtomicU64>,
}

impl Service {
    async fn over_http2() -> Self {
        let gemini = GeminiEmulator::start().await.unwrap();
        let tls = TlsFront::before(&gemini.url(), &AUTHORITY).await.unwrap();
        let proxy = Proxy::before(&tls.url()).await.unwrap();
        let seconds = Arc::new(AtomicU64::new(1_000));
        let passed = seconds.clone();
        let clock: Clock =
            Arc::new(move || SystemTime::UNIX_EPOCH + Duration::from_secs(passed.load(Ordering::Relaxed)));
        let http = HttpClient::trusting(clock, &AUTHORITY.pem());
        Self { gemini, _tls: Some(tls), proxy, http, seconds }
    }

    /// Without TLS, so that the proxy can read along.
    async fn over_http1() -> Self {
        let gemini = GeminiEmulator::start().await.unwrap();
        let proxy = Proxy::before(&gemini.url()).await.unwrap();
        Self { gemini, _tls: None, proxy, http: HttpClient::new(clock::system()), seconds: Arc::default() }
    }

    fn request(&self) -> reqwest::RequestBuilder {
        let body = json!({ "contents": [{ "role": "user", "parts": [{ "text": "A question, please." }] }] });
        let request = self.http.request(Method::POST, &format!("{}{PATH}", self.proxy.base_url())).unwrap();
        request.header("x-goog-api-key", "key").json(&body).timeout(LONG)
    }

    async fn send(&self) -> reqwest::Result<HttpResponse> {
        self.http.send(self.request()).await
    }

    async fn is_served(&self) {
        let response = self.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        read_limited(response, 1 << 20).await.unwrap();
    }

    /// Sends a request that is never answered, and gives up when it has arrived.
    async fn give_up(&self) {
        self.gemini.next(Answer::hang());
        let arrived = self.gemini.received().len() + 1;
        tokio::select! {
            answered = self.send() => panic!("{:?}", answered.map(|response| response.status())),
            () = self.gemini.until_received(arrived) => {}
        }
    }

    /// An answer whose head has come and whose end waits for the gate.
    async fn begin(&self) -> (HttpResponse, Gate) {
        let (answer, gate) = Answer::text(["One", "two"]).paused_after(1);
        self.gemini.next(answer);
        let response = self.send().await.unwrap();
        gate.reached().await;
        (response, gate)
    }
}

#[tokio::test]
async fn a_connection_that_fell_silent_serves_nobody_and_the_request_on_it_is_served() {
    let service = Service::over_http2().await;
    service.is_served().await;
    for silenced in 1..=4 {
        service.proxy.silence();

        // Each waits for a ping's answer, and far less than for its own.
        service.is_served().await;

        assert_eq!(service.proxy.connections(), silenced + 1, "a new connection each time");
        assert_eq!(service.gemini.received().len(), silenced + 1, "the silent ones brought nothing there");
    }
    assert_eq!(service.gemini.received()[0].version, http::Version::HTTP_2);
}

#[tokio::test]
async fn connections_are_kept_for_twenty_idle_seconds_of_the_wall_clock() {
    let service = Service::over_http2().await;
    let mut connections = Vec::new();
    // At once, at the limit, above it, and with a clock that was set back.
    for later in [1_000, 1_000, 1_020, 1_041, 1_041, 1_040, 1_040] {
        service.seconds.store(later, Ordering::Relaxed);
        service.is_served().await;
        connections.push(service.proxy.connections());
    }
    assert_eq!(connections, [1, 1, 1, 2, 2, 3, 3]);
}

/// Not when it began: a long answer is no idle time.
#[tokio::test]
async fn a_connection_counts_as_used_when_something_came_over_it() {
    let service = Service::over_http2().await;
    let (mut response, gate) = service.begin().await;
    gate.resume();
    service.seconds.store(1_100, Ordering::Relaxed);
    while response.chunk().await.unwrap().is_some() {}

    service.seconds.store(1_115, Ordering::Relaxed);
    service.is_served().await;

    assert_eq!(service.proxy.connections(), 1);
}

#[tokio::test]
async fn after_any_time_out_the_connection_is_left_behind() {
    let service = Service::over_http2().await;
    service.is_served().await;

    service.gemini.next(Answer::hang());
    let late = service.http.send(service.request().timeout(LIMIT)).await.err().unwrap();
    assert!(late.is_timeout(), "{late:?}");
    service.is_served().await;
    assert_eq!(service.proxy.connections(), 2, "after its own time-out");

    service.give_up().await;
    service.is_served().await;
    assert_eq!(service.proxy.connections(), 3, "after one around it");

    let (mut response, _gate) = service.begin().await;
    while timeout(SILENCE, response.chunk()).await.is_ok() {}
    service.is_served().await;
    assert_eq!(service.proxy.connections(), 4, "after a body that fell silent");
    assert_eq!(service.gemini.received().len(), 7, "what was late was not sent again");
}

/// One that hangs is no reason to break what others are reading.
#[tokio::test]
async fn whoever_reads_from_a_connection_that_was_left_reads_on() {
    let service = Service::over_http2().await;
    let (response, gate) = service.begin().await;

    service.give_up().await;
    service.is_served().await;
    assert_eq!(service.proxy.connections(), 2);
    gate.resume();

    let text = read_limited(response, 1 << 20).await.unwrap();
    assert!(String::from_utf8_lossy(&text).contains("STOP"), "to its end");
}

#[tokio::test]
async fn a_hundred_replies_share_a_connection_and_the_next_has_another_up_to_sixteen() {
    let service = Service::over_http2().await;
    let mut begun = Vec::new();
    for nth in 1_usize..=1_601 {
        begun.push(service.begin().await);
        assert_eq!(service.proxy.connections(), nth.div_ceil(100).min(16), "{nth} at once");
        if nth == 100 {
            begun.truncate(99);
            begun.push(service.begin().await);
            assert_eq!(service.proxy.connections(), 1, "whose place is free again");
        }
    }
    for (_, gate) in &begun {
        gate.resume();
    }
    for (response, _) in begun {
        read_limited(response, 1 << 20).await.unwrap();
    }
    service.is_served().await;
    assert_eq!(service.proxy.connections(), 16, "the first one has room again");
}

#[tokio::test]
async fn what_broke_before_the_reply_is_sent_once_more_and_not_twice() {
    for (cut, arrived) in [(Cut::BeforeTheServerReads, 1), (Cut::BeforeTheClientHears, 2)] {
        let service = Service::over_http1().await;
        service.is_served().await;

        service.proxy.cut_on("A question", cut, 1);
        service.is_served().await;
        assert_eq!(service.gemini.received().len(), 1 + arrived, "{cut:?}");

        service.proxy.cut_on("A question", cut, 2);
        assert!(service.send().await.is_err(), "{cut:?}");
        service.is_served().await;
        assert_eq!(service.gemini.received().len(), 1 + arrived + 2 * (arrived - 1) + 1, "{cut:?}");
    }
}

#[tokio::test]
async fn what_may_not_happen_twice_is_sent_once() {
    let service = Service::over_http1().await;
    service.proxy.cut_on("A question", Cut::BeforeTheClientHears, 1);

    assert!(service.http.send_once(service.request()).await.is_err());

    assert_eq!(service.gemini.received().len(), 1);
}

/// Where the head was there, somebody may have seen some of it.
#[tokio::test]
async fn what_breaks_after_its_head_is_not_sent_again() {
    let service = Service::over_http1().await;
    service.gemini.next(Answer::empty().delta("One").then_cut());

    let response = service.send().await.unwrap();

    assert!(read_limited(response, 1 << 20).await.is_err());
    assert_eq!(service.gemini.received().len(), 1);
}
