//! Live streams that are open at the same time: how late their deltas are, and what memory each of them takes.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use darasa_bench::{
    functions::{Function, Result},
    memory::resident_kb,
    model::{Late, Pace, late},
    rounds::{Work, cpu_seconds},
};

/// Six seconds of text: long enough to look at streams that are all open.
pub const PACE: Pace = Pace { deltas: 600, between: Duration::from_millis(10) };
/// Nobody begins at the same moment as a thousand others.
const ARRIVING: Duration = Duration::from_secs(2);
const SETTLED: Duration = Duration::from_millis(500);

pub struct Held {
    /// Of all deltas, those that were read before the next one was due.
    pub on_time: f64,
    pub p99: Duration,
    pub kb_per_stream: f64,
    /// The process's, also for what stands around the deltas.
    pub cpu_microseconds: f64,
}

pub async fn hold(function: &Function, streams: u32, work: &Arc<Work>) -> Result<Held> {
    let (empty, spent, began) = (resident_kb(function)?, cpu_seconds(function)?, Instant::now());
    let mut readers = JoinSet::new();
    for nth in 0..streams {
        let (port, work) = (function.port, work.clone());
        readers.spawn(async move {
            sleep_until(began + ARRIVING * nth / streams).await;
            read(port, &work, nth as usize).await
        });
    }
    let (all_open, first_ends) = (began + ARRIVING + SETTLED, began + PACE.between * PACE.deltas);
    sleep_until(first_ends).await;
    let full = resident_kb(function)?;

    let mut lateness = Vec::new();
    while let Some(read) = readers.join_next().await {
        let deltas = read??.into_iter().filter(|late| (all_open..first_ends).contains(&late.due));
        lateness.extend(deltas.map(|late| late.by));
    }
    lateness.sort();
    let on_time = lateness.partition_point(|by| *by < PACE.between) as f64 / lateness.len() as f64;
    let p99 = lateness[lateness.len() * 99 / 100];
    let kb_per_stream = full.saturating_sub(empty) as f64 / f64::from(streams);
    let cpu_microseconds = (cpu_seconds(function)? - spent) * 1e6 / f64::from(streams * PACE.deltas);
    Ok(Held { on_time, p99, kb_per_stream, cpu_microseconds })
}

/// One whole stream: how late each of its deltas was when it was there to be read. By hand, because it shares the
/// machine with what is measured.
async fn read(port: u16, work: &Work, number: usize) -> Result<Vec<Late>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(&written((work.ask)(number)?).await?).await?;
    let (mut lateness, mut rest, mut ended) = (Vec::new(), Vec::new(), false);
    while stream.read_buf(&mut rest).await? > 0 {
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8(rest.drain(..=end).collect())?;
            let delta = line.strip_prefix("0:\"").and_then(|text| text.strip_suffix("\"\n"));
            lateness.extend(delta.and_then(late));
            ended |= line.starts_with(work.says);
        }
    }
    match ended {
        true => Ok(lateness),
        false => Err(format!("no end after {} deltas: {}", lateness.len(), String::from_utf8_lossy(&rest)).into()),
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
