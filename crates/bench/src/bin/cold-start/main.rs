//! Cold start benchmark: from the start of a process to the first byte of its first 200, each time a fresh process, the
//! executables taking turns. `bench/cold-start.sh` builds them and calls this.

mod report;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use darasa_bench::{
    bar::bars_table,
    cpu::exact_cpu_seconds,
    functions::{Env, Launch, Result, SEED, usual_env},
    memory::resident_kb,
};
use darasa_local::{
    emulators::clerk::ClerkEmulator,
    services::{
        certificates::Authority,
        postgres::{Postgres, Purpose, connect},
    },
};
use report::{Runs, bars, runs_table};

const ROUNDS: usize = 20;
const OWNER: &str = "user_7";
/// A peer that was started for the first time writes down what V8 has compiled after a second.
const PEER_WRITES_ITS_CACHE: Duration = Duration::from_secs(2);

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
    /// From the start to the end of the reply, by all threads.
    cpu: Duration,
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
    #[expect(clippy::disallowed_methods, reason = "where Node is, is no setting of darasa")]
    let path = std::env::var("PATH").unwrap_or_default();
    let env = |database_url: &str| {
        let mut env = usual_env(&clerk, database_url);
        env.extend(
            [
                ("DB_SSLROOTCERT", authority.pem()),
                ("OWNER", OWNER.to_owned()),
                // A first request needs no second connection, and none of these asks a model.
                ("DB_POOL_SIZE", "1".to_owned()),
                ("GEMINI_BASE_URL", "http://127.0.0.1:9".to_owned()),
                ("NODE_ENV", "production".to_owned()),
                ("PATH", path.clone()),
            ]
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
    let peer = |name, which: &str, path| {
        let mut peer = candidate(name, "bench/peer/bundled.cjs", &plain, path);
        peer.env.insert("PEER".to_owned(), which.to_owned());
        peer
    };
    let list = "/api/job-infos";
    let candidates = [
        candidate("bare hello", "bench/hello/target/release/hello", &plain, "/"),
        candidate("darasa health", "target/release/health", &plain, "/api/health"),
        peer("Node health, usual", "usual", "/api/health"),
        peer("Node health, tuned", "tuned", "/api/health"),
        candidate("bare list", "bench/hello/target/release/list", &plain, "/"),
        candidate("limit", "bench/limit/target/release/limit", &plain, list),
        candidate("darasa job-infos", "target/release/job-infos", &plain, list),
        candidate("darasa job-infos, TLS", "target/release/job-infos", &encrypted, list),
        reporting("darasa job-infos, SENTRY_DSN"),
        peer("Node list, usual", "usual", list),
        peer("Node list, tuned", "tuned", list),
    ];

    tokio::task::block_in_place(|| {
        let runs = measure(&candidates)?;
        println!("{}\n\n{}", runs_table(&runs)?, bars_table(&bars(&runs)?));
        Ok(())
    })
}

fn measure(candidates: &[Candidate]) -> Result<Vec<Runs<'_>>> {
    // Once without counting, so that every page of every executable is in memory, and every peer's code is compiled.
    for candidate in candidates {
        let peer = candidate.env.contains_key("PEER");
        start(candidate, if peer { PEER_WRITES_ITS_CACHE } else { Duration::ZERO })?;
    }
    let mut all: Vec<_> = candidates.iter().map(|candidate| Runs { candidate, runs: Vec::new() }).collect();
    for nth in 0..ROUNDS {
        eprintln!("round {} of {ROUNDS}", nth + 1);
        for Runs { candidate, runs } in &mut all {
            runs.push(start(candidate, Duration::ZERO)?);
        }
    }
    for Runs { runs, .. } in &mut all {
        runs.sort_by_key(|run| run.took);
    }
    Ok(all)
}

/// A fresh process, asked once. It ends after `stays`.
fn start(candidate: &Candidate, stays: Duration) -> Result<Run> {
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
    let (cpu, resident_kb) = (Duration::from_secs_f64(exact_cpu_seconds(&function)?), resident_kb(&function)?);
    sleep(stays);
    match head.ends_with(b" 200") {
        true => Ok(Run { took, cpu, resident_kb }),
        false => Err(format!("{} said {}", candidate.name, String::from_utf8_lossy(&head)).into()),
    }
}
