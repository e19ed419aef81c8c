//! Results of the load benchmark: the figures, and where they were measured.

use std::fs;

use darasa_bench::{functions::Result, rounds::Sample};
use tokio_postgres::Client;

use crate::{
    candidates::{Transport, Who},
    live::Held,
    plan::Plan,
};

pub struct Results {
    pub conditions: Conditions,
    pub health: Work,
    pub list: Work,
    pub stream: Work,
    pub live: Vec<LiveFigure>,
}

/// Where and how it was measured.
pub struct Conditions {
    pub command: String,
    pub date: String,
    pub postgres: String,
    pub node: String,
    pub cpu: String,
    pub cpus: usize,
    /// Of one minute, before and after.
    pub load_average: [f64; 2],
    pub rounds: usize,
    pub one_cpu: bool,
    pub quick: bool,
}

/// One work, done by all in turns.
pub struct Work {
    pub name: &'static str,
    pub connections: usize,
    pub figures: Vec<Figure>,
}

#[derive(Clone, Copy)]
pub struct Figure {
    pub who: Who,
    pub sample: Sample,
    pub busy_mb: f64,
}

#[derive(Clone, Copy)]
pub struct LiveFigure {
    pub who: Who,
    pub transport: Transport,
    pub streams: u32,
    pub held: Held,
}

impl Work {
    pub fn of(&self, who: Who) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.who == who)
    }
}

impl Figure {
    pub fn cpu(&self) -> f64 {
        self.sample.cpu_microseconds
    }

    pub fn postgres(&self) -> f64 {
        self.sample.postgres_microseconds
    }

    pub fn rate(&self) -> f64 {
        self.sample.per_second
    }
}

impl Conditions {
    pub async fn now(plan: &Plan, admin: &Client) -> Result<Self> {
        let asked = "select to_char(now(), 'YYYY-MM-DD'), split_part(current_setting('server_version'), ' ', 1)";
        let row = admin.query_one(asked, &[]).await?;
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let command = [vec!["bench/load.sh".to_owned()], arguments].concat().join(" ");
        Ok(Self {
            command,
            date: row.get(0),
            postgres: row.get(1),
            node: node().unwrap_or_else(|| "unknown".to_owned()),
            cpu: cpu_model().unwrap_or_else(|| "unknown".to_owned()),
            cpus: std::thread::available_parallelism()?.get(),
            load_average: [load_average()?; 2],
            rounds: plan.schedule().rounds,
            one_cpu: plan.one_cpu,
            quick: plan.quick,
        })
    }

    pub fn over(&mut self) -> Result<()> {
        self.load_average[1] = load_average()?;
        Ok(())
    }
}

fn node() -> Option<String> {
    let output = std::process::Command::new("node").arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().trim_start_matches('v').to_owned())
}

fn cpu_model() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn load_average() -> Result<f64> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().ok_or("Linux tells the load average")?.parse()?)
}

impl Results {
    pub fn works(&self) -> [&Work; 3] {
        [&self.health, &self.list, &self.stream]
    }

    pub fn held(&self, who: Who, transport: Transport, streams: u32) -> Option<Held> {
        let same = |figure: &&LiveFigure| (figure.who, figure.transport, figure.streams) == (who, transport, streams);
        self.live.iter().find(same).map(|figure| figure.held)
    }
}
