//! Streams that are open at the same time: how late their deltas are, and what memory each of them takes.

use std::{sync::Arc, time::Duration};

use http_body_util::BodyExt;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::{
    functions::{Function, Result},
    memory::resident_kb,
    model::{Late, Pace, late},
    rounds::{Work, connect},
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
}

pub async fn hold(function: &Function, streams: u32, work: &Arc<Work>) -> Result<Held> {
    let (empty, began) = (resident_kb(function)?, Instant::now());
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
    Ok(Held { on_time, p99, kb_per_stream: full.saturating_sub(empty) as f64 / f64::from(streams) })
}

/// One whole stream: how late each of its deltas was when it was there to be read.
async fn read(port: u16, work: &Work, visit: usize) -> Result<Vec<Late>> {
    let mut body = connect(port).await?.send_request((work.ask)(visit)?).await?.into_body();
    let (mut lateness, mut rest, mut line) = (Vec::new(), Vec::new(), String::new());
    while let Some(frame) = body.frame().await {
        rest.extend_from_slice(&frame?.into_data().unwrap_or_default());
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            line = String::from_utf8(rest.drain(..=end).collect())?;
            let delta = line.strip_prefix("0:\"").and_then(|text| text.strip_suffix("\"\n"));
            lateness.extend(delta.and_then(late));
        }
    }
    match line.starts_with(work.says) {
        true => Ok(lateness),
        false => {
            Err(format!("a stream of {} deltas that ends with {line}{}", lateness.len(), String::from_utf8(rest)?)
                .into())
        }
    }
}
