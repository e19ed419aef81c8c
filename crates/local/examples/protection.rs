//! Measures what protection costs: the list of jobs with each protector, the executables taking turns.
//! `bench/protection.sh` builds them and calls this.

mod functions;

use std::{
    net::Ipv4Addr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use darasa_core::{
    egress::Http,
    env,
    redis::{Redis, Value},
};
use darasa_local::{
    emulators::{ArcjetEmulator, ClerkEmulator},
    postgres::{Postgres, Purpose, connect},
    redis::RedisServer,
    test_app::WEBHOOK_SECRET,
};
use functions::{Env, Function, Launch, Result, SEED};
use http::{Request, header};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

/// As many as the database is seeded with.
const PEOPLE: usize = 200;
const CONNECTIONS: usize = 64;
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(3);
const WARM_UP: Duration = Duration::from_secs(1);
/// In which Linux counts a process's time.
const TICKS_PER_SECOND: f64 = 100.0;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

struct Candidate {
    name: &'static str,
    function: Function,
    samples: Vec<Sample>,
    /// All that were answered, the warm-up's too.
    requests: usize,
}

#[derive(Clone, Copy)]
struct Sample {
    per_second: f64,
    cpu_microseconds: f64,
}

/// Everybody who visits, each time from somewhere else.
struct Visitors {
    tokens: Vec<String>,
    address: AtomicU32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let postgres = Postgres::start(Purpose::Test, root)?;
    let database = postgres.fresh_database().await?;
    let admin = connect(&database).await?;
    admin.batch_execute(SEED).await?;
    let (cache, redis) = (RedisServer::start()?, RedisServer::start()?);
    let (arcjet, clerk) = (ArcjetEmulator::start().await?, ClerkEmulator::start().await?);
    let token = |person| clerk.token(&format!("user_{person}")).expires_in(3600).mint();
    let visitors = Visitors {
        tokens: (1..=PEOPLE).map(token).collect(),
        address: AtomicU32::new(u32::from(Ipv4Addr::new(20, 0, 0, 0))),
    };
    let usual = [
        ("DATABASE_URL", database.clone()),
        ("CLERK_SECRET_KEY", clerk.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.publishable_key()),
        ("CLERK_JWT_KEY", clerk.public_key_pem()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", WEBHOOK_SECRET.to_owned()),
        ("GEMINI_API_KEY", "none".to_owned()),
    ];
    let by = |name: &str| ("PROTECTION", name.to_owned());
    let redis_url = |server: &RedisServer| ("REDIS_URL", server.url());
    let protections = [
        ("off", vec![by("off")]),
        ("local, Postgres", vec![by("local")]),
        ("arcjet, emulated", arcjet.env().into()),
        ("off, Redis caches", vec![by("off"), redis_url(&cache)]),
        ("local, Redis caches and counts", vec![by("local"), redis_url(&redis)]),
    ];
    let executable = root.join("target/release/job-infos");
    let candidate = |(name, protection): (&'static str, Vec<(&'static str, String)>)| {
        let pairs = usual.iter().cloned().chain(protection);
        let env = pairs.map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(Candidate { name, function: start(&executable, &env)?, samples: Vec::new(), requests: 0 })
    };
    let mut candidates = protections.into_iter().map(candidate).collect::<Result<Vec<_>>>()?;

    measure(&mut candidates, &Arc::new(visitors)).await?;
    let rows = "select n_tup_ins from pg_stat_user_tables where relname = 'rate_limits'";
    let rows: i64 = admin.query_one(rows, &[]).await?.get(0);
    print(&candidates, [0, usize::try_from(rows)?, arcjet.received().len(), 0, scripts_run(&redis).await?]);
    Ok(())
}

/// A guard whose store is slow counts by itself, which costs less: the table says how often the store was asked.
async fn scripts_run(server: &RedisServer) -> Result<usize> {
    let settings = env::redis([("REDIS_URL".to_owned(), server.url())].into())?.ok_or("a URL of Redis")?;
    let told = Redis::new(&settings, Http::default()).command(&[b"INFO", b"commandstats"]).await;
    let Value::Text(told) = told.map_err(|away| away.0)? else {
        return Err("Redis tells its statistics as text".into());
    };
    let told = String::from_utf8(told)?;
    let calls = told.lines().filter_map(|line| line.strip_prefix("cmdstat_evalsha:calls="));
    Ok(calls.filter_map(|rest| rest.split(',').next()?.parse::<usize>().ok()).sum())
}

fn start(executable: &Path, env: &Env) -> Result<Function> {
    tokio::task::block_in_place(|| Launch::new(executable, env)?.start())
}

async fn measure(candidates: &mut [Candidate], visitors: &Arc<Visitors>) -> Result<()> {
    for candidate in candidates.iter_mut() {
        candidate.requests += load(candidate.function.port, visitors, WARM_UP).await?;
    }
    for _ in 0..ROUNDS {
        for candidate in candidates.iter_mut() {
            let (before, began) = (cpu_seconds(&candidate.function)?, Instant::now());
            let answered = load(candidate.function.port, visitors, ROUND).await?;
            candidate.requests += answered;
            let requests = answered as f64;
            let (cpu, took) = (cpu_seconds(&candidate.function)? - before, began.elapsed().as_secs_f64());
            candidate.samples.push(Sample { per_second: requests / took, cpu_microseconds: cpu / requests * 1e6 });
        }
    }
    Ok(())
}

/// How many were answered in that time; a single one that was not answered with 200 ends it all.
async fn load(port: u16, visitors: &Arc<Visitors>, lasts: Duration) -> Result<usize> {
    let answered = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + lasts;
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (visitors, answered) = (visitors.clone(), answered.clone());
        connections.spawn(async move { visit(port, &visitors, connection, &answered, end).await });
    }
    while let Some(ended) = connections.join_next().await {
        ended??;
    }
    Ok(answered.load(Ordering::Relaxed))
}

async fn visit(port: u16, visitors: &Visitors, first: usize, answered: &AtomicUsize, end: Instant) -> Result<()> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    for person in (first..).step_by(CONNECTIONS) {
        if Instant::now() >= end {
            break;
        }
        sender.ready().await?;
        let reply = sender.send_request(visitors.request(person)?).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await?.to_bytes();
        if status != 200 {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    drop(sender);
    connection.await??;
    Ok(())
}

impl Visitors {
    fn request(&self, person: usize) -> Result<Request<Empty<Bytes>>> {
        let token = &self.tokens[person % self.tokens.len()];
        let address = Ipv4Addr::from(self.address.fetch_add(1, Ordering::Relaxed));
        let request = Request::get("/api/job-infos").header(header::HOST, "darasa").header(header::USER_AGENT, BROWSER);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        Ok(request.header("x-real-ip", address.to_string()).body(Empty::new())?)
    }
}

/// Spent by the process so far, in user's and in system's mode: the 14th and 15th of its numbers, and its name may hold spaces.
fn cpu_seconds(function: &Function) -> Result<f64> {
    let stat = function.told("stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        after_name.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<std::result::Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS_PER_SECOND)
}

fn print(candidates: &[Candidate], asked: [usize; 5]) {
    let mut medians = Vec::new();
    for Candidate { samples, .. } in candidates {
        let median = |of: fn(&Sample) -> f64| {
            let mut values: Vec<f64> = samples.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        medians.push((median(|sample| sample.per_second), median(|sample| sample.cpu_microseconds)));
    }

    println!("| {CONNECTIONS} connections, {ROUNDS} rounds | requests/s | of off | CPU a request | of off | asked |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for ((Candidate { name, requests, .. }, (rate, cpu)), asked) in candidates.iter().zip(&medians).zip(asked) {
        // A Redis saves queries too, so each is held against the same without protection.
        let (rate_off, cpu_off) = medians[if name.contains("Redis") { 3 } else { 0 }];
        let (slower, dearer, asked) = (rate / rate_off, cpu / cpu_off, 100 * asked / requests);
        println!("| {name} | {rate:.0} | {slower:.2} × | {cpu:.0} µs | {dearer:.2} × | {asked} % |");
    }
}
