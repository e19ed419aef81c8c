//! Load benchmark: darasa's functions beside a bare runtime, beside the least that could do the same, and beside what
//! one would write instead, taking turns. `bench/load.sh` builds them and calls this.

mod bars;
mod candidates;
mod chart;
mod json;
mod live;
mod marks;
mod plan;
mod reader;
mod results;
mod tables;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use darasa_bench::{
    arguments::plan_or_usage,
    cpu::PostgresCpu,
    functions::{Env, Result},
    memory::resident_kb,
    model,
    replaced_root::ReplacedRoot,
    rounds::{Candidate, Load, ask, measure, seeded},
    works::{AT_ONCE, HEALTH, LIST, STREAM, Works},
};
use tokio::time::sleep;
use tokio_postgres::Client;

use crate::{
    candidates::{OVERLOAD, Transport, Who, candidates, command, executable},
    live::{Until, hold},
    plan::{Plan, USAGE},
    results::{Conditions, Figure, LiveFigure, Results, Work},
    tables::BUSY,
};

/// So many answers share a connection to the model: what real servers allow.
const STREAMS_OF_A_CONNECTION: u32 = 100;

struct Bench<'a> {
    root: PathBuf,
    plan: &'a Plan,
    admin: Client,
    postgres: PostgresCpu,
    works: Works,
    began: Instant,
}

#[tokio::main]
async fn main() -> ExitCode {
    let plan = match plan_or_usage(Plan::from_arguments(std::env::args().skip(1)), USAGE) {
        Ok(plan) => plan,
        Err(ended) => return ended,
    };
    match run(&plan).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("load: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(plan: &Plan) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize()?;
    let (postgres, database, admin) = seeded(&root).await?;
    let works = Works::new(&database, &admin).await?;
    let mut conditions = Conditions::now(plan, &admin).await?;
    let (cpu, began) = (PostgresCpu::new(&postgres)?, Instant::now());
    let bench = Bench { root: root.clone(), plan, admin, postgres: cpu, works, began };

    let health = bench.take_turns("W-health", HEALTH, 64).await?;
    let list = bench.take_turns("W-list", LIST, 64).await?;
    let stream = bench.take_turns("W-stream", STREAM, 16).await?;
    let live = bench.hold_streams().await?;
    bench.progress("done");
    conditions.over()?;
    report(&Results { conditions, health, list, stream, live }, plan, &root)
}

/// Prints all, and writes what the plan wants to be written.
fn report(results: &Results, plan: &Plan, root: &Path) -> Result<()> {
    let (guide, readme) = (tables::guide(results), tables::readme(results));
    println!("For docs/performance.md:\n\n{guide}\n\nFor README.md:\n\n{readme}");
    fs::create_dir_all(root.join("target/bench"))?;
    fs::write(root.join("target/bench/load.json"), format!("{:#}\n", json::to_json(results)))?;
    if plan.chart || plan.write {
        // A quick look is not for the docs.
        let folder = if plan.quick { "target/bench" } else { "docs/images" };
        fs::write(root.join(folder).join("performance.svg"), chart::svg(results))?;
    }
    if plan.write {
        marks::renew(&root.join("docs/performance.md"), &guide)?;
        marks::renew(&root.join("README.md"), &readme)?;
    }
    Ok(())
}

impl Bench<'_> {
    /// One work, done by all in turns.
    async fn take_turns(&self, name: &'static str, function: &str, connections: usize) -> Result<Work> {
        self.progress(name);
        let work = self.works.work(function);
        let mut turns = Vec::new();
        for who in candidates(function, self.plan.quick) {
            let executable = executable(&self.root, self.plan, *who, function);
            let env = self.works.env_with(AT_ONCE).await?;
            turns.push(launch(*who, &executable, self.plan.one_cpu, &env)?);
        }
        let schedule = self.plan.schedule();
        let load = Load { connections, work: &work, schedule, postgres: self.postgres };
        // Each round begins without earlier questions, of which darasa reminds the model.
        let begin = async || Ok(self.admin.batch_execute("truncate questions cascade").await?);
        measure(&mut turns, &load, begin).await?;

        let mut figures = Vec::new();
        for (who, candidate) in candidates(function, self.plan.quick).iter().zip(&turns) {
            let looking = async {
                sleep(self.plan.busy() / 2).await;
                resident_kb(&candidate.function)
            };
            let asking = ask(candidate.function.port, BUSY, self.plan.busy(), &work);
            let (answered, resident) = tokio::join!(asking, looking);
            answered?;
            figures.push(Figure { who: *who, sample: candidate.median(), busy_mb: resident? as f64 / 1e3 });
        }
        Ok(Work { name, connections, figures })
    }

    /// Streams that are open at the same time, of one fresh process at a time.
    async fn hold_streams(&self) -> Result<Vec<LiveFigure>> {
        let (work, live) = (self.works.work(STREAM), self.plan.live());
        let root = ReplacedRoot::new()?;
        let over_http1 = self.works.env_with(live.pace).await?;
        let encrypted = model::http2::start(live.pace, root.server()?, STREAMS_OF_A_CONNECTION).await?;
        let over_http2 = self.works.env_with_model(encrypted);
        let mut figures = Vec::new();
        for &(who, transport, streams) in candidates::live(self.plan.quick) {
            self.progress(&format!("{streams} live streams of {}, model over {}", who.name(), transport.name()));
            let usual = executable(&self.root, self.plan, who, STREAM);
            let candidate = match transport {
                Transport::Http1 => launch(who, &usual, false, &over_http1)?,
                Transport::Http2 => {
                    let copy = self.root.join("target/bench").join(STREAM);
                    fs::create_dir_all(self.root.join("target/bench"))?;
                    root.copy(&usual, &copy)?;
                    launch(who, &copy, false, &over_http2)?
                }
            };
            self.admin.batch_execute("truncate questions cascade").await?;
            let until = if streams >= OVERLOAD { Until::Watched } else { Until::Complete };
            let held = hold(&candidate.function, streams, &work, live, until).await?;
            figures.push(LiveFigure { who, transport, streams, held });
        }
        Ok(figures)
    }

    fn progress(&self, part: &str) {
        eprintln!("{:>4} s  {part}", self.began.elapsed().as_secs());
    }
}

fn launch(who: Who, path: &Path, one_cpu: bool, env: &Env) -> Result<Candidate> {
    if !path.is_file() {
        return Err(format!("{} is not there: bench/load.sh builds it", path.display()).into());
    }
    Candidate::launch(who.name(), command(path, one_cpu), env)
}
