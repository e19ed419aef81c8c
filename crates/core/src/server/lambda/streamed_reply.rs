//! Streamed reply as Lambda's HTTP fronts understand it: a prelude with status and headers, eight zeros, the body as it
//! comes.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body::{Body, Frame};
use serde_json::{Map, Value, json};

use crate::http::request::BoxError;

/// The trailers that have to be announced before the body.
pub(super) const TRAILERS: &str = "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body";
const ERROR_TYPE: HeaderName = HeaderName::from_static("lambda-runtime-function-error-type");
const ERROR_BODY: HeaderName = HeaderName::from_static("lambda-runtime-function-error-body");
/// Between prelude and body; a chunk of its own, for there are fronts that look for it by chunk.
const SEPARATOR: Bytes = Bytes::from_static(&[0; 8]);

/// The body of what is posted for a reply.
pub(super) struct StreamedReply<B> {
    before: Vec<Bytes>,
    /// None: at its end, or not wanted.
    body: Option<B>,
}

/// HEAD has no body: no front drops it for us.
pub(super) fn stream<B>(reply: Response<B>, is_head: bool) -> StreamedReply<B> {
    let (head, body) = reply.into_parts();
    StreamedReply {
        before: vec![SEPARATOR, prelude(head.status, &head.headers)],
        body: Some(body).filter(|_| !is_head),
    }
}

/// A header has one value here, so several are joined as HTTP allows; cookies it does not, and they stand apart.
fn prelude(status: StatusCode, headers: &HeaderMap) -> Bytes {
    let values = |name: &HeaderName| -> Vec<_> {
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect()
    };
    let joined = |name: &HeaderName| (name.to_string(), Value::from(values(name).join(", ")));
    let others: Map<_, _> = headers.keys().filter(|name| *name != header::SET_COOKIE).map(joined).collect();
    json!({ "statusCode": status.as_u16(), "headers": others, "cookies": values(&header::SET_COOKIE) })
        .to_string()
        .into()
}

/// Tells Lambda that the body is not whole.
fn broken() -> HeaderMap {
    let why = json!({ "errorType": "Runtime.StreamError", "errorMessage": "the stream is broken" }).to_string();
    let why = HeaderValue::from_str(&BASE64_STANDARD.encode(why));
    let kind = HeaderValue::from_static("Runtime.StreamError");
    [(ERROR_TYPE, Some(kind)), (ERROR_BODY, why.ok())]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

impl<B: Body<Data = Bytes, Error = BoxError> + Unpin> Body for StreamedReply<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(bytes) = self.before.pop() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        match Pin::new(body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(Ok(frame))),
            Poll::Ready(Some(Err(_))) => {
                self.body = None;
                Poll::Ready(Some(Ok(Frame::trailers(broken()))))
            }
            Poll::Ready(None) => {
                self.body = None;
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
