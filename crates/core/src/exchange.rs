//! One exchange with a client, whoever the host is: the guard around every handler.
//!
//! A panic or an error becomes a fixed reply; a body left unread is drained before an early answer; the invocation is
//! held open until the last byte is with the socket and all work for it is done; one line is logged.

mod door;

use std::{
    convert::Infallible,
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, request::Parts};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::mpsc;

pub use self::door::Door;
use crate::{
    clock::{self, Clock},
    error::{Error, Result},
    http::{Hold, Reply, ReplyBody, Request, problem, request::Body, request::BoxError},
    telemetry::{self, Finished},
};

const REQUEST_ID: &str = "x-request-id";

/// Resolves when nothing holds the invocation any more.
pub struct Open(mpsc::Receiver<Infallible>);

impl Open {
    pub fn new() -> (Hold, Self) {
        let (hold, open) = mpsc::channel(1);
        (hold, Self(open))
    }

    pub async fn closed(mut self) {
        // Nothing is ever sent: None comes when the last hold is dropped.
        self.0.recv().await;
    }
}

/// Runs a handler for one request. The handler has a task of its own, so that neither a panic nor a client who leaves
/// stops it half-way.
pub async fn exchange<H, F>(
    door: &Door,
    head: Parts,
    body: Body,
    client_ip: Option<IpAddr>,
    hold: Hold,
    handle: H,
) -> http::Response<Outgoing>
where
    H: FnOnce(Request) -> F,
    F: Future<Output = Result<Reply>> + Send + 'static,
{
    let id = request_id(&head);
    let request = Request::new(head, body, id, (door.clock)(), client_ip, hold);
    let result = match request.method() {
        &Method::OPTIONS => Ok(door.options(&request)),
        _ => tokio::spawn(handle(request.clone())).await.unwrap_or_else(|crash| Err(Error::internal(crash))),
    };
    let reply = result.unwrap_or_else(|error| {
        log_error(&error, &request);
        problem::reply(&error, &request)
    });
    request.drain().await;
    respond(door, reply.unless_known(&request), request)
}

/// A client's own id for its request, if it is one; it comes back in the reply and stands in the log.
fn request_id(head: &Parts) -> String {
    let given = head.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let plain =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    given.filter(plain).map_or_else(|| clock::random_uuid().to_string(), str::to_owned)
}

fn log_error(error: &Error, request: &Request) {
    let (id, cause) = (request.id(), error.cause());
    match error {
        Error::Unavailable { .. } => {
            tracing::error!(request_id = id, cause, error.r#type = "unavailable", "something we depend on is away")
        }
        Error::Constraint(_) | Error::Internal(_) => {
            tracing::error!(request_id = id, cause, error.r#type = "internal", "a request failed")
        }
        _ => {}
    }
}

fn respond(door: &Door, reply: Reply, request: Request) -> http::Response<Outgoing> {
    let Reply { status, mut headers, body, model } = reply;
    door.dress(&request, &mut headers);
    if let Ok(id) = HeaderValue::from_str(request.id()) {
        headers.insert(REQUEST_ID, id);
    }
    // The host drops the body of a reply to HEAD but needs its length.
    let (hold, clock) = (request.hold(), door.clock.clone());
    let outgoing = Outgoing { body, hold, line: Some(Line { status, request, model, clock }), complete: false };
    let mut response = http::Response::new(outgoing);
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    response
}

/// A reply's body on its way. When it is dropped all of it is handed over: the line is logged. Each piece holds the
/// invocation until it is written, for the host's server lets go of a body long before a slow reader has it.
pub struct Outgoing {
    body: ReplyBody,
    hold: Hold,
    line: Option<Line>,
    complete: bool,
}

/// Bytes that keep the invocation open for as long as they wait to be written.
struct Held {
    bytes: Bytes,
    _hold: Hold,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

struct Line {
    status: StatusCode,
    request: Request,
    model: Option<String>,
    clock: Clock,
}

impl HttpBody for Outgoing {
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
            ReplyBody::Stream(pieces) => match pieces.poll_recv(cx) {
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

impl Outgoing {
    fn frame(&self, bytes: Bytes) -> Frame<Bytes> {
        Frame::data(Bytes::from_owner(Held { bytes, _hold: self.hold.clone() }))
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        let Some(Line { status, request, model, clock }) = self.line.take() else { return };
        telemetry::log_request(Finished {
            request_id: request.id(),
            method: request.sent_method().as_str(),
            route: telemetry::route(request.path()),
            status: status.as_u16(),
            duration: clock().duration_since(request.received_at()).unwrap_or_default(),
            user: request.user(),
            model: model.as_deref(),
            complete: self.complete || matches!(self.body, ReplyBody::Empty) || request.is_head(),
        });
    }
}
