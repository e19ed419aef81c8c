//! Model for benchmarks: it answers at its pace, forgets who asked, and writes into each delta when that was due.

pub mod http2;

use std::{io, sync::LazyLock, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
    time::{Instant, sleep_until},
};

use crate::functions::Result;

pub const NAME: &str = "gemini-3.8-flash";

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

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
            tokio::spawn(converse(stream, pace));
        }
    });
    Ok(url)
}

/// By hand, because it shares the machine with what is measured.
async fn converse(stream: TcpStream, pace: Pace) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufStream::with_capacity(8 * 1024, 64 * 1024, stream);
    while let Some(length) = length_of_body(&mut stream).await? {
        stream.read_exact(&mut vec![0; length]).await?;
        let begins = Instant::now();
        stream.write_all(HEAD).await?;
        for nth in 1..=pace.deltas {
            let due = begins + pace.between * nth;
            if !pace.between.is_zero() {
                stream.flush().await?;
                sleep_until(due).await;
            }
            let event = event(due, nth == pace.deltas);
            stream.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).await?;
        }
        stream.write_all(b"0\r\n\r\n").await?;
        stream.flush().await?;
    }
    Ok(())
}

/// Reads a request's head; None when there is no more of them.
async fn length_of_body(stream: &mut BufStream<TcpStream>) -> io::Result<Option<usize>> {
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line).await? > 0 {
        if line == "\r\n" {
            return Ok(Some(length));
        }
        let value =
            line.to_ascii_lowercase().strip_prefix("content-length:").and_then(|value| value.trim().parse().ok());
        length = value.unwrap_or(length);
        line.clear();
    }
    Ok(None)
}

/// One delta of twenty letters, in the words of the real service.
fn event(due: Instant, last: bool) -> String {
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
