//! Middleware: what every request passes before and after its handler, on any host.
//!
//! A panic or an error becomes a fixed reply; a body left unread is drained before an early reply; the invocation stays
//! open until the last byte is with the socket and all work for it is done; then one line is logged.

mod detach;
mod request_log;
mod response_headers;

use std::{
    net::IpAddr,
    panic::AssertUnwindSafe,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, header::HeaderName, request::Parts};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::oneshot;

pub use self::response_headers::ResponsePolicy;
use self::{detach::DetachOnDrop, request_log::RequestLog};
use crate::{
    base::{
        clock,
        error::{Error, Result},
        telemetry,
        trace::{self, Trace},
    },
    http::{
        Reply, ReplyBody, Request, WaitUntil, problem,
        request::{Body, BoxError},
    },
};

const REQUEST_ID: &str = "x-request-id";
const READ_ONLY: HeaderName = HeaderName::from_static("x-darasa-read-only");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Resolves when nothing keeps the invocation open any more: no clone of its `WaitUntil` lives.
pub struct Completion(oneshot::Receiver<()>);

impl Completion {
    pub fn new() -> (WaitUntil, Self) {
        let (sender, receiver) = oneshot::channel();
        (WaitUntil::new(sender), Self(receiver))
    }

    pub async fn closed(self) {
        // Nothing is ever sent: an error comes when the sender is dropped, with the last clone.
        self.0.await.ok();
    }
}

/// One request as a host hands it over.
pub struct Invocation {
    pub head: Parts,
    pub body: Body,
    pub client_ip: Option<IpAddr>,
    pub wait_until: WaitUntil,
}

/// Runs a handler for one request. Neither a panic nor a client who leaves stops it half-way: it runs where its reply
/// is waited for, and gets a task of its own when nobody waits any more.
pub async fn run<H, F>(
    policy: &ResponsePolicy,
    allow: impl FnOnce(&str) -> String,
    Invocation { head, body, client_ip, wait_until }: Invocation,
    handle: H,
) -> http::Response<ResponseBody>
where
    H: FnOnce(Request) -> F,
    F: Future<Output = Result<Reply>> + Send + 'static,
{
    let received_at = (policy.clock)();
    let trace = Trace::new(request_id(&head), trace::Context::from_headers(&head.headers));
    let wait_until = WaitUntil::new(RequestLog::new(policy, &trace, &head, received_at, wait_until));
    let request = Request::new(head, body, trace.clone(), received_at, client_ip, wait_until);
    let reply = match request.method() {
        &Method::OPTIONS => policy.preflight(&request, &allow(request.path())),
        _ => {
            let handling = reply_of(handle(request.clone()), request.clone());
            DetachOnDrop::new(trace.scope(handling)).await
        }
    };
    request.drain().await;
    respond(policy, reply.unless_known(&request), request)
}

/// A client's own id for its request, if it is one; it comes back in the reply and stands in the log.
fn request_id(head: &Parts) -> String {
    let given = head.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_valid =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    given.filter(is_valid).map_or_else(|| clock::passing_uuid().to_string(), str::to_owned)
}

/// A handler's reply, also after an error or a panic. Its status is noted here, as the client may be gone by the end.
async fn reply_of(handling: impl Future<Output = Result<Reply>>, request: Request) -> Reply {
    let reply = match AssertUnwindSafe(handling).catch_unwind().await {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => reply_to(error, &request),
        // The panic hook has logged it.
        Err(_) => problem::reply(&Error::internal("a panic"), &request),
    };
    request.trace().note_status(reply.status.as_u16());
    reply
}

fn reply_to(error: Error, request: &Request) -> Reply {
    note(&error);
    problem::reply(&error, request)
}

/// For the log of the request that is worked on here.
pub(super) fn note(error: &Error) {
    let cause = error.cause().unwrap_or_default();
    match error {
        Error::Unavailable { .. } => telemetry::fault("unavailable", "something we depend on is away", cause),
        Error::ReadOnly { .. } => telemetry::fault("read-only", "the database takes no writes", cause),
        Error::Constraint(_) | Error::Internal(_) => telemetry::fault("internal", "a request failed", cause),
        _ => trace::note(|trace| trace.note_error(error.problem().code)),
    }
}

fn respond(policy: &ResponsePolicy, reply: Reply, request: Request) -> http::Response<ResponseBody> {
    let Reply { status, mut headers, body } = reply;
    let trace = request.trace();
    trace.note_status(status.as_u16());
    policy.add_common_headers(&request, &mut headers);
    if !response_headers::may_be_shared(&headers) {
        add_request_headers(policy, &request, &mut headers);
    }
    // The host drops the body of a reply to HEAD but needs its length.
    let outgoing =
        ResponseBody { body, trace: trace.clone(), complete: request.is_head(), wait_until: request.wait_until() };
    let mut response = http::Response::new(outgoing);
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    response
}

/// What is true of this one request: a shared cache would give its id and its times to everybody else.
fn add_request_headers(policy: &ResponsePolicy, request: &Request, headers: &mut HeaderMap) {
    if let Ok(id) = HeaderValue::from_str(request.id()) {
        headers.insert(REQUEST_ID, id);
    }
    if request.trace().is_read_only() {
        headers.insert(READ_ONLY, HeaderValue::from_static("true"));
    }
    let duration = (policy.clock)().duration_since(request.received_at()).unwrap_or_default();
    if let Ok(timing) = HeaderValue::from_str(&request.trace().timings().header(duration)) {
        headers.insert(SERVER_TIMING, timing);
    }
}

/// A reply's body while it is sent. Each chunk keeps the invocation open until it is written, as the host's server
/// drops a body long before a slow reader has it.
pub struct ResponseBody {
    body: ReplyBody,
    trace: Trace,
    /// Whether the body was sent to its end; otherwise the client left, or the stream broke.
    complete: bool,
    wait_until: WaitUntil,
}

/// Bytes that keep the invocation open until they are written.
struct PendingBytes {
    bytes: Bytes,
    _wait_until: WaitUntil,
}

impl AsRef<[u8]> for PendingBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let next = match &mut self.body {
            ReplyBody::Empty => None,
            ReplyBody::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                self.body = ReplyBody::Empty;
                Some(Ok(self.frame(bytes)))
            }
            ReplyBody::Stream(chunks) => match chunks.poll_recv(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => Some(Ok(self.frame(bytes))),
                // An error here makes the host close the connection without the last chunk.
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Err("the stream is broken".into()))),
                Poll::Ready(None) => None,
            },
        };
        self.complete |= next.is_none() || matches!(self.body, ReplyBody::Empty);
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.body, ReplyBody::Empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            ReplyBody::Empty => SizeHint::with_exact(0),
            ReplyBody::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            ReplyBody::Stream(_) => SizeHint::default(),
        }
    }
}

impl ResponseBody {
    fn frame(&self, bytes: Bytes) -> Frame<Bytes> {
        Frame::data(Bytes::from_owner(PendingBytes { bytes, _wait_until: self.wait_until.clone() }))
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.trace.note_replied(self.complete || matches!(self.body, ReplyBody::Empty));
    }
}
