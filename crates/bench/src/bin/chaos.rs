//! Chaos test: kills what darasa depends on, audits what is left, and fails when a write was lost or happened twice.
//!
//! `cargo run --package darasa-bench --bin chaos -- --help` tells the rest.

use std::{process::ExitCode, time::Duration};

use darasa_bench::{
    arguments::plan_or_usage,
    chaos::{self, ChaosPlan},
};

const USAGE: &str = "\
Fifty clients for a minute, while Postgres, Redis and the model are killed in turn.

  --seconds N           how long (60)
  --clients N           how many, two of each person (50)
  --seed N              where chance begins (1)
  --protection BY       local: our own protection decides who may pass (the default); off: nobody does
  --no-redis            nothing is cached, and limits are counted in Postgres
  --pooled              the database by way of PgBouncer
  --functions FOLDER    the real executables, such as those in target/debug";

#[tokio::main]
async fn main() -> ExitCode {
    let plan = match plan_or_usage(plan(), USAGE) {
        Ok(plan) => plan,
        Err(ended) => return ended,
    };
    let report = chaos::run(&plan).await;
    println!("{report}");
    if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// None when help is asked for.
fn plan() -> Result<Option<ChaosPlan>, String> {
    let mut plan = ChaosPlan::of(Duration::from_secs(60), 50);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
        match argument.as_str() {
            "--seconds" => plan.lasts = Duration::from_secs(number(value()?)?),
            "--clients" => {
                plan.clients = number(value()?)? as usize;
                plan.people = plan.clients.div_ceil(2);
            }
            "--seed" => plan.seed = number(value()?)?,
            "--protection" => plan.protected = protection(&value()?)?,
            "--no-redis" => plan.redis = false,
            "--pooled" => plan.pooled = true,
            "--functions" => plan.functions = Some(value()?.into()),
            "--help" => return Ok(None),
            _ => return Err(format!("{argument} is not known")),
        }
    }
    Ok(Some(plan))
}

fn protection(by: &str) -> Result<bool, String> {
    match by {
        "local" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{by} is no protection")),
    }
}
