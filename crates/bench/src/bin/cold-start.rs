//! Cold start benchmark: from the start of a process to the first byte of its first 200, each time a fresh process, the
//! executables taking turns. `bench/cold-start.sh` builds them and calls this.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use darasa_bench::functions::{Env, Launch, Result, SEED, usual_env};
use darasa_bench::memory::resident_kb;
use darasa_local::{
    emulators::clerk::ClerkEmulator,
    services::{
        certificates::Authority,
        postgres::{Postgres, Purpose, connect},
    },
};

const ROUNDS: usize = 20;
const OWNER: &str = "user_7";

/// A role whose password is hashed as often as usual.
const ROLE: &str = "create role bench superuser login password 'bench'";

/// One executable and what it is asked.
struct Candidate {
    name: &'static str,
    executable: PathBuf,
    env: Env,
    path: &'static str,
    token: String,
}

#[derive(Clone, Copy)]
struct Run {
    took: Duration,
    resident_kb: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let authority = Authority::new()?;
    let postgres = Postgres::start_encrypted(Purpose::Test, root, &authority.issue(["127.0.0.1"])?)?;
    let database = postgres.fresh_database().await?;
    let admin = connect(&database).await?;
    admin.batch_execute("drop role if exists bench").await?;
    admin.batch_execute(ROLE).await?;
    admin.batch_execute(SEED).await?;
    let place = database.split_once('@').ok_or("the URL names a host")?.1;
    let plain = format!("postgres://bench:bench@{place}");
    let encrypted = format!("{plain}?sslmode=require&channel_binding=require");

    let clerk = ClerkEmulator::start().await?;
    let token = clerk.token(OWNER).expires_in(3600).mint();
    let env = |database_url: &str| {
        let mut env = usual_env(&clerk, database_url);
        env.extend(
            [("DB_SSLROOTCERT", authority.pem()), ("OWNER", OWNER.to_owned())]
                .map(|(name, value)| (name.to_owned(), value)),
        );
        env
    };
    let candidate = |name, executable: &str, database_url: &str, path| Candidate {
        name,
        executable: root.join(executable),
        env: env(database_url),
        path,
        token: token.clone(),
    };
    // Nothing fails, so no event is sent.
    let reporting = |name| {
        let mut reporting = candidate(name, "target/release/job-infos", &plain, "/api/job-infos");
        reporting.env.insert("SENTRY_DSN".to_owned(), "https://key@o1.ingest.sentry.io/42".to_owned());
        reporting
    };
    let candidates = [
        candidate("bare hello", "bench/hello/target/release/hello", &plain, "/"),
        candidate("darasa health", "target/release/health", &plain, "/api/health"),
        candidate("bare list", "bench/hello/target/release/list", &plain, "/"),
        candidate("darasa job-infos", "target/release/job-infos", &plain, "/api/job-infos"),
        candidate("darasa job-infos, TLS", "target/release/job-infos", &encrypted, "/api/job-infos"),
        reporting("darasa job-infos, SENTRY_DSN"),
    ];

    tokio::task::block_in_place(|| measure(&candidates))
}

fn measure(candidates: &[Candidate]) -> Result<()> {
    // Once without counting, so that every page of every executable is in memory.
    candidates.iter().try_for_each(|candidate| start(candidate).map(drop))?;
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); candidates.len()];
    for _ in 0..ROUNDS {
        for (candidate, runs) in candidates.iter().zip(&mut runs) {
            runs.push(start(candidate)?);
        }
    }

    println!("| cold start, {ROUNDS} runs | median | best | worst | RSS after the reply | stripped |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (candidate, runs) in candidates.iter().zip(&mut runs) {
        runs.sort_by_key(|run| run.took);
        let ms = |run: Run| format!("{:.1} ms", run.took.as_secs_f64() * 1e3);
        let (median, best, worst) = (runs[ROUNDS / 2], runs[0], runs[ROUNDS - 1]);
        let (resident, size) =
            (median.resident_kb as f64 / 1e3, fs::metadata(&candidate.executable)?.len() as f64 / 1e6);
        let (median, best, worst) = (ms(median), ms(best), ms(worst));
        println!("| {} | {median} | {best} | {worst} | {resident:.1} MB | {size:.2} MB |", candidate.name);
    }
    Ok(())
}

fn start(candidate: &Candidate) -> Result<Run> {
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: darasa\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        candidate.path, candidate.token
    );
    let launch = Launch::new(&candidate.executable, &candidate.env)?;

    let started = Instant::now();
    let function = launch.start()?;
    let mut connection = TcpStream::connect(("127.0.0.1", function.port))?;
    connection.write_all(request.as_bytes())?;
    let mut head = [0; 12];
    connection.read_exact(&mut head)?;
    let took = started.elapsed();

    connection.read_to_end(&mut Vec::new())?;
    let resident_kb = resident_kb(&function)?;
    match head.ends_with(b" 200") {
        true => Ok(Run { took, resident_kb }),
        false => Err(format!("{} said {}", candidate.name, String::from_utf8_lossy(&head)).into()),
    }
}
