//! Reader of one live stream, by hand: it shares the machine with what is measured.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use darasa_bench::{
    functions::Result,
    model::{Late, late},
    rounds::Work,
};
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What one reader has read so far.
pub type Deltas = Arc<Mutex<Vec<Late>>>;

pub fn lock(deltas: &Deltas) -> MutexGuard<'_, Vec<Late>> {
    deltas.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One whole stream: how late each of its deltas was when it was there to be read.
pub async fn read_stream(port: u16, work: &Work, number: usize, deltas: &Deltas) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(&written((work.ask)(number)?).await?).await?;
    let (mut rest, mut ended) = (Vec::with_capacity(4096), false);
    while stream.read_buf(&mut rest).await? > 0 {
        let whole = rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        for line in rest[..whole].split(|byte| *byte == b'\n') {
            let delta = line.strip_prefix(b"0:\"").and_then(|text| text.strip_suffix(b"\""));
            let delta = delta.and_then(|text| std::str::from_utf8(text).ok()).and_then(late);
            lock(deltas).extend(delta);
            ended |= line.starts_with(work.says.as_bytes());
        }
        rest.drain(..whole);
    }
    let count = lock(deltas).len();
    match ended {
        true => Ok(()),
        false => Err(format!("no end after {count} deltas: {}", String::from_utf8_lossy(&rest)).into()),
    }
}

/// A request as it goes over the wire, the only one of its connection.
async fn written(request: Request<Full<Bytes>>) -> Result<Vec<u8>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let mut wire = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", head.method, head.uri).into_bytes();
    for (name, value) in &head.headers {
        wire.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    wire.extend(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    wire.extend(body);
    Ok(wire)
}
