//! Arguments of a benchmark's program: what to do when they ask for help, or make no sense.

use std::process::ExitCode;

/// The plan that was read, or with what the program ends: None is a request for help.
pub fn plan_or_usage<P>(plan: Result<Option<P>, String>, usage: &str) -> Result<P, ExitCode> {
    match plan {
        Ok(Some(plan)) => Ok(plan),
        Ok(None) => {
            println!("{usage}");
            Err(ExitCode::SUCCESS)
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{usage}");
            Err(ExitCode::FAILURE)
        }
    }
}
