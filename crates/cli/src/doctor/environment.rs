//! Environment check: which variables are missing or wrong, and which are right but unwise.

use darasa_core::base::env::Env;

use super::Finding;
use crate::env_file::Settings;

const ABOUT: &str = "environment";
const WEBHOOK: &str = "CLERK_WEBHOOK_SIGNING_SECRET";

pub fn check(settings: Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let composed = !settings.contains_key("DATABASE_URL") && settings.contains_key("DB_HOST");
    match Env::from_pairs(settings) {
        Ok(env) => {
            findings.push(Finding::good(ABOUT, "every variable that is needed is set and can be read"));
            if env.clerk.webhook_keys.len() > 1 {
                let two = format!("{WEBHOOK} holds more than one secret");
                findings.push(Finding::warning(ABOUT, two).advising("remove the old one when the rotation is over"));
            }
            findings.extend(told_of_errors(&env));
            if composed && env.production {
                let wrong = "DB_* are meant for a laptop, and this is a deployment";
                findings.push(
                    Finding::warning(ABOUT, wrong).advising("DATABASE_URL: Neon console, Connect, pooled string"),
                );
            }
        }
        Err(problems) => findings.extend(problems.0.iter().map(|problem| {
            Finding::bad(ABOUT, format!("{} {}", problem.variable, problem.wrong)).advising(problem.advice)
        })),
    }
    findings
}

/// Sentry itself is not asked: its only answer would be to an error that never happened.
fn told_of_errors(env: &Env) -> Option<Finding> {
    match &env.sentry {
        Some(sentry) => {
            let (host, project) = (sentry.dsn.host(), sentry.dsn.project_id());
            Some(Finding::good("Sentry", format!("errors are reported to project {project} at {host}")))
        }
        None => env.production.then(|| {
            Finding::warning("Sentry", "SENTRY_DSN is not set, so errors stand in the log only")
                .advising("Sentry, project settings, Client Keys (DSN)")
        }),
    }
}
