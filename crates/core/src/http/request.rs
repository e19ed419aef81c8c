//! HTTP request: what a handler reads of it, with the limits on its body.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex as Lock, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, header, request::Parts};
use http_body::Body as _;
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use serde_json::Value;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout, timeout_at},
};

use super::{Expected, FromFields, after_reply::AfterReply, idempotency_key, validation::JsonFields};
use crate::base::{
    blocking,
    env::is_loopback_origin,
    error::{Error, Result, json_position},
    json,
    rate_limit::LimitStatus,
    trace::Trace,
};

/// JSON bodies; longer ones are refused with 413.
pub const JSON_LIMIT: usize = 256 * 1024;
/// So much a worker parses itself, in some microseconds.
pub const SHORT_JSON: usize = 16 * 1024;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const BAD_KEY: &str = "An Idempotency-Key is one text of 1 to 255 ASCII letters, such as 8e03978e-40d5-43dd-bc93-6894a57f9324; \
     with a space, comma, semicolon, quote or backslash in it, it stands in quotes.";
/// A body may pause this long before it counts as stalled.
const STALL: Duration = Duration::from_secs(10);
/// All of a body has to be there this long after the request arrived, however steadily it drips; most functions end
/// after thirty seconds.
const BODY_TIME: Duration = Duration::from_secs(20);
/// Before an early reply this much of a body is read and thrown away; a client still sending sees no reply otherwise.
const DRAIN_LIMIT: usize = 8 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub type Body = UnsyncBoxBody<Bytes, BoxError>;

/// Keeps the invocation open: while any clone lives, the request has not ended. Its content is dropped with the last
/// clone.
#[derive(Clone)]
pub struct WaitUntil(#[expect(dead_code, reason = "it is there to be dropped")] Arc<dyn Send + Sync>);

impl WaitUntil {
    pub fn new(end: impl Send + Sync + 'static) -> Self {
        Self(Arc::new(end))
    }
}

/// Cheap to clone: the middleware keeps one while the handler works with the other.
#[derive(Clone)]
pub struct Request(Arc<RequestInner>);

struct RequestInner {
    head: Parts,
    body: Mutex<Body>,
    /// The whole body, or why there is none, once it has been read. What a refused one left unread is no body.
    read: OnceLock<Result<Bytes>>,
    trace: Trace,
    received_at: SystemTime,
    /// The same by a clock that only goes forward, which deadlines are counted from.
    arrived: Instant,
    client_ip: Option<IpAddr>,
    wait_until: WaitUntil,
    /// The rate limits it stayed within.
    limits: Lock<Vec<LimitStatus>>,
    after_reply: AfterReply,
}

impl Request {
    pub fn new(
        head: Parts,
        body: Body,
        trace: Trace,
        received_at: SystemTime,
        client_ip: Option<IpAddr>,
        wait_until: WaitUntil,
    ) -> Self {
        let (body, read) = (Mutex::new(body), OnceLock::new());
        Self(Arc::new(RequestInner {
            head,
            body,
            read,
            trace,
            received_at,
            arrived: Instant::now(),
            client_ip,
            wait_until,
            limits: Lock::default(),
            after_reply: AfterReply::default(),
        }))
    }

    /// The method as handlers see it: HEAD is GET, the host drops the body.
    pub fn method(&self) -> &Method {
        match self.0.head.method {
            Method::HEAD => &Method::GET,
            ref method => method,
        }
    }

    pub fn sent_method(&self) -> &Method {
        &self.0.head.method
    }

    pub fn is_head(&self) -> bool {
        self.0.head.method == Method::HEAD
    }

    pub fn path(&self) -> &str {
        self.0.head.uri.path()
    }

    /// As it was sent, without its question mark.
    pub fn raw_query(&self) -> Option<&str> {
        self.0.head.uri.query()
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    pub fn id(&self) -> &str {
        self.0.trace.request_id()
    }

    pub fn trace(&self) -> &Trace {
        &self.0.trace
    }

    pub fn received_at(&self) -> SystemTime {
        self.0.received_at
    }

    /// What all deadlines of the request are counted from.
    pub fn arrived(&self) -> Instant {
        self.0.arrived
    }

    pub fn client_ip(&self) -> Option<IpAddr> {
        self.0.client_ip
    }

    pub fn wait_until(&self) -> WaitUntil {
        self.0.wait_until.clone()
    }

    /// Does something when the reply is made, within the same invocation. Its lines in the log have the request's id.
    /// Of the request's own line it is in `duration_ms` alone: what it asks and waits for is not counted there.
    pub fn after_reply(&self, work: impl Future<Output = ()> + Send + 'static) {
        let (hold, apart) = (self.wait_until(), Trace::new(self.id().to_owned(), *self.0.trace.context()));
        self.0.after_reply.add(async move {
            apart.scope(work).await;
            drop(hold);
        });
    }

    pub fn header(&self, name: HeaderName) -> Option<&str> {
        // What `to_str` takes, and it looks at each byte of a long token by itself.
        let value = self.0.head.headers.get(name)?.as_bytes();
        value.is_ascii().then(|| std::str::from_utf8(value).ok()).flatten()
    }

    /// Where the client reached us, such as `https://darasa.example`; without encryption on this machine only. Told to
    /// this client alone, for it is what they say.
    pub fn origin(&self) -> String {
        let host = self.header(header::HOST).or_else(|| self.0.head.uri.authority().map(|host| host.as_str()));
        let host = host.unwrap_or("localhost");
        let unencrypted = format!("http://{host}");
        if is_loopback_origin(&unencrypted) { unencrypted } else { format!("https://{host}") }
    }

    /// The token of `Authorization`, with or without its scheme. Other schemes are not for us.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header(header::AUTHORIZATION)?;
        match value.trim().split_once(' ') {
            Some((scheme, token)) => scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()),
            None => Some(value.trim()),
        }
    }

    /// The first cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.0.head.headers.get_all(header::COOKIE).iter().find_map(|line| {
            line.to_str().ok()?.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        })
    }

    /// The last value of a query parameter; unknown names are ignored.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query = self.0.head.uri.query()?.as_bytes();
        form_urlencoded::parse(query).filter(|(key, _)| key == name).last().map(|(_, value)| value.into_owned())
    }

    /// A tag that cannot be read is a condition all the same.
    pub fn expected_version(&self) -> Expected {
        Expected::parse(self.lines(header::IF_MATCH))
    }

    /// All lines of a header; one that is no text is empty.
    pub(super) fn lines(&self, name: HeaderName) -> impl Iterator<Item = &str> {
        self.0.head.headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default())
    }

    pub fn idempotency_key(&self) -> Result<Option<String>> {
        let mut keys = self.0.head.headers.get_all(IDEMPOTENCY_KEY).iter();
        match (keys.next(), keys.next()) {
            (None, _) => return Ok(None),
            (Some(key), None) => key.to_str().ok().and_then(idempotency_key::parse).map(Some),
            (Some(_), Some(_)) => None,
        }
        .ok_or_else(|| Error::invalid("Idempotency-Key", BAD_KEY).with_sentence(BAD_KEY))
    }

    /// A valid value from a JSON body, or all that is wrong with it.
    pub async fn json<T: FromFields + Send + 'static>(&self) -> Result<T> {
        self.json_within(JSON_LIMIT).await
    }

    /// The same with a limit of its own.
    pub async fn json_within<T: FromFields + Send + 'static>(&self, limit: usize) -> Result<T> {
        parse(self.bytes(limit).await?).await
    }

    /// The same where a body is optional: none is an empty object.
    pub async fn optional_json<T: FromFields + Send + 'static>(&self) -> Result<T> {
        match self.bytes(JSON_LIMIT).await? {
            bytes if bytes.is_empty() => parse(Bytes::from_static(b"{}")).await,
            bytes => parse(bytes).await,
        }
    }

    /// The same for routes whose front end shows one sentence for every bad body.
    pub async fn json_or_message<T: FromFields + Send + 'static>(&self, sentence: &'static str) -> Result<T> {
        self.json().await.map_err(|error| error.with_sentence(sentence))
    }

    /// The whole body, if it has at most `limit` bytes and keeps arriving. It may be asked for again: the reply is the
    /// same, a failure too.
    pub async fn bytes(&self, limit: usize) -> Result<Bytes> {
        if let Some(read) = self.0.read.get() {
            return read.clone();
        }
        let bytes = self.read_body(limit, BODY_TIME).await;
        self.0.read.get_or_init(|| bytes).clone()
    }

    /// The same with time of its own; it cannot be asked for again.
    pub(super) async fn read_body(&self, limit: usize, time: Duration) -> Result<Bytes> {
        let announced = self.announced_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(Error::BodyTooLarge { limit });
        }
        let mut bytes = Vec::with_capacity(announced.unwrap_or_default());
        while let Some(chunk) = self.next_chunk(self.0.arrived + time).await? {
            if bytes.len() + chunk.len() > limit {
                return Err(Error::BodyTooLarge { limit });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.into())
    }

    /// The body's next chunk; None at its end.
    async fn next_chunk(&self, by: Instant) -> Result<Option<Bytes>> {
        let mut body = self.0.body.lock().await;
        loop {
            match timeout_at(by.min(Instant::now() + STALL), body.frame()).await {
                Err(_) => return Err(Error::BodyStalled),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(Error::BodyCut),
                // Trailers are no data, and no handler reads them.
                Ok(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => return Ok(Some(data)),
                    Err(_) => continue,
                },
            }
        }
    }

    fn announced_length(&self) -> Option<usize> {
        self.header(header::CONTENT_LENGTH)?.parse().ok()
    }

    /// Reads and forgets what is left of the body, within bounds.
    pub async fn drain(&self) {
        let mut body = self.0.body.lock().await;
        // Most requests have none, and need no timer.
        if body.is_end_stream() {
            return;
        }
        let mut left = DRAIN_LIMIT;
        let reading = async {
            while let Some(Ok(frame)) = body.frame().await {
                left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
                if left == 0 {
                    break;
                }
            }
        };
        // Past the bound the client has to live with a broken connection; there is nothing to report.
        timeout(DRAIN_TIME, reading).await.ok();
    }

    /// Whether errors are one bare sentence here, because the AI SDK's hooks show the body as it is.
    pub fn is_ai_route(&self) -> bool {
        self.path().starts_with("/api/ai/") || self.path().ends_with("/reply")
    }

    pub fn accepts_json_errors(&self) -> bool {
        self.header(header::ACCEPT)
            .is_some_and(|accept| accept.contains("application/json") || accept.contains("application/problem+json"))
    }

    /// For the log: a hash, never the id.
    pub fn note_user(&self, hashed: Arc<str>) {
        self.0.trace.note_user(hashed);
    }

    /// A rate limit that the reply's headers report.
    pub fn note_limit(&self, limit: LimitStatus) {
        self.0.limits.lock().unwrap_or_else(PoisonError::into_inner).push(limit);
    }

    pub fn limits(&self) -> Vec<LimitStatus> {
        self.0.limits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn parse<T: FromFields + Send + 'static>(bytes: Bytes) -> Result<T> {
    let is_short = bytes.len() <= SHORT_JSON;
    let read = move || match json::from_slice(&bytes).map_err(|error| Error::BadJson(json_position(&error)))? {
        Value::Object(map) => T::from_fields(JsonFields::new(map)),
        _ => Err(Error::invalid("#", "must be an object")),
    };
    if is_short { read() } else { blocking::run(read).await? }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body::Frame;
    use http_body_util::StreamBody;
    use tokio::{sync::mpsc, time::sleep};

    use super::*;
    use crate::base::trace;

    /// A request whose body is one byte every so many seconds, without an end.
    fn dripping(seconds: u64) -> Request {
        let (sender, mut chunks) = mpsc::channel(1);
        tokio::spawn(async move {
            while sender.send(Bytes::from_static(b" ")).await.is_ok() {
                sleep(Duration::from_secs(seconds)).await;
            }
        });
        let frames = futures_util::stream::poll_fn(move |context| {
            chunks.poll_recv(context).map(|chunk| chunk.map(|chunk| Ok::<_, Infallible>(Frame::data(chunk))))
        });
        let (head, ()) = http::Request::post("/api/webhooks/clerk").body(()).unwrap().into_parts();
        let trace = Trace::new("12345678".to_owned(), trace::Context::from_headers(&head.headers));
        let body = Body::new(BodyExt::map_err(StreamBody::new(frames), Into::into));
        Request::new(head, body, trace, SystemTime::UNIX_EPOCH, None, WaitUntil::new(()))
    }

    #[tokio::test]
    async fn work_after_the_reply_is_logged_with_the_requests_id_and_not_counted_in_its_line() {
        let (request, (told, id)) = (dripping(1), tokio::sync::oneshot::channel());
        let trace = request.trace().clone();
        request.after_reply(async {
            trace::note(|trace| trace.timings().round_trip());
            told.send(trace::current().map(|trace| (trace.request_id().to_owned(), *trace.context()))).unwrap();
        });
        drop(request);
        assert_eq!(id.await.unwrap(), Some(("12345678".to_owned(), *trace.context())));
        assert_eq!(trace.timings().round_trips(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_for_ever_has_one_deadline_and_one_that_stalls_an_earlier_one() {
        for (seconds, ends_after) in [(1, 20), (9, 20), (11, 10)] {
            let request = dripping(seconds);
            assert!(matches!(request.bytes(1_000_000).await, Err(Error::BodyStalled)), "a byte every {seconds} s");
            assert_eq!(request.arrived().elapsed().as_secs(), ends_after, "a byte every {seconds} s");
        }
        let request = dripping(1);
        assert!(matches!(request.read_body(1_000, Duration::from_secs(90)).await, Err(Error::BodyStalled)));
        assert_eq!(request.arrived().elapsed().as_secs(), 90, "a form may take longer");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_done_before_the_body_was_read_counts() {
        let request = dripping(1);
        sleep(Duration::from_secs(15)).await;
        assert!(request.bytes(1_000_000).await.is_err());
        assert_eq!(request.arrived().elapsed(), BODY_TIME);
    }
}
