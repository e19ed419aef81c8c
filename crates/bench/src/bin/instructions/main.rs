//! Instruction counts of a request: darasa's functions beside the least that could do the same, counted by callgrind,
//! and so the same on a busy machine. `bench/instructions.sh` builds them and calls this.

mod ratios;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use darasa_bench::{
    arguments::plan_or_usage,
    callgrind::{self, Counted, Requests},
    functions::Result,
    markdown::table,
    rounds::seeded,
    syscalls,
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

/// A request of one work, of all who do it.
struct Counts {
    work: &'static str,
    darasa: Count,
    bare: Option<Count>,
    limit: Count,
}

#[derive(Clone, Copy)]
struct Count {
    /// In user's mode.
    instructions: u64,
    allocations: f64,
    /// Not counted where only ratios are checked.
    syscalls: Option<f64>,
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
            let (env, work) = (works.env_with(AT_ONCE).await?, works.work(function));
            let counted = Counted::start(executable, &env, counts)?.count(&work, requests).await?;
            let syscalls = if plan.check {
                None
            } else {
                admin.batch_execute("truncate questions cascade").await?;
                Some(syscalls::per_request(executable, &env, &work, requests).await?)
            };
            let callgrind::Counts { instructions, allocations } = counted;
            Ok::<_, Box<dyn Error + Send + Sync>>(Count { instructions, allocations, syscalls })
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
    let thousands = |count: Count| format!("{:.1} k", count.instructions as f64 / 1e3);
    let line = |Counts { work, darasa, bare, limit }: &Counts| {
        let ratio = |other: Count| format!("{:.2} ×", darasa.instructions as f64 / other.instructions as f64);
        let (bare, of_bare) = (bare.map(thousands).unwrap_or_default(), bare.map(ratio).unwrap_or_default());
        vec![(*work).to_owned(), thousands(*darasa), bare, thousands(*limit), of_bare, ratio(*limit)]
    };
    let head = ["instructions a request", "darasa", "bare", "limit", "of bare", "of limit"];
    println!("{}\n", table(&head, counts.iter().map(line)));

    let line = |Counts { work, darasa, bare, limit }: &Counts| {
        let counts = |of: fn(Count) -> Option<f64>| {
            let count = |count: Count| of(count).map(|count| format!("{count:.1}")).unwrap_or_default();
            [count(*darasa), bare.map(count).unwrap_or_default(), count(*limit)]
        };
        let (allocations, syscalls) = (counts(|count| Some(count.allocations)), counts(|count| count.syscalls));
        [vec![(*work).to_owned()], allocations.to_vec(), syscalls.to_vec()].concat()
    };
    let head = ["a request", "allocations: darasa", "bare", "limit", "system calls: darasa", "bare", "limit"];
    println!("{}", table(&head, counts.iter().map(line)));
}
