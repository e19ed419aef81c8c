//! HTTP/2 server of the model for benchmarks: encrypted, many answers over one connection, as the real service has it.

use std::{convert::Infallible, sync::Arc};

use bytes::Bytes;
use futures_util::stream::unfold;
use http::{Request, Response};
use http_body_util::{BodyExt, StreamBody};
use hyper::{
    body::{Body, Frame, Incoming},
    server::conn::http2,
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{Instant, sleep_until},
};
use tokio_rustls::TlsAcceptor;

use super::{Pace, event};
use crate::functions::Result;

/// A model's base URL, for as long as this process lives. So many answers may share a connection.
pub async fn start(pace: Pace, mut tls: ServerConfig, streams: u32) -> Result<String> {
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("https://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, acceptor.clone(), pace, streams));
        }
    });
    Ok(url)
}

async fn converse(stream: TcpStream, acceptor: TlsAcceptor, pace: Pace, streams: u32) -> Result<()> {
    stream.set_nodelay(true)?;
    let stream = TokioIo::new(acceptor.accept(stream).await?);
    let mut server = http2::Builder::new(TokioExecutor::new());
    server.timer(TokioTimer::new()).max_concurrent_streams(streams);
    let service = service_fn(move |request| answer(request, pace));
    Ok(server.serve_connection(stream, service).await?)
}

async fn answer(
    request: Request<Incoming>,
    pace: Pace,
) -> Result<Response<impl Body<Data = Bytes, Error = Infallible>>> {
    request.into_body().collect().await?;
    let begins = Instant::now();
    let deltas = unfold(1, move |nth| async move {
        (nth <= pace.deltas).then_some(())?;
        let due = begins + pace.between * nth;
        if !pace.between.is_zero() {
            sleep_until(due).await;
        }
        Some((Ok(Frame::data(Bytes::from(event(due, nth == pace.deltas)))), nth + 1))
    });
    Ok(Response::builder().header("content-type", "text/event-stream").body(StreamBody::new(deltas))?)
}
