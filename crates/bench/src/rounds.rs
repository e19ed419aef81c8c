//! Benchmark rounds: candidates take turns under load, on the same machine at the same time, with so many connections,
//! each asking again as soon as it was answered.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use darasa_local::services::postgres::{self, Postgres, Purpose};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_postgres::Client;

use crate::functions::{Env, Function, Launch, Result, SEED};

pub const ROUNDS: usize = 7;
pub const ROUND: Duration = Duration::from_secs(3);
const WARM_UP: Duration = Duration::from_secs(1);
/// In which Linux counts a process's time.
const TICKS_PER_SECOND: f64 = 100.0;

/// What everybody asks for.
pub struct Work {
    /// A request by its number; no two connections have the same.
    pub ask: Box<dyn Fn(usize) -> Result<Request<Full<Bytes>>> + Send + Sync>,
    /// A good reply has these words in it.
    pub says: &'static str,
}

pub struct Candidate {
    pub name: &'static str,
    pub function: Function,
    samples: Vec<Sample>,
    /// All that were answered, the warm-up's too.
    pub requests: usize,
}

#[derive(Clone, Copy)]
pub struct Sample {
    pub per_second: f64,
    pub cpu_microseconds: f64,
}

impl Candidate {
    pub fn start(name: &'static str, executable: &Path, env: &Env) -> Result<Self> {
        let function = tokio::task::block_in_place(|| Launch::new(executable, env)?.start())?;
        Ok(Self { name, function, samples: Vec::new(), requests: 0 })
    }

    pub fn median(&self) -> Sample {
        let median = |of: fn(&Sample) -> f64| {
            let mut values: Vec<f64> = self.samples.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        Sample {
            per_second: median(|sample| sample.per_second),
            cpu_microseconds: median(|sample| sample.cpu_microseconds),
        }
    }

    async fn round(&mut self, connections: usize, work: &Arc<Work>) -> Result<()> {
        let (before, began) = (cpu_seconds(&self.function)?, Instant::now());
        let answered = load(self.function.port, connections, ROUND, work).await?;
        self.requests += answered;
        let (requests, took) = (answered as f64, began.elapsed().as_secs_f64());
        let cpu = cpu_seconds(&self.function)? - before;
        self.samples.push(Sample { per_second: requests / took, cpu_microseconds: cpu / requests * 1e6 });
        Ok(())
    }
}

/// A private Postgres, the URL of a database on it with people in it, and a connection to look at that.
pub async fn seeded(root: &Path) -> Result<(Postgres, String, Client)> {
    let postgres = Postgres::start(Purpose::Test, root)?;
    let database = postgres.fresh_database().await?;
    let admin = postgres::connect(&database).await?;
    admin.batch_execute(SEED).await?;
    Ok((postgres, database, admin))
}

/// Once without counting, then in turns, each from the same beginning.
pub async fn measure(
    candidates: &mut [Candidate],
    connections: usize,
    work: &Arc<Work>,
    begin: impl AsyncFn() -> Result<()>,
) -> Result<()> {
    for candidate in candidates.iter_mut() {
        candidate.requests += load(candidate.function.port, connections, WARM_UP, work).await?;
    }
    for _ in 0..ROUNDS {
        for candidate in candidates.iter_mut() {
            begin().await?;
            candidate.round(connections, work).await?;
        }
    }
    Ok(())
}

/// How many were answered in that time; a single one that was not answered well ends it all.
pub async fn load(port: u16, connections: usize, lasts: Duration, work: &Arc<Work>) -> Result<usize> {
    let answered = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + lasts;
    let mut visitors = JoinSet::new();
    for first in 0..connections {
        let (work, answered) = (work.clone(), answered.clone());
        visitors.spawn(async move { ask_until(port, &work, (first..).step_by(connections), &answered, end).await });
    }
    while let Some(ended) = visitors.join_next().await {
        ended??;
    }
    Ok(answered.load(Ordering::Relaxed))
}

async fn ask_until(
    port: u16,
    work: &Work,
    numbers: impl Iterator<Item = usize>,
    answered: &AtomicUsize,
    end: Instant,
) -> Result<()> {
    let mut visitor = Visitor::connect(port).await?;
    for number in numbers.take_while(|_| Instant::now() < end) {
        visitor.ask(work, number).await?;
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// A connection of its own, over which one request follows another; it closes with the value.
pub struct Visitor(SendRequest<Full<Bytes>>);

impl Visitor {
    pub async fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// Returns when the reply was read to its end; one that is not good is an error.
    pub async fn ask(&mut self, work: &Work, number: usize) -> Result<()> {
        self.0.ready().await?;
        let reply = self.0.send_request((work.ask)(number)?).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await?.to_bytes();
        if status != 200 || !body.windows(work.says.len()).any(|words| words == work.says.as_bytes()) {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(())
    }
}

/// Spent by the process so far, in user's and in system's mode: the 14th and 15th of its numbers, and its name may hold
/// spaces.
pub fn cpu_seconds(function: &Function) -> Result<f64> {
    let stat = function.proc_file("stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        after_name.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<std::result::Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS_PER_SECOND)
}
