//! Client of Lambda's Runtime API: fetches events and posts what became of them, over one kept connection.

use bytes::Bytes;
use http::{Method, Request, Response, header, request::Builder};
use http_body::Body;
use http_body_util::{BodyExt, Empty, Full, Limited, combinators::UnsyncBoxBody};
use hyper::{
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;

use super::streamed_reply::TRAILERS;
use crate::http::request::BoxError;

const VERSION: &str = "/2018-06-01/runtime";
const REQUEST_ID: &str = "lambda-runtime-aws-request-id";
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";
const STREAMED_HTTP: &str = "application/vnd.awslambda.http-integration-response";
/// Lambda takes 6 MB; this is a bound on memory, should something else be at the other end.
pub(super) const EVENT_LIMIT: usize = 8 * 1024 * 1024;
/// Of a reply to a post nobody wants more.
const ANSWER_LIMIT: usize = 64 * 1024;
/// A socket may have died while the process was frozen; each try has a new one.
const TRIES: usize = 3;

type Posted = UnsyncBoxBody<Bytes, BoxError>;

pub(super) struct RuntimeApi {
    /// Host and port.
    authority: String,
    /// What stands before every path.
    base: String,
    connection: Option<SendRequest<Posted>>,
}

pub(super) struct Event {
    pub id: String,
    /// An error if it is too long, or did not come to its end.
    pub payload: Result<Bytes, BoxError>,
}

impl RuntimeApi {
    /// A host and a port, as Lambda says it; emulators also say `http://` and a path.
    pub fn new(address: &str) -> Self {
        let address = address.strip_prefix("http://").unwrap_or(address).trim_end_matches('/');
        let (authority, path) = address.split_once('/').unwrap_or((address, ""));
        let base = if path.is_empty() { VERSION.to_owned() } else { format!("/{path}{VERSION}") };
        Self { authority: authority.to_owned(), base, connection: None }
    }

    /// Waits for an event as long as it takes.
    pub async fn next(&mut self) -> Result<Event, BoxError> {
        let mut tries = 1;
        let response = loop {
            let request = self.request(Method::GET, "invocation/next").body(no_body())?;
            match self.send(request).await {
                Ok(response) => break response,
                // Lambda gives an event that nobody took to the next who asks.
                Err(_) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        };
        if !response.status().is_success() {
            return Err(format!("Lambda has no next event: {}", response.status()).into());
        }
        let id = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).ok_or("an event without an id")?;
        let id = id.to_owned();
        let payload = Limited::new(response.into_body(), EVENT_LIMIT).collect().await;
        if payload.is_err() {
            // What is left of it would be read before anything else.
            self.connection = None;
        }
        Ok(Event { id, payload: payload.map(|payload| payload.to_bytes()) })
    }

    /// Returns when Lambda has taken the last byte.
    pub async fn respond<B>(&mut self, id: &str, body: B) -> Result<(), BoxError>
    where
        B: Body<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        let request = self
            .request(Method::POST, &format!("invocation/{id}/response"))
            .header(RESPONSE_MODE, "streaming")
            .header(header::CONTENT_TYPE, STREAMED_HTTP)
            .header(header::TRANSFER_ENCODING, "chunked")
            .header(header::TRAILER, TRAILERS)
            .body(UnsyncBoxBody::new(body))?;
        self.post(request).await
    }

    /// There will be no reply to an event.
    pub async fn fail(&mut self, id: &str, kind: &str, message: &str) -> Result<(), BoxError> {
        self.post_error(&format!("invocation/{id}/error"), kind, message).await
    }

    /// There will never be one.
    pub async fn fail_init(&mut self, message: &str) -> Result<(), BoxError> {
        self.post_error("init/error", "Runtime.InitError", message).await
    }

    async fn post_error(&mut self, path: &str, kind: &str, message: &str) -> Result<(), BoxError> {
        let body = json!({ "errorType": kind, "errorMessage": message, "stackTrace": [] }).to_string();
        let body = Full::new(Bytes::from(body)).map_err(|never| match never {});
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(ERROR_TYPE, kind)
            .body(UnsyncBoxBody::new(body))?;
        self.post(request).await
    }

    async fn post(&mut self, request: Request<Posted>) -> Result<(), BoxError> {
        let response = self.send(request).await?;
        let status = response.status();
        // Read to its end, so that the connection is free again.
        Limited::new(response.into_body(), ANSWER_LIMIT).collect().await?;
        if status.is_success() { Ok(()) } else { Err(format!("Lambda said {status}").into()) }
    }

    fn request(&self, method: Method, path: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}/{path}", self.base))
            .header(header::HOST, &self.authority)
            .header(header::USER_AGENT, concat!("darasa/", env!("CARGO_PKG_VERSION")))
    }

    /// Over the connection that is there, or over a new one. What was not sent because the old one is dead goes over a
    /// new one too.
    async fn send(&mut self, mut request: Request<Posted>) -> Result<Response<Incoming>, BoxError> {
        if let Some(mut connection) = self.connection.take()
            && connection.ready().await.is_ok()
        {
            match connection.try_send_request(request).await {
                Ok(response) => {
                    self.connection = Some(connection);
                    return Ok(response);
                }
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(error.into_error().into()),
                },
            }
        }
        let mut connection = connect(&self.authority).await?;
        let response = connection.send_request(request).await?;
        self.connection = Some(connection);
        Ok(response)
    }
}

async fn connect(authority: &str) -> Result<SendRequest<Posted>, BoxError> {
    let stream = TcpStream::connect(authority).await?;
    // Prelude, separator and pieces are small, and each has to leave at once.
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // How it ends, whoever sends next finds out.
    tokio::spawn(connection);
    Ok(sender)
}

fn no_body() -> Posted {
    UnsyncBoxBody::new(Empty::new().map_err(|never| match never {}))
}
