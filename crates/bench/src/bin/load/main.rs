//! Load benchmark: darasa's functions beside the least that could do the same and beside what one would write instead,
//! the three taking turns. `bench/load.sh` builds them and calls this.

mod live;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use darasa_bench::{
    functions::Result,
    memory::resident_kb,
    rounds::{Candidate, Sample, load, measure, seeded},
    works::{AT_ONCE, HEALTH, LIST, STREAM, Works},
};
use live::{Held, hold};
use tokio::time::sleep;
use tokio_postgres::Client;

/// How many connections a busy function has while its memory is looked at, and for how long.
const BUSY: usize = 256;
const BUSY_FOR: Duration = Duration::from_secs(2);
/// Who takes turns, and how many live streams each is given.
const CANDIDATES: [(&str, &[u32]); 3] = [("darasa", &[100, 500, 1000]), ("limit", &[1000]), ("peer", &[25, 50])];

struct Bench {
    root: PathBuf,
    admin: Client,
    works: Works,
}

/// Of darasa, the limit and the peer, in this order.
type Figures = [Figure; 3];

#[derive(Clone, Copy)]
struct Figure {
    name: &'static str,
    sample: Sample,
    busy_mb: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let (_postgres, database, admin) = seeded(root).await?;
    let works = Works::new(&database, &admin).await?;
    let bench = Bench { root: root.to_owned(), admin, works };

    bench.take_turns("W-health", HEALTH, 64).await?;
    let list = bench.take_turns("W-list", LIST, 64).await?;
    let stream = bench.take_turns("W-stream", STREAM, 16).await?;
    let most = bench.hold_streams().await?;
    print_bars(list, stream, &most);
    Ok(())
}

impl Bench {
    /// One work, done by all in turns; prints a line for each.
    async fn take_turns(&self, name: &str, function: &str, connections: usize) -> Result<Figures> {
        let work = self.works.work(function);
        let mut candidates = Vec::new();
        for (name, _) in CANDIDATES {
            candidates.push(Candidate::start(
                name,
                &self.executable(name, function),
                &self.works.env_with(AT_ONCE).await?,
            )?);
        }
        // Each round begins without earlier questions, of which darasa reminds the model.
        let begin = async || Ok(self.admin.batch_execute("truncate questions cascade").await?);
        measure(&mut candidates, connections, &work, begin).await?;

        let mut figures = Vec::new();
        for candidate in &candidates {
            let looking = async {
                sleep(BUSY_FOR / 2).await;
                resident_kb(&candidate.function)
            };
            let (loaded, resident) = tokio::join!(load(candidate.function.port, BUSY, BUSY_FOR, &work), looking);
            loaded?;
            figures.push(Figure { name: candidate.name, sample: candidate.median(), busy_mb: resident? as f64 / 1e3 });
        }
        let figures = figures.try_into().map_err(|_| "three candidates")?;
        print_figures(&format!("{name}, {connections} connections"), &figures);
        Ok(figures)
    }

    /// Streams that are open at the same time, of one fresh process at a time; prints a line for each number, and
    /// returns what most of darasa's were like.
    async fn hold_streams(&self) -> Result<Held> {
        println!(
            "\n| live streams, a delta each {} ms | streams | on time | p99 | CPU a delta | memory a stream |",
            live::PACE.between.as_millis()
        );
        println!("| --- | --- | --- | --- | --- | --- |");
        let (work, env, mut most) = (self.works.work(STREAM), self.works.env_with(live::PACE).await?, None);
        for (name, numbers) in CANDIDATES {
            for streams in numbers {
                let candidate = Candidate::start(name, &self.executable(name, STREAM), &env)?;
                let held = hold(&candidate.function, *streams, &work).await?;
                let (on_time, p99) = (held.on_time * 100.0, held.p99.as_secs_f64() * 1e3);
                let Held { kb_per_stream: kb, cpu_microseconds: cpu, .. } = held;
                println!("| {name} | {streams} | {on_time:.1} % | {p99:.1} ms | {cpu:.1} µs | {kb:.0} KB |");
                if name == "darasa" {
                    most = Some(held);
                }
            }
        }
        Ok(most.ok_or("darasa holds some")?)
    }

    fn executable(&self, candidate: &str, function: &str) -> PathBuf {
        self.root.join(match candidate {
            "limit" => "bench/limit/target/release/limit".to_owned(),
            "peer" => "bench/peer/server.mjs".to_owned(),
            _ => format!("target/release/{function}"),
        })
    }
}

fn print_figures(work: &str, figures: &Figures) {
    println!("\n| {work} | requests/s | of limit | CPU a request | of limit | at {BUSY} connections |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let limit = figures[1].sample;
    for Figure { name, sample, busy_mb } in figures {
        let Sample { per_second: rate, cpu_microseconds: cpu } = sample;
        let (faster, dearer) = (rate / limit.per_second, cpu / limit.cpu_microseconds);
        println!("| {name} | {rate:.0} | {faster:.2} × | {cpu:.0} µs | {dearer:.2} × | {busy_mb:.1} MB |");
    }
}

fn print_bars([list, list_limit, list_peer]: Figures, [stream, stream_limit, stream_peer]: Figures, live: &Held) {
    let cpu = |figure: Figure| figure.sample.cpu_microseconds;
    let p99 = live.p99.as_secs_f64() * 1e3;
    println!("\n| bar | asked | measured | kept |");
    println!("| --- | --- | --- | --- |");
    at_most("W-list, CPU of the limit's", 1.3, cpu(list) / cpu(list_limit));
    at_least("W-list, the peer's CPU", 8.0, cpu(list_peer) / cpu(list));
    at_least("W-list, requests of the limit's", 0.8, list.sample.per_second / list_limit.sample.per_second);
    at_most("W-stream, CPU of the limit's", 1.5, cpu(stream) / cpu(stream_limit));
    at_least("W-stream, the peer's CPU", 35.0, cpu(stream_peer) / cpu(stream));
    at_least("1,000 live streams, % on time", 93.0, live.on_time * 100.0);
    at_most("1,000 live streams, p99 in ms", 50.0, p99);
    at_most("1,000 live streams, KB each", 60.0, live.kb_per_stream);
    at_most("memory of W-list, MB", 25.0, list.busy_mb);
    at_most("memory of W-stream, MB", 25.0, stream.busy_mb);
}

fn at_most(figure: &str, bar: f64, measured: f64) {
    println!("| {figure} | ≤ {bar} | {measured:.2} | {} |", if measured <= bar { "yes" } else { "no" });
}

fn at_least(figure: &str, bar: f64, measured: f64) {
    println!("| {figure} | ≥ {bar} | {measured:.2} | {} |", if measured >= bar { "yes" } else { "no" });
}
