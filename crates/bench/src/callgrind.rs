//! Callgrind: how many instructions a function executes for one request, in user's mode, counted by Valgrind.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use darasa_local::services::temporary;
use tokio::{task::block_in_place, time::sleep};

use crate::{
    functions::{Env, Function, Launch, PEOPLE, Result},
    rounds::{Visitor, Work},
};

/// What is done after a reply has been read (a line in the log, the word to the host) is over by then.
const SETTLED: Duration = Duration::from_millis(300);

/// How many people ask.
const FEW: usize = 5;

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
        // On one CPU, as most instances have.
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0", "valgrind", "--tool=callgrind", "--quiet", "--vgdb=yes"]);
        command.arg(option("--vgdb-prefix", &prefix)).arg(option("--callgrind-out-file", &counts));
        command.arg(executable);
        let function = block_in_place(|| Launch::with(command, env)?.start())?;
        Ok(Self { function, counts, prefix })
    }

    /// Instructions a request, of one after the other over one connection.
    pub async fn instructions(&self, work: &Arc<Work>, requests: Requests) -> Result<u64> {
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
        Ok(self.total()? / requests.counted as u64)
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

    fn total(&self) -> Result<u64> {
        let dump = fs::read_to_string(self.counts.with_added_extension("1"))?;
        let total = dump.lines().rev().find_map(|line| line.strip_prefix("totals: "));
        Ok(total.ok_or("callgrind writes its totals")?.trim().parse()?)
    }
}

/// The number of a request, so that a few people take turns with all of their jobs: the signature of a token is checked
/// once, in the warm-up.
fn number(nth: usize) -> usize {
    nth / FEW * PEOPLE + nth % FEW
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}
