//! AWS Lambda benchmark: from the start of a process to its first question for an event and to the end of its first
//! reply, and how long later replies take, beside Vercel's host. A fresh process each time, in turns. `bench/lambda.sh`
//! builds them and calls this.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use darasa_bench::functions::{Env, Launch, Result};
use darasa_local::testing::host::good_env;

const ROUNDS: usize = 30;
/// Requests of each process after its first one.
const WARM: usize = 100;
const EVENT: &str = r#"{"version":"2.0","rawPath":"/api/health","rawQueryString":"","headers":{"host":"measured"},"isBase64Encoded":false,"requestContext":{"http":{"method":"GET","sourceIp":"127.0.0.1"}}}"#;

struct Candidate {
    name: &'static str,
    executable: PathBuf,
    on_lambda: bool,
    runs: Vec<[Duration; 3]>,
}

fn main() -> Result<()> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/lambda-bench"));
    let candidate = |name, executable, on_lambda| Candidate {
        name,
        executable: folder.join(executable),
        on_lambda,
        runs: Vec::new(),
    };
    let mut candidates = [
        candidate("health, for Vercel alone, on Vercel", "health", false),
        candidate("health, for both, on Vercel", "health-both", false),
        candidate("health, for both, on Lambda", "health-both", true),
        candidate("all twelve, on Vercel", "bootstrap", false),
        candidate("all twelve, on Lambda", "bootstrap", true),
    ];
    // Once without counting, so that every page of every executable is in memory.
    for candidate in &candidates {
        candidate.start()?;
    }
    for _ in 0..ROUNDS {
        for candidate in &mut candidates {
            let run = candidate.start()?;
            candidate.runs.push(run);
        }
    }
    print(&mut candidates)
}

fn print(candidates: &mut [Candidate]) -> Result<()> {
    println!(
        "| {ROUNDS} runs, median | start → ready | start → answered | of the first row | later replies | stripped | of \
         the first row |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let mut first = None;
    for candidate in candidates {
        let [ready, answered, warm] = [0, 1, 2].map(|which| {
            candidate.runs.sort_by_key(|run| run[which]);
            candidate.runs[ROUNDS / 2][which].as_secs_f64() * 1e3
        });
        let size = fs::metadata(&candidate.executable)?.len() as f64 / 1e6;
        let (first_answered, first_size) = *first.get_or_insert((answered, size));
        println!(
            "| {} | {ready:.1} ms | {answered:.1} ms | {:.2} × | {warm:.2} ms | {size:.2} MB | {:.2} × |",
            candidate.name,
            answered / first_answered,
            size / first_size
        );
    }
    Ok(())
}

impl Candidate {
    /// Until it is ready for a request, until it has answered one, and the median of later replies.
    fn start(&self) -> Result<[Duration; 3]> {
        if self.on_lambda { on_lambda(&self.executable) } else { on_vercel(&self.executable) }
    }
}

fn env() -> Env {
    good_env().into_iter().chain([("VERCEL_ENV".to_owned(), "development".to_owned())]).collect()
}

fn on_vercel(executable: &Path) -> Result<[Duration; 3]> {
    let launch = Launch::new(executable, &env())?;
    let started = Instant::now();
    let function = launch.start()?;
    let ready = started.elapsed();
    let mut connection = TcpStream::connect(("127.0.0.1", function.port))?;
    connection.set_nodelay(true)?;
    let mut heard = BufReader::new(connection.try_clone()?);
    let mut ask = || {
        let began = Instant::now();
        connection.write_all(b"GET /api/health HTTP/1.1\r\nhost: measured\r\n\r\n")?;
        let head = read_head(&mut heard)?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.ok_or_else(|| head.clone())?.parse()?;
        heard.read_exact(&mut vec![0; length])?;
        if head.starts_with("HTTP/1.1 200") { Ok(began.elapsed()) } else { Err(head.into()) }
    };
    ask()?;
    let answered = started.elapsed();
    Ok([ready, answered, median(ask)?])
}

/// Of a process that is warm.
fn median(mut ask: impl FnMut() -> Result<Duration>) -> Result<Duration> {
    let mut times = (0..WARM).map(|_| ask()).collect::<Result<Vec<_>>>()?;
    times.sort();
    Ok(times[WARM / 2])
}

/// It is killed with its value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that ended by itself is as good.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn on_lambda(executable: &Path) -> Result<[Duration; 3]> {
    let api = TcpListener::bind(("127.0.0.1", 0))?;
    let mut command = Command::new(executable);
    command.env_clear().envs(env()).env("AWS_LAMBDA_RUNTIME_API", api.local_addr()?.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let _running = Running(command.spawn()?);
    let (connection, _) = api.accept()?;
    connection.set_nodelay(true)?;
    let mut heard = BufReader::new(connection.try_clone()?);
    read_head(&mut heard)?;
    let ready = started.elapsed();
    let mut ask = || invoke(&connection, &mut heard);
    ask()?;
    let answered = started.elapsed();
    Ok([ready, answered, median(ask)?])
}

/// From an event to the end of its reply. Afterwards the next one has been asked for, which is not counted.
fn invoke(mut connection: &TcpStream, heard: &mut impl BufRead) -> Result<Duration> {
    let began = Instant::now();
    let length = EVENT.len();
    let head = format!("HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: 1\r\ncontent-length: {length}\r\n\r\n");
    connection.write_all((head + EVENT).as_bytes())?;
    read_head(heard)?;
    let mut reply = Vec::new();
    while !reply.ends_with(b"0\r\n\r\n") {
        if heard.read_until(b'\n', &mut reply)? == 0 {
            return Err("it left".into());
        }
    }
    let took = began.elapsed();
    let reply = String::from_utf8_lossy(&reply);
    if !reply.contains(r#""statusCode":200"#) {
        return Err(reply.into());
    }
    connection.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
    read_head(heard)?;
    Ok(took)
}

/// The head of a request or of a reply.
fn read_head(heard: &mut impl BufRead) -> Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if heard.read_line(&mut head)? == 0 {
            return Err("it left".into());
        }
    }
    Ok(head)
}
