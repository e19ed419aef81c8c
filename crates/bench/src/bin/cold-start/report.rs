//! Report of cold starts: the table of all candidates, and the bars.

use std::{fs, time::Duration};

use darasa_bench::{
    bar::{Asked, Bar},
    functions::Result,
    markdown::table,
};

use crate::{Candidate, ROUNDS, Run};

/// All runs of a candidate, the quickest first.
pub struct Runs<'a> {
    pub candidate: &'a Candidate,
    pub runs: Vec<Run>,
}

impl Runs<'_> {
    fn median(&self) -> Run {
        self.runs[self.runs.len() / 2]
    }

    /// Of all runs, also where the quickest was not the cheapest.
    fn median_cpu(&self) -> Duration {
        let mut cpu: Vec<_> = self.runs.iter().map(|run| run.cpu).collect();
        cpu.sort();
        cpu[cpu.len() / 2]
    }
}

pub fn runs_table(all: &[Runs<'_>]) -> Result<String> {
    let first = format!("cold start, {ROUNDS} runs");
    let line = |all: &Runs<'_>| {
        let Runs { candidate, runs } = all;
        let size = fs::metadata(&candidate.executable)?.len() as f64 / 1e6;
        // Of a peer it is the small one that starts the bundle.
        let size = if candidate.env.contains_key("PEER") { String::new() } else { format!("{size:.2} MB") };
        let (median, best, worst) = (all.median(), runs[0], runs[runs.len() - 1]);
        let resident = format!("{:.1} MB", median.resident_kb as f64 / 1e3);
        let times = [median.took, best.took, worst.took, all.median_cpu()].map(|took| format!("{:.1} ms", ms(took)));
        Ok([vec![candidate.name.to_owned()], times.to_vec(), vec![resident, size]].concat())
    };
    let lines = all.iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok(table(&[&first, "median", "best", "worst", "CPU", "RSS after the reply", "stripped"], lines.into_iter()))
}

/// By medians.
pub fn bars(all: &[Runs<'_>]) -> Result<Vec<Bar>> {
    let runs = |name: &str| all.iter().find(|runs| runs.candidate.name == name).ok_or_else(|| format!("no {name}"));
    let took = |name: &str| Ok::<_, String>(ms(runs(name)?.median().took));
    let cpu = |name: &str| Ok::<_, String>(ms(runs(name)?.median_cpu()));
    let health = cpu("darasa health")? - cpu("bare hello")?;
    let list = took("darasa job-infos")? - took("limit")?;
    let best =
        |work: &str| Ok::<_, String>(took(&format!("Node {work}, usual"))?.min(took(&format!("Node {work}, tuned"))?));
    let health_of_peer = best("health")? / took("darasa health")?;
    let list_of_peer = best("list")? / took("darasa job-infos")?;
    Ok(vec![
        Bar::new("health, CPU more than bare's", Asked::AtMost(1.0), " ms", health),
        Bar::new("list, later than the limit", Asked::AtMost(3.0), " ms", list),
        Bar::new("health, the best bundled peer's time", Asked::AtLeast(7.0), " ×", health_of_peer),
        Bar::new("list, the best bundled peer's time", Asked::AtLeast(7.0), " ×", list_of_peer),
    ])
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
