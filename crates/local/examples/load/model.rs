//! A model for measurements: it answers at its pace, forgets who asked, and writes into each delta when that was due.

use std::{sync::LazyLock, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, stream::unfold};
use http::{Response, header::CONTENT_TYPE};
use http_body_util::{BodyExt, StreamBody};
use hyper::{body::Frame, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep_until},
};

use crate::functions::Result;

pub const NAME: &str = "gemini-3.8-flash";

static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

/// How an answer is written.
#[derive(Clone, Copy)]
pub struct Pace {
    pub deltas: u32,
    pub between: Duration,
}

/// A model's base URL, for as long as this process lives.
pub async fn start(pace: Pace) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).ok();
            let service = service_fn(move |request| answer(request, pace));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    Ok(url)
}

async fn answer(
    request: http::Request<Incoming>,
    pace: Pace,
) -> Result<Response<StreamBody<impl Stream<Item = Result<Frame<Bytes>>>>>> {
    request.into_body().collect().await?;
    let begins = Instant::now();
    let frames = unfold(1, move |nth| async move {
        if nth > pace.deltas {
            return None;
        }
        let due = begins + pace.between * nth;
        if !pace.between.is_zero() {
            sleep_until(due).await;
        }
        Some((Ok(Frame::data(event(due, nth == pace.deltas))), nth + 1))
    });
    Ok(Response::builder().header(CONTENT_TYPE, "text/event-stream").body(StreamBody::new(Box::pin(frames)))?)
}

/// One delta of twenty letters, in the words of the real service.
fn event(due: Instant, last: bool) -> Bytes {
    let micros = due.saturating_duration_since(*BEGINNING).as_micros();
    let ends = if last { r#""finishReason":"STOP","# } else { "" };
    format!(
        concat!(
            r#"data: {{"candidates":[{{"content":{{"parts":[{{"text":"{:>19} "}}],"role":"model"}},{}"index":0}}],"#,
            r#""usageMetadata":{{"promptTokenCount":312,"candidatesTokenCount":97,"totalTokenCount":409}},"#,
            r#""modelVersion":"{}","responseId":"3f0d2c1e8a4b4b7e"}}"#,
            "\r\n\r\n"
        ),
        micros, ends, NAME
    )
    .into()
}

/// How late it is now for the delta of this text; None when it is the text of no delta.
pub fn late(delta: &str) -> Option<Late> {
    let due = *BEGINNING + Duration::from_micros(delta.trim().parse().ok()?);
    Some(Late { due, by: due.elapsed() })
}

#[derive(Clone, Copy)]
pub struct Late {
    pub due: Instant,
    pub by: Duration,
}
