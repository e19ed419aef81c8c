//! Lambda's Runtime API, emulated: what a function asks for events, and posts its replies to.

use std::{io, sync::Arc, sync::atomic::Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{Answered, Invocation, Shared, StreamedReply, Waiting, context, lock};

const SEPARATOR: [u8; 8] = [0; 8];
const REQUEST_ID: &str = "lambda-runtime-aws-request-id";
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

type Reply = Response<Full<Bytes>>;

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, shared.clone()));
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(request, shared.clone()));
    // A function that ends, or that is cut off, breaks its connection.
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
    shared.is_left();
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Reply> {
    let path = request.uri().path().to_owned();
    // Some emulators have a path before it.
    let rest = path.split_once("/2018-06-01/runtime/").map_or("", |(_, rest)| rest);
    let parts: Vec<_> = rest.split('/').collect();
    match (request.method(), &parts[..]) {
        (&Method::GET, ["invocation", "next"]) => next(&shared).await,
        (&Method::POST, ["invocation", id, "response"]) => response(&shared, id, request).await,
        (&Method::POST, ["invocation", id, "error"]) => {
            let error = error_of(request).await?;
            if let Some((invocation, answer)) = lock(&shared.asked).remove(*id) {
                shared.say("error", json!({ "context": context(&invocation), "error": error }));
                answer.send(Answered::Error(error)).ok();
            }
            Ok(accepted())
        }
        (&Method::POST, ["init", "error"]) => {
            let error = error_of(request).await?;
            shared.say("init-error", error);
            Ok(accepted())
        }
        _ => Ok(refused("no such path")),
    }
}

async fn next(shared: &Shared) -> io::Result<Reply> {
    if shared.cuts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |cuts| cuts.checked_sub(1)).is_ok() {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    shared.is_asked();
    let waiting = shared.queue.lock().await.recv().await;
    let Waiting { invocation, payload, answer } = waiting.ok_or(io::ErrorKind::ConnectionReset)?;
    let id = invocation.id.clone();
    *lock(&shared.current) = Some(invocation.clone());
    lock(&shared.asked).insert(id.clone(), (invocation, answer));
    let mut reply = Response::new(Full::new(payload));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply.headers_mut().insert(REQUEST_ID, id.parse().map_err(io::Error::other)?);
    Ok(reply)
}

/// Takes a reply in, to its end, whether or not anybody still wants it.
async fn response(shared: &Shared, id: &str, request: Request<Incoming>) -> io::Result<Reply> {
    let Some((invocation, answer)) = lock(&shared.asked).remove(id) else { return Ok(refused("no such event")) };
    if let Some(wrong) = wrong_headers(request.headers()) {
        return Ok(refused(wrong));
    }
    let mut body = request.into_body();
    let (status, headers) = match prelude(&mut body).await {
        Ok(prelude) => prelude,
        Err(wrong) => return Ok(refused(&wrong)),
    };
    let (length, error) = relay(body, answer, status, headers).await;
    say_reply(shared, &invocation, length, error);
    Ok(accepted())
}

fn say_reply(shared: &Shared, invocation: &Invocation, length: usize, error: Option<Value>) {
    shared.say("reply", json!({ "context": context(invocation), "length": length, "error": error }));
}

/// The piece of a body that does not come ends it normally for the client, as the emulators of others do; Lambda learns
/// of it by the trailers.
async fn relay(
    mut body: Incoming,
    answer: oneshot::Sender<Answered>,
    status: StatusCode,
    headers: HeaderMap,
) -> (usize, Option<Value>) {
    let (pieces, received) = mpsc::channel(1);
    answer.send(Answered::Reply(StreamedReply { status, headers, body: received })).ok();
    let mut length = 0;
    loop {
        match body.frame().await {
            None => return (length, None),
            Some(Err(error)) => return (length, Some(json!({ "broken": error.to_string() }))),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(piece) => {
                    length += piece.len();
                    // Whoever left does not stop the function.
                    pieces.send(piece).await.ok();
                }
                Err(frame) => {
                    let trailers = frame.into_trailers().unwrap_or_default();
                    let text = |name: &str| trailers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
                    let error = json!({ "type": text(ERROR_TYPE), "body": text("lambda-runtime-function-error-body") });
                    return (length, Some(error));
                }
            },
        }
    }
}

fn wrong_headers(headers: &HeaderMap) -> Option<&'static str> {
    let is = |name: &str, expected: &str| headers.get(name).is_some_and(|value| value == expected);
    let expected = [
        ("lambda-runtime-function-response-mode", "streaming"),
        ("content-type", "application/vnd.awslambda.http-integration-response"),
        ("transfer-encoding", "chunked"),
    ];
    expected.into_iter().find(|(name, expected)| !is(name, expected)).map(|(name, _)| name)
}

/// Status and headers, which end with a chunk of eight zeros.
async fn prelude(body: &mut Incoming) -> Result<(StatusCode, HeaderMap), String> {
    let mut text = Vec::new();
    loop {
        let frame = body.frame().await.ok_or("a body without a prelude")?.map_err(|error| error.to_string())?;
        match frame.into_data() {
            Ok(data) if data == SEPARATOR[..] => return read_prelude(&text).map_err(|error| error.to_string()),
            Ok(data) => text.extend(data),
            Err(_) => return Err("trailers before the separator".to_owned()),
        }
    }
}

fn read_prelude(text: &[u8]) -> Result<(StatusCode, HeaderMap), Box<dyn std::error::Error + Send + Sync>> {
    let prelude: Value = serde_json::from_slice(text)?;
    let status = prelude["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).ok_or("no status")?;
    let mut headers = HeaderMap::new();
    for (name, value) in prelude["headers"].as_object().ok_or("no headers")? {
        headers.insert(HeaderName::try_from(name)?, value.as_str().ok_or("no text")?.parse()?);
    }
    for cookie in prelude["cookies"].as_array().ok_or("no cookies")? {
        headers.append(header::SET_COOKIE, cookie.as_str().ok_or("no text")?.parse()?);
    }
    Ok((StatusCode::from_u16(status)?, headers))
}

async fn error_of(request: Request<Incoming>) -> io::Result<Value> {
    let told = request.headers().get(ERROR_TYPE).cloned();
    let body = request.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
    let error: Value = serde_json::from_slice(&body)?;
    let same = told.is_some_and(|told| error["errorType"] == *told.to_str().unwrap_or_default());
    if same { Ok(error) } else { Err(io::Error::other("header and body tell different errors")) }
}

fn accepted() -> Reply {
    reply(StatusCode::ACCEPTED, r#"{"status":"OK"}"#.to_owned())
}

fn refused(wrong: &str) -> Reply {
    reply(StatusCode::BAD_REQUEST, json!({ "errorMessage": wrong }).to_string())
}

fn reply(status: StatusCode, body: String) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = status;
    reply
}
