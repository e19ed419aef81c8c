//! Function URL, emulated: an HTTP request becomes an event, and what the function streams a reply.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use darasa_core::http::request::BoxError;
use futures_util::stream;
use http::{HeaderMap, HeaderName, Request, Response, StatusCode, header, request::Parts};
use http_body::Frame;
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{Answered, Invocation, SOURCE_IP, Shared, StreamedReply};

/// Of an event, all in all.
const LIMIT: usize = 6 * 1024 * 1024;
const INVOCATION_ID: &str = "x-vercel-internal-invocation-id";
const REQUEST_ID: &str = "x-vercel-internal-request-id";

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, peer)) = listener.accept().await {
        connections.spawn(converse(stream, peer, shared.clone()));
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>) {
    stream.set_nodelay(true).ok();
    let service = service_fn(|request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(answer(request, peer, &shared).await) }
    });
    // Clients who leave are what some tests are about.
    http1::Builder::new().half_close(true).serve_connection(TokioIo::new(stream), service).await.ok();
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    shared: &Shared,
) -> Response<impl Body<Data = Bytes, Error: Into<BoxError>> + use<>> {
    let (mut head, body) = request.into_parts();
    let Ok(body) = body.collect().await else { return plain(StatusCode::BAD_REQUEST, "the body was cut") };
    let invocation = take_invocation(&mut head.headers);
    let event = event(&head, body.to_bytes(), peer).to_string();
    if event.len() > LIMIT {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
    }
    match shared.send(invocation, event.into()).await {
        Ok(Answered::Reply(StreamedReply { status, headers, body })) => {
            let pieces = stream::unfold(body, async |mut body| {
                let piece = body.recv().await?;
                Some((Ok::<_, Infallible>(Frame::data(piece)), body))
            });
            let mut reply = Response::new(Either::Right(StreamBody::new(pieces)));
            (*reply.status_mut(), *reply.headers_mut()) = (status, headers);
            reply
        }
        Ok(Answered::Error(_)) | Err(_) => plain(StatusCode::BAD_GATEWAY, "Internal Server Error"),
    }
}

/// The names that a test gave its call; no function on Lambda sees them.
fn take_invocation(headers: &mut HeaderMap) -> Invocation {
    let mut take = |name: &str| headers.remove(name).and_then(|value| value.to_str().ok().map(str::to_owned));
    let (id, request) = (take(INVOCATION_ID), take(REQUEST_ID));
    Invocation {
        id: id.unwrap_or_else(|| "unnamed".to_owned()),
        request: request.and_then(|number| number.parse().ok()).unwrap_or_default(),
    }
}

/// In the format 2.0: a header has one value, cookies stand apart, the path is as it was sent.
fn event(head: &Parts, body: Bytes, peer: SocketAddr) -> Value {
    let mut headers = head.headers.clone();
    let source = headers.remove(SOURCE_IP).and_then(|ip| ip.to_str().ok().map(str::to_owned));
    let cookies = headers.remove(header::COOKIE);
    let cookies = cookies.and_then(|cookies| cookies.to_str().ok().map(str::to_owned));
    let joined = |name: &HeaderName| -> Vec<_> {
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect()
    };
    let flat: Map<_, _> = headers.keys().map(|name| (name.to_string(), joined(name).join(",").into())).collect();
    let is_text = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(is_text);
    let text = String::from_utf8(body.to_vec()).ok().filter(|_| is_text);
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": head.uri.path(),
        "rawQueryString": head.uri.query().unwrap_or_default(),
        "cookies": cookies.iter().flat_map(|cookies| cookies.split("; ")).collect::<Vec<_>>(),
        "headers": flat,
        "requestContext": {
            "accountId": "anonymous", "apiId": "emulated", "domainName": "emulated.lambda-url.eu-central-1.on.aws",
            "http": {
                "method": head.method.as_str(), "path": head.uri.path(), "protocol": "HTTP/1.1",
                "sourceIp": source.unwrap_or_else(|| peer.ip().to_string()), "userAgent": "emulated",
            },
            "requestId": "emulated", "routeKey": "$default", "stage": "$default", "time": "", "timeEpoch": 0,
        },
        "isBase64Encoded": !body.is_empty() && text.is_none(),
        "body": match text {
            Some(text) => Some(text),
            None if body.is_empty() => None,
            None => Some(BASE64_STANDARD.encode(&body)),
        },
    })
}

fn is_text(content_type: &str) -> bool {
    content_type.starts_with("text/") || content_type.starts_with("application/json")
}

fn plain<B>(status: StatusCode, text: &'static str) -> Response<Either<Full<Bytes>, B>> {
    let mut reply = Response::new(Either::Left(Full::new(Bytes::from_static(text.as_bytes()))));
    *reply.status_mut() = status;
    reply
}
