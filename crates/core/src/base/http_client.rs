//! HTTP client: one a provider, for all calls outwards. Its connections are left behind as soon as they may be dead.
//!
//! An instance that was frozen wakes up with sockets that died meanwhile, and nothing in it may have noticed: a
//! monotonic clock need not advance during a freeze. So idleness is measured by the wall clock, and the whole client
//! is replaced, with all connections of its pool. Whoever still reads from one of them reads on.

use std::{
    future::ready,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::future::poll_immediate;
use http::{HeaderMap, response::Parts};
use http_body_util::BodyExt;
use reqwest::{Body, Client, Method, Request, RequestBuilder, Response, StatusCode, redirect::Policy};
use tokio::time::Instant;

use crate::base::{
    clock::{self, Clock},
    error::{Error, Result},
    tls,
    trace::{self, TRACEPARENT},
};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// A frozen instance outlives its sockets; connections idle for longer are not worth the doubt.
const STALE_AFTER: Duration = Duration::from_secs(20);
/// An HTTP/2 connection that was quiet for so long is asked for a sign of life while somebody waits on it. One that
/// was idle for longer is asked together with its next request.
const PING_INTERVAL: Duration = Duration::from_secs(5);
/// Without that sign it is dead.
const PING_LIMIT: Duration = Duration::from_secs(2);
/// So many replies at once share an HTTP/2 connection: what servers usually allow (RFC 9113, 6.5.2, recommends no
/// less). A request beyond the server's own limit would wait until another's reply has ended.
const REPLIES_OF_A_CONNECTION: usize = 100;
/// How many such connections to a server there are; beyond that the one with the fewest replies is used.
const MOST_CONNECTIONS: usize = 16;
/// What was sent and not acknowledged by the other end's kernel for so long ends the connection.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(3);

/// Cheap to clone. The client proper is made when the first call is: most cold starts need none.
#[derive(Clone)]
pub struct HttpClient(Arc<Shared>);

struct Shared {
    clock: Clock,
    stale_after: Duration,
    /// A private authority beside the public ones.
    authority: Option<String>,
    pool: Mutex<Pool>,
}

struct Pool {
    /// The first ones are used first.
    clients: Vec<CountedClient>,
    /// Moves on whenever the clients are left behind.
    generation: u64,
    last_used: SystemTime,
}

/// A client, which has one HTTP/2 connection to a server at the most, and who waits for a reply of it: each has a copy
/// of its `Reply`.
#[derive(Clone)]
struct CountedClient {
    client: Client,
    reply: Reply,
}

/// One reply on its way, for as long as it lives.
type Reply = Arc<()>;

impl Default for HttpClient {
    fn default() -> Self {
        Self::new(clock::system())
    }
}

impl HttpClient {
    /// By this clock a connection is called idle.
    pub fn new(clock: Clock) -> Self {
        Self::build(clock, STALE_AFTER, None)
    }

    /// Another client, whose connections get old sooner: for whoever has no time for a dead one.
    pub fn with_idle_limit(&self, stale_after: Duration) -> Self {
        Self::build(self.0.clock.clone(), stale_after, self.0.authority.clone())
    }

    /// For servers that a private authority, as PEM, vouches for: for tests alone, no variable sets it.
    pub fn trusting(clock: Clock, authority: &str) -> Self {
        Self::build(clock, STALE_AFTER, Some(authority.to_owned()))
    }

    fn build(clock: Clock, stale_after: Duration, authority: Option<String>) -> Self {
        let pool = Mutex::new(Pool { clients: Vec::new(), generation: 0, last_used: clock() });
        Self(Arc::new(Shared { clock, stale_after, authority, pool }))
    }

    /// The client with connections that are worth a try. A clock that went backwards tells nothing, so they count as
    /// long idle.
    pub fn client(&self) -> Result<Client> {
        let now = (self.0.clock)();
        let mut pool = self.pool();
        if now.duration_since(pool.last_used).map_or(true, |idle| idle > self.0.stale_after) {
            pool.leave();
        }
        pool.last_used = now;
        if let Some(counted) = pool.clients.first() {
            return Ok(counted.client.clone());
        }
        let counted = CountedClient::new(self.connector()?);
        pool.clients.push(counted.clone());
        Ok(counted.client)
    }

    /// A client that has room for one more reply, and the generation that it is of; the given one if there is no other.
    fn assign(&self, given: Client) -> (CountedClient, u64) {
        let mut pool = self.pool();
        let replies = pool.clients.iter().map(CountedClient::fullness).enumerate();
        let Some((mut nth, fullness)) = replies.min_by_key(|(nth, fullness)| (*fullness, *nth)) else {
            return (CountedClient::new(given), pool.generation);
        };
        if fullness > 0
            && pool.clients.len() < MOST_CONNECTIONS
            && let Ok(client) = self.connector()
        {
            pool.clients.push(CountedClient::new(client));
            nth = pool.clients.len() - 1;
        }
        (pool.clients[nth].clone(), pool.generation)
    }

    fn connector(&self) -> Result<Client> {
        let mut tls = tls::trusting(self.0.authority.as_deref())?;
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(self.0.stale_after)
            .tcp_user_timeout(TCP_USER_TIMEOUT)
            .http2_keep_alive_interval(PING_INTERVAL)
            .http2_keep_alive_timeout(PING_LIMIT)
            // An idle instance is frozen: the answer to a ping would come when it is too late to be read.
            .http2_keep_alive_while_idle(false)
            .redirect(Policy::none())
            .user_agent(concat!("darasa/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::internal)
    }

    pub fn request(&self, method: Method, url: &str) -> Result<RequestBuilder> {
        Ok(traced(self.client()?.request(method, url)))
    }

    /// Returns when the head of the reply is there. Where the connection broke before that, the request is sent once
    /// more over a new one, within its time.
    pub async fn send(&self, request: RequestBuilder) -> reqwest::Result<HttpResponse> {
        let (client, request) = request.build_split();
        let request = request?;
        let (started, spare) = (Instant::now(), request.try_clone());
        let failure = match self.execute(client, request).await {
            Ok(response) => return Ok(response),
            Err(failure) => failure,
        };
        let spare = spare.filter(|_| is_worth_a_repeat(&failure)).and_then(|spare| in_time(spare, started));
        match (spare, self.client()) {
            (Some(request), Ok(client)) => {
                tracing::debug!("a connection broke before the reply; asking once more");
                self.execute(client, request).await
            }
            _ => Err(failure),
        }
    }

    /// For what must not happen twice, such as a count.
    pub async fn send_once(&self, request: RequestBuilder) -> reqwest::Result<HttpResponse> {
        let (client, request) = request.build_split();
        self.execute(client, request?).await
    }

    async fn execute(&self, client: Client, request: Request) -> reqwest::Result<HttpResponse> {
        let (CountedClient { client, reply }, generation) = self.assign(client);
        let response = Wait::on(self, generation).until(client.execute(request)).await?;
        Ok(HttpResponse::new(response, self.clone(), generation, reply))
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.0.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CountedClient {
    fn new(client: Client) -> Self {
        Self { client, reply: Reply::default() }
    }

    /// 0 where there is room, and otherwise how many replies are on their way.
    fn fullness(&self) -> usize {
        let replies = Arc::strong_count(&self.reply) - 1;
        if replies < REPLIES_OF_A_CONNECTION { 0 } else { replies }
    }
}

impl Pool {
    /// No new request meets the present connections.
    fn leave(&mut self) {
        self.clients.clear();
        self.generation += 1;
    }
}

/// One wait on a connection. Unless it ends well the connections are left behind: after an error, and also when whoever
/// waits gives up, which is what each time limit around a call comes to.
struct Wait<'a> {
    http: &'a HttpClient,
    generation: u64,
    is_good: bool,
}

impl<'a> Wait<'a> {
    fn on(http: &'a HttpClient, generation: u64) -> Self {
        Self { http, generation, is_good: false }
    }

    async fn until<T>(mut self, waited_for: impl Future<Output = reqwest::Result<T>>) -> reqwest::Result<T> {
        let result = waited_for.await;
        self.is_good = result.is_ok();
        result
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let now = (self.http.0.clock)();
        let mut pool = self.http.pool();
        // Those of another generation tell nothing about the present ones.
        if pool.generation == self.generation {
            if self.is_good {
                pool.last_used = now;
            } else {
                pool.leave();
            }
        }
    }
}

/// A reply whose body may still be on its way.
pub struct HttpResponse {
    head: Parts,
    body: HttpBody,
}

impl HttpResponse {
    fn new(response: Response, http: HttpClient, generation: u64, reply: Reply) -> Self {
        let (head, body) = http::Response::from(response).into_parts();
        Self { head, body: HttpBody { body, http, generation, _reply: reply } }
    }

    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The next piece of the body.
    pub async fn chunk(&mut self) -> reqwest::Result<Option<Bytes>> {
        self.body.chunk().await
    }

    /// The body alone: for as long as the head is there, so is the buffer that it was read into.
    pub fn into_body(self) -> HttpBody {
        self.body
    }
}

/// A body on its way.
pub struct HttpBody {
    body: Body,
    http: HttpClient,
    generation: u64,
    _reply: Reply,
}

impl HttpBody {
    /// The next piece; None at the end.
    pub async fn chunk(&mut self) -> reqwest::Result<Option<Bytes>> {
        Wait::on(&self.http, self.generation).until(next_data(&mut self.body)).await
    }

    /// The same if it can be had without waiting. That it cannot says nothing against the connection.
    pub async fn chunk_at_hand(&mut self) -> Option<reqwest::Result<Option<Bytes>>> {
        let read = poll_immediate(pin!(next_data(&mut self.body))).await?;
        Some(Wait::on(&self.http, self.generation).until(ready(read)).await)
    }
}

/// Trailers are no data.
async fn next_data(body: &mut Body) -> reqwest::Result<Option<Bytes>> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

#[cfg(test)]
impl HttpResponse {
    /// A reply whose body a test writes.
    pub fn from_body(body: impl Into<Body>) -> Self {
        Self::new(http::Response::new(body.into()).into(), HttpClient::default(), 0, Reply::default())
    }
}

/// What broke was a connection. One that could not even be made in time will not be made in the same time again.
fn is_worth_a_repeat(failure: &reqwest::Error) -> bool {
    failure.is_request() && !(failure.is_connect() && failure.is_timeout())
}

/// The request with what is left of its time, if anything is.
fn in_time(mut request: Request, started: Instant) -> Option<Request> {
    if let Some(limit) = request.timeout_mut() {
        *limit = limit.checked_sub(started.elapsed()).filter(|left| !left.is_zero())?;
    }
    Some(request)
}

/// A call outwards carries on the trace of the request that it is made for.
pub fn traced(request: RequestBuilder) -> RequestBuilder {
    match trace::current() {
        Some(trace) => request.header(TRACEPARENT, trace.context().outward()),
        None => request,
    }
}

/// A whole reply, unless it is longer than anything the other end has to say.
pub async fn read_limited(mut response: HttpResponse, limit: usize) -> Result<Bytes, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limit {
            return Err(format!("a reply of more than {limit} bytes"));
        }
    }
    Ok(bytes.into())
}
