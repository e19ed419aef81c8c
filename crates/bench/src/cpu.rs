//! CPU time of processes, in user's and in system's mode: of a function, of this program, and of a Postgres with all
//! that belongs to it.

use std::{fs, str::SplitWhitespace};

use darasa_local::services::postgres::Postgres;

use crate::functions::{Function, Result};

/// In which Linux counts a process's time.
const TICKS_PER_SECOND: f64 = 100.0;
/// Of the numbers behind a process's name: the first of its own two times, and of those of its children that ended.
const OWN: usize = 11;
const ENDED_CHILDREN: usize = 13;

/// Spent by a function so far, its threads that ended too.
pub fn cpu_seconds(function: &Function) -> Result<f64> {
    ticks(&function.proc_file("stat")?, OWN)
}

/// Spent by this program: who asks, and whom it plays.
pub fn own_cpu_seconds() -> Result<f64> {
    ticks(&fs::read_to_string("/proc/self/stat")?, OWN)
}

/// Spent by the threads that a function has now, to the microsecond: for what lasts a few milliseconds.
pub fn exact_cpu_seconds(function: &Function) -> Result<f64> {
    let threads = fs::read_dir(format!("/proc/{}/task", function.id()))?;
    threads.map(|thread| executed(&fs::read_to_string(thread?.path().join("schedstat"))?)).sum()
}

/// A private Postgres and its processes.
#[derive(Clone, Copy)]
pub struct PostgresCpu {
    postmaster: u32,
}

impl PostgresCpu {
    pub fn new(postgres: &Postgres) -> Result<Self> {
        let note = postgres.folder().ok_or("a private Postgres")?.join("data/postmaster.pid");
        let text = fs::read_to_string(note)?;
        Ok(Self { postmaster: text.lines().next().ok_or("postmaster.pid names a process")?.trim().parse()? })
    }

    /// Spent by all of its processes so far, by those that ended too.
    pub fn seconds(&self) -> Result<f64> {
        let postmaster = self.postmaster;
        let ended = ticks(&fs::read_to_string(format!("/proc/{postmaster}/stat"))?, ENDED_CHILDREN)?;
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"))?;
        let alive = children.split_whitespace().map(str::to_owned).chain([postmaster.to_string()]);
        // One that has just ended is counted by the postmaster from now on.
        let schedstat = |process: String| fs::read_to_string(format!("/proc/{process}/schedstat")).ok();
        Ok(ended + alive.filter_map(schedstat).map(|text| executed(&text)).sum::<Result<f64>>()?)
    }
}

/// Two numbers of a process's `stat`, whose name may hold spaces.
fn ticks(stat: &str, first: usize) -> Result<f64> {
    let after_name: SplitWhitespace<'_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = after_name.skip(first).take(2).map(str::parse::<u64>).sum::<std::result::Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS_PER_SECOND)
}

/// The first number of a thread's `schedstat`, which are nanoseconds.
fn executed(schedstat: &str) -> Result<f64> {
    let nanoseconds: u64 = schedstat.split_whitespace().next().ok_or("Linux tells schedstat")?.parse()?;
    Ok(nanoseconds as f64 / 1e9)
}
