//! A storm over darasa, and the audit after it: prints what happened, and fails when a write was lost or happened twice.
//!
//! `cargo run --package darasa-local --example chaos -- --seconds 60 --clients 50`, with `--pooled` by way of PgBouncer, with
//! `--functions target/debug` against the real executables, with `--seed N` for other choices.

use std::{process::ExitCode, time::Duration};

use darasa_local::chaos::{self, Plan};

#[tokio::main]
async fn main() -> ExitCode {
    let plan = match plan() {
        Ok(plan) => plan,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let report = chaos::run(&plan).await;
    println!("{report}");
    if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn plan() -> Result<Plan, String> {
    let mut plan = Plan::of(Duration::from_secs(60), 50);
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
            "--pooled" => plan.pooled = true,
            "--functions" => plan.functions = Some(value()?.into()),
            _ => return Err(format!("{argument} is not known: --seconds, --clients, --seed, --pooled, --functions")),
        }
    }
    Ok(plan)
}
