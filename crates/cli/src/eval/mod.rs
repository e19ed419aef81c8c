//! Command `darasa eval`: whether a model grades answers as people do, over golden cases, before people are graded.

mod cases;
mod grading;
mod judge;
mod progress;
mod report;
mod scores;
mod verdict;

use std::{fs, path::PathBuf};

use darasa_core::base::digest::{hex, sha256_of_parts};

use crate::{Failure, env_file::Settings, private_file, settings};
use cases::{Case, Cases};
use grading::Graded;
use judge::{Call, Judge};
use report::Report;

#[derive(clap::Args)]
#[command(after_help = "Exit code: 1 where the model does not pass, or the run could not be finished (docs/evals.md)")]
pub struct Arguments {
    /// The model that is to grade, as in AI_MODELS: provider/model
    #[arg(long, value_name = "MODEL")]
    model: String,
    /// Another one, whose grades it should agree with
    #[arg(long, value_name = "MODEL")]
    baseline: Option<String>,
    /// So many times each answer is graded, for models waver; an odd number has a middle
    #[arg(long, default_value = "3", value_parser = clap::value_parser!(u8).range(1..=20))]
    runs: u8,
    /// The folder with the cases, one a file [default: evals of the clone]
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Where report.md and report.json go, each of them whole or not at all; what it says is printed in any case
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// So many calls are under way at most
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=16))]
    at_once: u8,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let root = crate::checkout_root()?;
    let cases = cases::read(&arguments.cases.clone().unwrap_or_else(|| root.join("evals")))?;
    let settings = settings::read(&root)?;
    if let Some(folder) = &arguments.report {
        fs::create_dir_all(folder).map_err(|error| format!("--report {}: {error}", folder.display()))?;
    }
    let report = tokio::select! {
        report = evaluate(&arguments, &cases, &settings) => report?,
        _ = tokio::signal::ctrl_c() => return Err("interrupted; no report was written".into()),
    };
    print!("{}", report.markdown());
    if let Some(folder) = &arguments.report {
        for (name, text) in [("report.json", report.json()?), ("report.md", report.markdown())] {
            let path = folder.join(name);
            private_file::write(&path, text.as_bytes()).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    match report.failures() {
        failures if failures.is_empty() => Ok(()),
        failures => Err(format!("{} did not pass: {}", report.model(), failures.join("; ")).into()),
    }
}

async fn evaluate(arguments: &Arguments, cases: &Cases, settings: &Settings) -> Result<Report, Failure> {
    let model = Judge::new("--model", &arguments.model, settings)?;
    let baseline = arguments.baseline.as_ref().map(|name| Judge::new("--baseline", name, settings)).transpose()?;
    let runs = usize::from(arguments.runs);
    let calls = calls(&cases.all, runs);
    let plain: Vec<_> = calls.iter().filter(|call| !call.is_injected).cloned().collect();
    announce(&model, calls.len(), arguments);
    if let Some(baseline) = &baseline {
        announce(baseline, plain.len(), arguments);
        baseline.check().await?;
    }
    model.check().await?;
    let at_once = usize::from(arguments.at_once);
    let mut gradings = model.grade(&calls, at_once).await?.into_iter();
    let mut baselines = match &baseline {
        Some(baseline) => baseline.grade(&plain, at_once).await?.into_iter(),
        None => Vec::new().into_iter(),
    };
    let graded = cases.all.iter().map(|case| Graded {
        case,
        plain: gradings.by_ref().take(runs).collect(),
        injected: gradings.by_ref().take(if case.injection.is_some() { runs } else { 0 }).collect(),
        baseline: baselines.by_ref().take(runs).collect(),
    });
    let names = (model.name.to_string(), baseline.map(|baseline| baseline.name.to_string()));
    Ok(Report::new(names, runs, (prompt_sha256(cases), cases.sha256.clone()), &graded.collect::<Vec<_>>()))
}

/// In the order of the cases: all runs without an injection, then all with it.
fn calls(cases: &[Case], runs: usize) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    for case in cases {
        let answers = [(Some(case.answer.clone()), false), (case.injected(), true)];
        for (answer, is_injected) in answers {
            let call = answer.map(|answer| Call { case, answer, is_injected });
            calls.extend(call.into_iter().flat_map(|call| vec![call; runs]));
        }
    }
    calls
}

/// What it will cost, before anything is paid.
fn announce(judge: &Judge, calls: usize, arguments: &Arguments) {
    let (runs, at_once) = (arguments.runs, arguments.at_once);
    eprintln!("darasa: calls to {}: {calls} (runs: {runs}, at once: {at_once})", judge.name);
}

/// Of all that the model is told of the first case: with another prompt the same model is another judge, also where
/// the frame around question and answer is another.
fn prompt_sha256(cases: &Cases) -> String {
    let prompt = cases.all.first().map(|case| judge::prompt(case, &case.answer));
    let turns = prompt.iter().flat_map(|prompt| &prompt.turns).map(|(_, text)| text);
    let told = prompt.iter().map(|prompt| &prompt.system).chain(turns).map(String::as_bytes);
    hex(sha256_of_parts(&told.collect::<Vec<_>>()))
}
