//! Callgrind: how many instructions a function executes for one request, in user's mode, counted by Valgrind.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use darasa_local::services::temporary;
use tokio::{task::block_in_place, time::sleep};

use crate::{
    functions::{Env, Function, Launch, PEOPLE, Result, on_one_cpu},
    rounds::{Visitor, Work},
};

/// What is done after a reply has been read (a line in the log, the word to the host) is over by then.
pub(crate) const SETTLED: Duration = Duration::from_millis(300);

/// How many people ask.
const FEW: usize = 5;

/// What takes memory from the heap; whatever else does calls one of these.
const ALLOCATORS: [&str; 5] = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"];

/// What one request costs.
#[derive(Clone, Copy)]
pub struct Counts {
    pub instructions: u64,
    pub allocations: f64,
}

/// A function that Valgrind executes, and counts.
pub struct Counted {
    function: Function,
    /// Where the counts are written; the first dump has `.1` behind it.
    counts: PathBuf,
    /// How its gdbserver is reached.
    prefix: PathBuf,
}

/// How many requests are asked, one after the other: without counting, and counted.
#[derive(Clone, Copy)]
pub struct Requests {
    pub warm_up: usize,
    pub counted: usize,
}

impl Counted {
    /// `counts` is a file for whoever looks further, with `callgrind_annotate`.
    pub fn start(executable: &Path, env: &Env, counts: PathBuf) -> Result<Self> {
        if !executable.is_file() {
            return Err(format!("{} is not built", executable.display()).into());
        }
        let prefix = temporary::path("vgdb");
        let mut command = on_one_cpu("valgrind");
        command.args(["--tool=callgrind", "--quiet", "--vgdb=yes"]);
        command.arg(option("--vgdb-prefix", &prefix)).arg(option("--callgrind-out-file", &counts));
        command.arg(executable);
        let function = block_in_place(|| Launch::with(command, env)?.start())?;
        Ok(Self { function, counts, prefix })
    }

    /// For each request, of one after the other over one connection.
    pub async fn count(&self, work: &Arc<Work>, requests: Requests) -> Result<Counts> {
        let mut visitor = Visitor::connect(self.function.port).await?;
        for nth in 0..requests.warm_up {
            visitor.ask(work, number(nth)).await?;
        }
        sleep(SETTLED).await;
        self.command("zero")?;
        for nth in requests.warm_up..requests.warm_up + requests.counted {
            visitor.ask(work, number(nth)).await?;
        }
        sleep(SETTLED).await;
        self.command("dump")?;
        let dump = fs::read_to_string(self.counts.with_added_extension("1"))?;
        let allocations = calls_of(&dump, &ALLOCATORS) as f64 / requests.counted as f64;
        Ok(Counts { instructions: total(&dump)? / requests.counted as u64, allocations })
    }

    fn command(&self, command: &str) -> Result<()> {
        let mut vgdb = Command::new("vgdb");
        vgdb.arg(format!("--pid={}", self.function.id())).arg(option("--vgdb-prefix", &self.prefix)).arg(command);
        let output = block_in_place(|| vgdb.output())?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("vgdb {command}: {}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }
}

fn total(dump: &str) -> Result<u64> {
    let total = dump.lines().rev().find_map(|line| line.strip_prefix("totals: "));
    Ok(total.ok_or("callgrind writes its totals")?.trim().parse()?)
}

/// How often functions of these names were called by others. A name stands behind its number where it comes first, and
/// is that number later; a call is the line after the name of who is called.
fn calls_of(dump: &str, names: &[&str]) -> u64 {
    let (mut numbers, mut called, mut calls) = (HashSet::new(), false, 0);
    for line in dump.lines() {
        let function = line.strip_prefix("cfn=").or_else(|| line.strip_prefix("fn="));
        if let Some(function) = function {
            let (number, name) = function.split_once(' ').unwrap_or((function, ""));
            if names.contains(&name) {
                numbers.insert(number);
            }
            called = line.starts_with('c') && numbers.contains(number);
        } else if let Some(call) = line.strip_prefix("calls=").filter(|_| called) {
            calls += call.split(' ').next().and_then(|count| count.parse::<u64>().ok()).unwrap_or_default();
        }
    }
    calls
}

/// The number of a request, so that a few people take turns with all of their jobs: the signature of a token is checked
/// once, in the warm-up.
pub(crate) fn number(nth: usize) -> usize {
    nth / FEW * PEOPLE + nth % FEW
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_name_and_by_the_number_of_a_name() {
        let dump = "fn=(1) main\n1 5\ncfn=(2) malloc\ncalls=3 0\n1 30\ncfn=(3) free\ncalls=9 0\n1 9\n\
                    fn=(2)\n1 30\ncfn=(4) sysmalloc\ncalls=7 0\n\
                    fn=(5) grow\ncfn=(2)\ncalls=4 0\n1 40\ntotals: 123\n";
        assert_eq!(calls_of(dump, &ALLOCATORS), 7);
        assert_eq!(total(dump).unwrap(), 123);
    }
}
