//! Plan of the load benchmark: its arguments, and how often and how long all is asked.

use std::{path::PathBuf, time::Duration};

use darasa_bench::{
    model::Pace,
    rounds::{Schedule, USUAL},
};

pub const USAGE: &str = "\
Load benchmark: darasa beside a bare runtime, the limit and two peers on Node, in turns; prints tables in Markdown and
writes target/bench/load.json.

  --quick               a minute, for a look at a change: fewer and shorter rounds, one Node, at most 500 live streams
  --rounds N            how often each is asked (7; a quick look 3)
  --chart               draws docs/images/performance.svg from what was measured (target/bench/ after a quick look)
  --write               puts the tables into docs/performance.md and README.md, and draws the chart
  --cpus 1 | 2          how many CPUs a function has (1, as most instances have; live streams always have all)
  --functions FOLDER    where darasa's executables are (target/release)

The driver, the model and Postgres share the machine with what they measure, so requests a second are everything's; the
CPU a request is the process's own.";

pub struct Plan {
    pub quick: bool,
    pub rounds: Option<usize>,
    pub chart: bool,
    pub write: bool,
    pub one_cpu: bool,
    pub functions: Option<PathBuf>,
}

/// How live streams are held.
#[derive(Clone, Copy)]
pub struct Live {
    pub pace: Pace,
    /// Nobody begins at the same moment as a thousand others.
    pub arriving: Duration,
}

impl Plan {
    /// None when help is asked for.
    pub fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut plan = Self { quick: false, rounds: None, chart: false, write: false, one_cpu: true, functions: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => plan.quick = true,
                "--rounds" => plan.rounds = Some(rounds(arguments.next())?),
                "--chart" => plan.chart = true,
                "--write" => plan.write = true,
                "--cpus" => plan.one_cpu = one_of_two(arguments.next())?,
                "--functions" => plan.functions = Some(arguments.next().ok_or("--functions wants a folder")?.into()),
                "-h" | "--help" => return Ok(None),
                _ => return Err(format!("unknown argument: {argument}")),
            }
        }
        if plan.quick && plan.write {
            return Err("--quick is for a look, --write for the docs: one of them".to_owned());
        }
        Ok(Some(plan))
    }

    pub fn schedule(&self) -> Schedule {
        let usual = if self.quick {
            Schedule { rounds: 3, lasts: Duration::from_millis(400), warm_up: Duration::from_millis(200) }
        } else {
            USUAL
        };
        Schedule { rounds: self.rounds.unwrap_or(usual.rounds), ..usual }
    }

    /// For how long a function is busy while its memory is looked at, half-way.
    pub fn busy(&self) -> Duration {
        if self.quick { Duration::from_millis(400) } else { Duration::from_secs(2) }
    }

    /// Six seconds of text: long enough to look at streams that are all open.
    pub fn live(&self) -> Live {
        let between = Duration::from_millis(10);
        if self.quick {
            Live { pace: Pace { deltas: 250, between }, arriving: Duration::from_secs(1) }
        } else {
            Live { pace: Pace { deltas: 600, between }, arriving: Duration::from_secs(2) }
        }
    }
}

fn rounds(argument: Option<String>) -> Result<usize, String> {
    let rounds = argument.and_then(|argument| argument.parse().ok()).filter(|rounds| *rounds > 0);
    rounds.ok_or_else(|| "--rounds wants a number from 1 on".to_owned())
}

fn one_of_two(argument: Option<String>) -> Result<bool, String> {
    match argument.as_deref() {
        Some("1") => Ok(true),
        Some("2") => Ok(false),
        _ => Err("--cpus wants 1 or 2".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arguments: &str) -> Result<Option<Plan>, String> {
        Plan::from_arguments(arguments.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_function_has_one_cpu_unless_it_is_given_two() {
        assert!(plan("").unwrap().unwrap().one_cpu);
        assert!(plan("--cpus 1").unwrap().unwrap().one_cpu);
        assert!(!plan("--cpus 2").unwrap().unwrap().one_cpu);
    }

    #[test]
    fn rounds_are_those_of_the_docs_unless_others_are_wanted() {
        for (arguments, rounds) in [("", 7), ("--quick", 3), ("--rounds 1", 1), ("--quick --rounds 2", 2)] {
            assert_eq!(plan(arguments).unwrap().unwrap().schedule().rounds, rounds, "{arguments}");
        }
    }

    #[test]
    fn help_is_a_question_and_nonsense_is_refused() {
        assert!(plan("--quick --help").unwrap().is_none());
        for nonsense in ["--cpus 3", "--cpus", "--functions", "--fast", "--rounds 0", "--rounds", "--quick --write"] {
            assert!(plan(nonsense).is_err(), "{nonsense}");
        }
    }
}
