//! Protection benchmark: the list of jobs with each kind of protection, the executables taking turns.
//! `bench/protection.sh` builds them and calls this.

use std::{
    net::Ipv4Addr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use darasa_bench::{
    cpu::PostgresCpu,
    functions::{Result, usual_env},
    rounds::{Candidate, Load, Sample, USUAL, Work, measure, seeded},
};
use darasa_core::{
    base::{env, http_client::HttpClient},
    storage::redis::{Redis, Value},
};
use darasa_local::{
    emulators::{ArcjetEmulator, ClerkEmulator},
    services::redis::RedisServer,
};
use http::{Request, header};
use http_body_util::Full;

/// As many as the database is seeded with.
const PEOPLE: usize = 200;
const CONNECTIONS: usize = 64;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Everybody who visits, each time from somewhere else.
struct Visitors {
    tokens: Vec<String>,
    address: AtomicU32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let (postgres, database, admin) = seeded(root).await?;
    let (cache, redis) = (RedisServer::start()?, RedisServer::start()?);
    let (arcjet, clerk) = (ArcjetEmulator::start().await?, ClerkEmulator::start().await?);
    let token = |person| clerk.token(&format!("user_{person}")).expires_in(3600).mint();
    let visitors = Visitors {
        tokens: (1..=PEOPLE).map(token).collect(),
        address: AtomicU32::new(u32::from(Ipv4Addr::new(20, 0, 0, 0))),
    };
    let work = Work { ask: Box::new(move |visit| visitors.request(visit)), says: "\"items\":[{" };
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
    // One of 200 people asks some thousand times a minute; what a refusal costs is another question.
    let many = ("REQUESTS_PER_MINUTE", "100000".to_owned());
    let candidate = |(name, protection): (&'static str, Vec<(&'static str, String)>)| {
        let mut env = usual_env(&clerk, &database);
        env.extend(protection.into_iter().chain([many.clone()]).map(|(name, value)| (name.to_owned(), value)));
        Candidate::start(name, &executable, &env)
    };
    let mut candidates = protections.into_iter().map(candidate).collect::<Result<Vec<_>>>()?;

    let postgres = PostgresCpu::new(&postgres)?;
    let load = Load { connections: CONNECTIONS, work: &Arc::new(work), schedule: USUAL, postgres };
    measure(&mut candidates, &load, async || Ok(())).await?;
    let rows = "select n_tup_ins from pg_stat_user_tables where relname = 'rate_limits'";
    let rows: i64 = admin.query_one(rows, &[]).await?.get(0);
    print(&candidates, [0, usize::try_from(rows)?, arcjet.received().len(), 0, scripts_run(&redis).await?]);
    Ok(())
}

/// A rate limiter whose store is slow counts by itself, which costs less: the table says how often the store was asked.
async fn scripts_run(server: &RedisServer) -> Result<usize> {
    let settings = env::redis([("REDIS_URL".to_owned(), server.url())].into())?.ok_or("a URL of Redis")?;
    let stats = Redis::new(&settings, HttpClient::default()).command(&[b"INFO", b"commandstats"]).await;
    let Value::Text(stats) = stats.map_err(|away| away.0)? else {
        return Err("Redis tells its statistics as text".into());
    };
    let stats = String::from_utf8(stats)?;
    let calls = stats.lines().filter_map(|line| line.strip_prefix("cmdstat_evalsha:calls="));
    Ok(calls.filter_map(|rest| rest.split(',').next()?.parse::<usize>().ok()).sum())
}

impl Visitors {
    fn request(&self, person: usize) -> Result<Request<Full<Bytes>>> {
        let token = &self.tokens[person % self.tokens.len()];
        let address = Ipv4Addr::from(self.address.fetch_add(1, Ordering::Relaxed));
        let request = Request::get("/api/job-infos").header(header::HOST, "darasa").header(header::USER_AGENT, BROWSER);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        Ok(request.header("x-real-ip", address.to_string()).body(Full::default())?)
    }
}

fn print(candidates: &[Candidate], asked: [usize; 5]) {
    let medians: Vec<Sample> = candidates.iter().map(Candidate::median).collect();

    let rounds = USUAL.rounds;
    println!("| {CONNECTIONS} connections, {rounds} rounds | requests/s | of off | CPU a request | of off | asked |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for ((Candidate { name, requests, .. }, median), asked) in candidates.iter().zip(&medians).zip(asked) {
        // A Redis saves queries too, so each is held against the same without protection.
        let off = medians[if name.contains("Redis") { 3 } else { 0 }];
        let Sample { per_second: rate, cpu_microseconds: cpu, .. } = median;
        let (slower, dearer, asked) = (rate / off.per_second, cpu / off.cpu_microseconds, 100 * asked / requests);
        println!("| {name} | {rate:.0} | {slower:.2} × | {cpu:.0} µs | {dearer:.2} × | {asked} % |");
    }
}
