//! Live streams that are open at the same time: how late their deltas are, how many come at all, and what memory and CPU
//! each of them takes.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use darasa_bench::{
    cpu::{cpu_seconds, own_cpu_seconds},
    functions::{Function, Result},
    memory::resident_kb,
    model::{Late, late},
    rounds::Work,
};
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::plan::Live;

const SETTLED: Duration = Duration::from_millis(500);

#[derive(Clone, Copy)]
pub struct Held {
    /// Of all deltas that were due while all streams were open, those that were read before the next one was due.
    pub on_time: f64,
    /// Those that were read at all before the first stream was to end.
    pub delivered: f64,
    /// Of all that were due; one that did not come is later than all others.
    pub p99: Duration,
    pub kb_per_stream: f64,
    /// Memory at the end of this time, of that at its beginning.
    pub growth: f64,
    /// The process's, also for what stands around the deltas.
    pub cpu_microseconds: f64,
    /// How many CPUs the function used meanwhile, and how many the driver with its model.
    pub function_cpus: f64,
    pub driver_cpus: f64,
}

/// Whether clients stay for the end: under overload it comes late, and what is looked at is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Complete,
    Watched,
}

/// What one reader has read so far.
type Deltas = Arc<Mutex<Vec<Late>>>;

struct Moment {
    at: Instant,
    function: f64,
    driver: f64,
    kb: u64,
}

impl Moment {
    fn now(function: &Function) -> Result<Self> {
        let (at, kb) = (Instant::now(), resident_kb(function)?);
        Ok(Self { at, function: cpu_seconds(function)?, driver: own_cpu_seconds()?, kb })
    }
}

pub async fn hold(function: &Function, streams: u32, work: &Arc<Work>, live: Live, until: Until) -> Result<Held> {
    let began = Moment::now(function)?;
    let (all_open, first_ends) = (began.at + live.arriving + SETTLED, began.at + live.pace.between * live.pace.deltas);
    let (mut readers, mut read) = (JoinSet::new(), Vec::new());
    for nth in 0..streams {
        let (port, work, deltas) = (function.port, work.clone(), Deltas::default());
        read.push(deltas.clone());
        let starts = began.at + live.arriving * nth / streams;
        readers.spawn(async move {
            sleep_until(starts).await;
            read_stream(port, &work, nth as usize, &deltas).await
        });
    }

    sleep_until(all_open).await;
    let open = Moment::now(function)?;
    sleep_until(first_ends).await;
    let full = Moment::now(function)?;
    if until == Until::Watched {
        readers.abort_all();
    }
    while let Some(ended) = readers.join_next().await {
        match ended {
            Err(aborted) if aborted.is_cancelled() => {}
            ended => ended??,
        }
    }
    let spent = cpu_seconds(function)? - began.function;
    let read: Vec<Vec<Late>> = read.iter().map(|deltas| std::mem::take(&mut *lock(deltas))).collect();
    read.iter().try_for_each(|deltas| in_order(deltas, live))?;
    if until == Until::Complete && read.iter().any(|deltas| deltas.len() != live.pace.deltas as usize) {
        return Err("a stream ended well without all of its deltas".into());
    }
    Ok(Held::new(&read, live, [began, open, full], spent, until))
}

impl Held {
    fn new(read: &[Vec<Late>], live: Live, [began, open, full]: [Moment; 3], spent: f64, until: Until) -> Self {
        let watched = full.at - open.at;
        let mut seen: Vec<_> = read.iter().flatten().filter(|late| (open.at..full.at).contains(&late.due)).collect();
        seen.sort_by_key(|late| late.by);
        let due = match until {
            Until::Complete => seen.len() as f64,
            // Those that nobody waited for were due all the same.
            Until::Watched => read.len() as f64 * watched.as_secs_f64() / live.pace.between.as_secs_f64(),
        };
        let on_time = seen.partition_point(|late| late.by < live.pace.between) as f64;
        let delivered = seen.iter().filter(|late| late.due + late.by < full.at + live.pace.between).count() as f64;
        let all: usize = read.iter().map(Vec::len).sum();
        Self {
            on_time: (on_time / due).min(1.0),
            delivered: (delivered / due).min(1.0),
            p99: seen.get((due * 0.99) as usize).map_or(watched, |late| late.by),
            kb_per_stream: full.kb.saturating_sub(began.kb) as f64 / read.len() as f64,
            growth: full.kb as f64 / open.kb as f64,
            cpu_microseconds: spent * 1e6 / all as f64,
            function_cpus: (full.function - open.function) / watched.as_secs_f64(),
            driver_cpus: (full.driver - open.driver) / watched.as_secs_f64(),
        }
    }
}

/// Nothing is lost, doubled or out of order: each was due a moment after the one before.
fn in_order(deltas: &[Late], live: Live) -> Result<()> {
    let half = live.pace.between / 2;
    let follows = |pair: &[Late]| {
        let next = pair[0].due + live.pace.between;
        (next - half..next + half).contains(&pair[1].due)
    };
    match deltas.windows(2).all(follows) {
        true => Ok(()),
        false => Err("a stream's deltas were not those of its model, in their order".into()),
    }
}

fn lock(deltas: &Deltas) -> std::sync::MutexGuard<'_, Vec<Late>> {
    deltas.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One whole stream: how late each of its deltas was when it was there to be read. By hand, because it shares the
/// machine with what is measured.
async fn read_stream(port: u16, work: &Work, number: usize, deltas: &Deltas) -> Result<()> {
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
