//! Lambda events: the HTTP request inside one, whichever front wrote it.

use std::net::IpAddr;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header, request::Parts};
use http_body_util::{BodyExt, Full};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::SecretString;
use serde::{Deserialize, de::IgnoredAny};

use crate::{
    base::{digest, error::json_position},
    http::request::Body,
};

const ORIGIN_SECRET: HeaderName = HeaderName::from_static("x-origin-secret");
/// As Vercel's host calls it, so that a front may tell it to either.
const CLIENT_IP: HeaderName = HeaderName::from_static("x-real-ip");
/// What no address may hold; an HTTP API hands a path over decoded.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?');
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Why an event is no request. Nothing of the event is quoted.
#[derive(Debug)]
pub(super) struct Unreadable(pub String);

/// Who wrote an event.
pub(super) enum Source {
    /// Or an HTTP API, which writes the same.
    FunctionUrl,
    RestApi,
}

/// The request of an event, and whose it is.
pub(super) struct HttpEvent {
    pub head: Parts,
    pub body: Body,
    pub client_ip: Option<IpAddr>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    request_context: Option<ContextOutline>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContextOutline {
    http: Option<IgnoredAny>,
    http_method: Option<IgnoredAny>,
    elb: Option<IgnoredAny>,
}

pub(super) fn source(payload: &[u8]) -> Result<Source, Unreadable> {
    let unreadable = |why: &str| Err(Unreadable(why.to_owned()));
    match parse::<Outline>(payload)?.request_context {
        Some(ContextOutline { http: Some(_), .. }) => Ok(Source::FunctionUrl),
        Some(ContextOutline { http_method: Some(_), .. }) => Ok(Source::RestApi),
        Some(ContextOutline { elb: Some(_), .. }) => {
            unreadable("a load balancer cannot stream a reply: put a Function URL or a REST API before this function")
        }
        _ => unreadable("not an HTTP request: call this function by its Function URL or by a REST API"),
    }
}

pub(super) fn parse<'p, T: Deserialize<'p>>(payload: &'p [u8]) -> Result<T, Unreadable> {
    serde_json::from_slice(payload).map_err(|error| Unreadable(format!("the event: {}", json_position(&error))))
}

impl HttpEvent {
    pub fn new(method: Method, path: Option<String>, query: Option<String>) -> Result<Self, Unreadable> {
        let path = path.filter(|path| path.starts_with('/')).ok_or_else(|| Unreadable("no path".to_owned()))?;
        let mut uri = utf8_percent_encode(&path, NOT_IN_A_PATH).to_string();
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            uri.push('?');
            uri.extend(utf8_percent_encode(&query, NOT_IN_A_QUERY));
        }
        let request = Request::builder().method(method).uri(uri).body(());
        let (head, ()) = request.map_err(|_| Unreadable("no address".to_owned()))?.into_parts();
        Ok(Self { head, body: body_of(Bytes::new()), client_ip: None })
    }

    /// A Function URL takes the cookies out of the headers.
    pub fn headers(mut self, headers: HeaderMap, cookies: Option<Vec<String>>) -> Self {
        self.head.headers = headers;
        let cookies = cookies.filter(|cookies| !cookies.is_empty()).map(|cookies| cookies.join("; "));
        if let Some(cookies) = cookies.and_then(|cookies| HeaderValue::from_str(&cookies).ok()) {
            self.head.headers.insert(header::COOKIE, cookies);
        }
        self
    }

    pub fn client_ip(self, ip: Option<String>) -> Self {
        Self { client_ip: ip.and_then(|ip| ip.parse().ok()), ..self }
    }

    pub fn body(self, body: Option<String>, is_base64: bool) -> Result<Self, Unreadable> {
        let body = match body {
            Some(body) if is_base64 => BASE64_STANDARD.decode(body).map(Bytes::from),
            body => Ok(body.map(Bytes::from).unwrap_or_default()),
        };
        let body = body.map_err(|_| Unreadable("the body is no base64".to_owned()))?;
        Ok(Self { body: body_of(body), ..self })
    }

    /// None for whoever does not show the secret, where there is one. Who shows it is our own front, and knows the
    /// client's address; the secret goes no further.
    pub fn admit(mut self, secret: Option<&SecretString>) -> Option<Self> {
        let shown = self.head.headers.remove(ORIGIN_SECRET);
        let Some(secret) = secret else { return Some(self) };
        if !shown.is_some_and(|shown| shown.to_str().is_ok_and(|shown| digest::is_secret(secret, shown))) {
            return None;
        }
        let told = self.head.headers.get(CLIENT_IP).and_then(|ip| ip.to_str().ok()?.parse().ok());
        self.client_ip = told.or(self.client_ip);
        Some(self)
    }
}

fn body_of(bytes: Bytes) -> Body {
    Body::new(Full::new(bytes).map_err(|never| match never {}))
}
