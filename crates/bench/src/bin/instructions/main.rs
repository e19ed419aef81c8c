//! Instruction counts of a request: darasa's functions beside the least that could do the same, counted by callgrind,
//! and so the same on a busy machine. `bench/instructions.sh` builds them and calls this.

mod ratios;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use darasa_bench::{
    arguments::plan_or_usage,
    callgrind::{Counted, Requests},
    functions::Result,
    rounds::seeded,
    works::{AT_ONCE, BARE, HEALTH, LIST, STREAM, Works},
};
use ratios::Ratios;

const USAGE: &str = "\
Instructions a request in user's mode: health, a list of 20 jobs, and a generated question of 100 deltas.

  --check               fails where a ratio is more than 5 % away from bench/instructions.json
  --write               renews bench/instructions.json: after a change that is meant to cost more or less; commit it
  --functions FOLDER    where darasa's executables are (target/release)

A ratio is between two counts of the same run: with another compiler or other versions of what all of them link both
change, and less so the ratio. target/instructions has what each count is made of, for callgrind_annotate.";

/// What is counted, and how often: each longer piece of work less often.
const WORKS: [(&str, &str, Requests); 3] = [
    ("health", HEALTH, Requests { warm_up: 50, counted: 200 }),
    ("list", LIST, Requests { warm_up: 30, counted: 100 }),
    ("stream", STREAM, Requests { warm_up: 10, counted: 40 }),
];
/// The functions beside darasa's; the first has one work only, a constant.
const CONSTANT: &str = "bench/hello/target/release/hello";
const LIMIT: &str = "bench/limit/target/release/limit";

#[derive(Default)]
struct Plan {
    check: bool,
    write: bool,
    functions: Option<PathBuf>,
}

/// Instructions a request of one work.
struct Counts {
    work: &'static str,
    darasa: u64,
    bare: Option<u64>,
    limit: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let plan = match plan_or_usage(plan(), USAGE) {
        Ok(plan) => plan,
        Err(ended) => return ended,
    };
    match run(&plan).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("instructions: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// None when help is asked for.
fn plan() -> std::result::Result<Option<Plan>, String> {
    let (mut plan, mut arguments) = (Plan::default(), std::env::args().skip(1));
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => plan.check = true,
            "--write" => plan.write = true,
            "--functions" => plan.functions = Some(arguments.next().ok_or("--functions wants a folder")?.into()),
            "-h" | "--help" => return Ok(None),
            _ => return Err(format!("unknown argument: {argument}")),
        }
    }
    Ok(Some(plan))
}

async fn run(plan: &Plan) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let folder = root.join("target/instructions");
    fs::create_dir_all(&folder)?;
    let functions = plan.functions.clone().unwrap_or_else(|| root.join("target/release"));
    let (_postgres, database, admin) = seeded(root).await?;
    let works = Works::new(&database, &admin).await?;

    let mut counts = Vec::new();
    for (work, function, requests) in WORKS {
        let count = async |candidate: &str, function: &str, executable: &Path| {
            // Each begins without earlier questions, of which darasa reminds the model.
            admin.batch_execute("truncate questions cascade").await?;
            let counts = folder.join(format!("{candidate}-{work}"));
            let counted = Counted::start(executable, &works.env_with(AT_ONCE).await?, counts)?;
            counted.instructions(&works.work(function), requests).await
        };
        let darasa = count("darasa", function, &functions.join(function)).await?;
        let bare = if function == HEALTH { Some(count("bare", BARE, &root.join(CONSTANT)).await?) } else { None };
        let limit = count("limit", function, &root.join(LIMIT)).await?;
        counts.push(Counts { work, darasa, bare, limit });
    }

    print(&counts);
    let (ratios, file) = (Ratios::new(&counts), root.join("bench/instructions.json"));
    if plan.write {
        ratios.write(&file)?;
    }
    if plan.check { ratios.check(&Ratios::read(&file)?) } else { Ok(()) }
}

fn print(counts: &[Counts]) {
    let thousands = |count: u64| format!("{:.1} k", count as f64 / 1e3);
    println!("| instructions a request | darasa | bare | limit | of bare | of limit |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for Counts { work, darasa, bare, limit } in counts {
        let ratio = |other: u64| format!("{:.2} ×", *darasa as f64 / other as f64);
        let (bare, of_bare) = (bare.map(thousands).unwrap_or_default(), bare.map(ratio).unwrap_or_default());
        let (darasa, limit, of_limit) = (thousands(*darasa), thousands(*limit), ratio(*limit));
        println!("| {work} | {darasa} | {bare} | {limit} | {of_bare} | {of_limit} |");
    }
}
