//! Benchmark rounds: candidates take turns under load, on the same machine at the same time, with so many connections,
//! each asking again as soon as it was answered.

use std::{
    error::Error,
    path::Path,
    process::Command,
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

use crate::{
    cpu::{PostgresCpu, cpu_seconds},
    functions::{Env, Function, Launch, Result, SEED},
};

/// How often and how long all are asked.
#[derive(Clone, Copy)]
pub struct Schedule {
    pub rounds: usize,
    pub lasts: Duration,
    pub warm_up: Duration,
}

/// What the tables of docs/performance.md are measured by.
pub const USUAL: Schedule = Schedule { rounds: 7, lasts: Duration::from_secs(3), warm_up: Duration::from_secs(1) };

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
    /// What Postgres spent meanwhile, for each request.
    pub postgres_microseconds: f64,
}

/// What is asked in each round, and whose time is looked at beside the function's.
pub struct Load<'a> {
    pub connections: usize,
    pub work: &'a Arc<Work>,
    pub schedule: Schedule,
    pub postgres: PostgresCpu,
}

impl Candidate {
    pub fn start(name: &'static str, executable: &Path, env: &Env) -> Result<Self> {
        Self::launch(name, Command::new(executable), env)
    }

    /// By way of another program, such as one that gives it a single CPU.
    pub fn launch(name: &'static str, command: Command, env: &Env) -> Result<Self> {
        let function = tokio::task::block_in_place(|| Launch::with(command, env)?.start())?;
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
            postgres_microseconds: median(|sample| sample.postgres_microseconds),
        }
    }

    async fn round(&mut self, load: &Load<'_>) -> Result<()> {
        let spent = || Ok::<_, Box<dyn Error + Send + Sync>>((cpu_seconds(&self.function)?, load.postgres.seconds()?));
        let (before, began) = (spent()?, Instant::now());
        let answered = ask(self.function.port, load.connections, load.schedule.lasts, load.work).await?;
        let (after, took) = (spent()?, began.elapsed().as_secs_f64());
        self.requests += answered;
        let requests = answered as f64;
        self.samples.push(Sample {
            per_second: requests / took,
            cpu_microseconds: (after.0 - before.0) / requests * 1e6,
            postgres_microseconds: (after.1 - before.1) / requests * 1e6,
        });
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
pub async fn measure(candidates: &mut [Candidate], load: &Load<'_>, begin: impl AsyncFn() -> Result<()>) -> Result<()> {
    for candidate in candidates.iter_mut() {
        let port = candidate.function.port;
        candidate.requests += ask(port, load.connections, load.schedule.warm_up, load.work).await?;
    }
    for _ in 0..load.schedule.rounds {
        for candidate in candidates.iter_mut() {
            begin().await?;
            candidate.round(load).await?;
        }
    }
    Ok(())
}

/// How many were answered in that time; a single one that was not answered well ends it all.
pub async fn ask(port: u16, connections: usize, lasts: Duration, work: &Arc<Work>) -> Result<usize> {
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
