//! HTTP reply: a status, headers and a body that is complete at once or streamed.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use tokio::sync::mpsc;
use xxhash_rust::xxh3::xxh3_128;

use super::{Request, precondition};
use crate::base::{
    digest::hex,
    error::{Error, Result},
    json::JsonText,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Kept by the user's own browser, and asked for again each time.
const OWN: HeaderValue = HeaderValue::from_static("private, no-cache");
const BY_SESSION: HeaderValue = HeaderValue::from_static("Authorization, Cookie");
/// More than any reply has, so that the table of its headers does not grow.
const HEADERS: usize = 16;

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: ReplyBody,
}

pub enum ReplyBody {
    Empty,
    Full(Bytes),
    Stream(BodyStream),
}

/// A stream that cannot go on: the connection is closed early, so that no client takes the part for the whole.
#[derive(Debug)]
pub struct Broken;

/// The receiving end of a streamed body; each chunk is sent as soon as it is there.
pub type BodyStream = mpsc::UnboundedReceiver<Result<Bytes, Broken>>;

impl Reply {
    /// A user's own data: kept by their browser, asked for again each time, never by a shared cache.
    pub fn ok(value: &impl Serialize) -> Result<Self> {
        Ok(Self::own(json(value)?))
    }

    /// The same of what is written already.
    pub fn written(json: JsonText) -> Self {
        Self::own(json.into())
    }

    /// A text for whoever knows its address: kept by them, and asked for again each time.
    pub fn own_text(content_type: &'static str, text: String) -> Self {
        let tag = etag_of(text.as_bytes());
        let reply = Self::new(StatusCode::OK, ReplyBody::Full(text.into()));
        let reply = reply.with(header::CONTENT_TYPE, content_type).with(header::ETAG, &tag);
        reply.with(header::CACHE_CONTROL, "private, no-cache")
    }

    fn own(json: Bytes) -> Self {
        let tag = etag_of(&json);
        let mut reply = Self::new(StatusCode::OK, ReplyBody::Full(json));
        for (name, value) in [(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, OWN), (header::VARY, BY_SESSION)] {
            reply.headers.insert(name, value);
        }
        reply.with(header::ETAG, &tag)
    }

    pub fn created(location: &str, value: &impl Serialize) -> Result<Self> {
        let reply = Self::new(StatusCode::CREATED, ReplyBody::Full(json(value)?));
        Ok(reply.with(header::CONTENT_TYPE, "application/json").with(header::LOCATION, location))
    }

    /// What was made and is told this once: no cache keeps it, and no address has it.
    pub fn created_once(value: &impl Serialize) -> Result<Self> {
        let reply = Self::no_store(value)?;
        Ok(Self { status: StatusCode::CREATED, ..reply })
    }

    /// What answers this one request: no cache keeps it.
    pub fn no_store(value: &impl Serialize) -> Result<Self> {
        let reply = Self::new(StatusCode::OK, ReplyBody::Full(json(value)?));
        Ok(reply.with(header::CONTENT_TYPE, "application/json").with(header::CACHE_CONTROL, "no-store"))
    }

    /// What anybody may know, and how long a cache may keep it.
    pub fn public(value: &impl Serialize, cache_control: &str) -> Result<Self> {
        let reply = Self::new(StatusCode::OK, ReplyBody::Full(json(value)?));
        Ok(reply.with(header::CONTENT_TYPE, "application/json").with(header::CACHE_CONTROL, cache_control))
    }

    /// A sentence for whoever looks.
    pub fn text(sentence: &'static str) -> Self {
        let reply = Self::new(StatusCode::OK, ReplyBody::Full(Bytes::from_static(sentence.as_bytes())));
        reply.with(header::CONTENT_TYPE, "text/plain; charset=utf-8")
    }

    pub fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, ReplyBody::Empty)
    }

    pub fn new(status: StatusCode, body: ReplyBody) -> Self {
        Self { status, headers: HeaderMap::with_capacity(HEADERS), body }
    }

    /// Sets a header. A value that is no header value is left out: only our own constants and ids come here.
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub fn etag(self, version: impl std::fmt::Display) -> Self {
        self.with(header::ETAG, &format!("\"{version}\""))
    }

    /// 304 when a client who reads already has this very body (RFC 9110, 13.1.2).
    pub fn unless_known(mut self, request: &Request) -> Self {
        let tag = self.headers.get(header::ETAG).and_then(|tag| precondition::opaque(tag.to_str().ok()?));
        if let (StatusCode::OK, Some(tag)) = (self.status, tag)
            && request.method() == Method::GET
            && precondition::tags(request.lines(header::IF_NONE_MATCH))
                .any(|known| known == "*" || precondition::opaque(known) == Some(tag))
        {
            self.status = StatusCode::NOT_MODIFIED;
            self.body = ReplyBody::Empty;
            self.headers.remove(header::CONTENT_TYPE);
        }
        self
    }
}

fn json(value: &impl Serialize) -> Result<Bytes> {
    serde_json::to_vec(value).map(Bytes::from).map_err(Error::internal)
}

/// A strong validator. No cryptographic hash: whoever makes two bodies of their own look alike fools themselves alone.
fn etag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(xxh3_128(bytes).to_be_bytes()))
}
