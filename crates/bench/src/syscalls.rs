//! System calls a request, counted by strace: of a function that runs as usual, on one CPU.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use darasa_local::services::temporary;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{task::block_in_place, time::sleep};

use crate::{
    callgrind::{Requests, SETTLED, number},
    functions::{Env, Launch, Result, on_one_cpu},
    rounds::{Visitor, Work},
};

/// What is waited for depends on the moment, so two runs differ by some hundredths.
pub async fn per_request(executable: &Path, env: &Env, work: &Arc<Work>, requests: Requests) -> Result<f64> {
    let function = block_in_place(|| Launch::with(on_one_cpu(executable), env)?.start())?;
    let mut visitor = Visitor::connect(function.port).await?;
    for nth in 0..requests.warm_up {
        visitor.ask(work, number(nth)).await?;
    }
    sleep(SETTLED).await;
    let trace = block_in_place(|| Trace::of(function.id()))?;
    for nth in requests.warm_up..requests.warm_up + requests.counted {
        visitor.ask(work, number(nth)).await?;
    }
    sleep(SETTLED).await;
    Ok(block_in_place(|| trace.calls())? as f64 / requests.counted as f64)
}

/// A strace that counts.
struct Trace {
    strace: Child,
    summary: std::path::PathBuf,
}

impl Trace {
    /// Returns when all threads of the process are watched.
    fn of(process: u32) -> Result<Self> {
        let summary = temporary::path("syscalls");
        let mut strace = Command::new("strace");
        strace.args(["-c", "-f", "-p", &process.to_string(), "-o"]).arg(&summary);
        let mut strace = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut said = String::new();
        BufReader::new(strace.stderr.take().ok_or("strace has a stderr")?).read_line(&mut said)?;
        if said.contains("attached") {
            return Ok(Self { strace, summary });
        }
        strace.kill().ok();
        strace.wait()?;
        Err(format!("strace may not attach ({}): be root, or set kernel.yama.ptrace_scope to 0", said.trim()).into())
    }

    fn calls(mut self) -> Result<u64> {
        let process = i32::try_from(self.strace.id()).ok().and_then(Pid::from_raw).ok_or("strace has a number")?;
        kill_process(process, Signal::INT)?;
        self.strace.wait()?;
        let summary = fs::read_to_string(&self.summary)?;
        fs::remove_file(&self.summary)?;
        total(&summary).ok_or_else(|| format!("strace counts in another way: {summary}").into())
    }
}

/// Of the line of totals, the number before that of errors, which need not be there: its fourth word.
fn total(summary: &str) -> Option<u64> {
    let line = summary.lines().rev().find(|line| line.trim_end().ends_with(" total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_with_errors_and_without() {
        let head = "% time     seconds  usecs/call     calls    errors syscall\n";
        assert_eq!(total(&format!("{head}100.00    0.001202           2       504        12 total\n")), Some(504));
        assert_eq!(total(&format!("{head}100.00    0.001202           2       504           total\n")), Some(504));
        assert_eq!(total(head), None);
    }
}
