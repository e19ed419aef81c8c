//! The variables: what is missing or wrong, and what is right but unwise.

use base64::{Engine, prelude::BASE64_STANDARD};
use darasa_core::env::Env;

use super::Finding;
use crate::settings::Settings;

const ABOUT: &str = "environment";
const WEBHOOK: &str = "CLERK_WEBHOOK_SIGNING_SECRET";

pub fn check(settings: Settings) -> Vec<Finding> {
    let mut findings = webhook(&settings);
    let composed = !settings.contains_key("DATABASE_URL") && settings.contains_key("DB_HOST");
    match Env::from_pairs(settings) {
        Ok(env) => {
            findings.insert(0, Finding::good(ABOUT, "every variable that is needed is set and can be read"));
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

fn webhook(settings: &Settings) -> Vec<Finding> {
    let advice = format!("{WEBHOOK}: Clerk dashboard, Webhooks, your endpoint, Signing secret; it starts with whsec_");
    let Some(secrets) = settings.get(WEBHOOK) else { return Vec::new() };
    let secrets: Vec<_> = secrets.split(',').map(str::trim).collect();
    match secrets.len() {
        _ if !secrets.iter().all(|secret| is_signing_secret(secret)) => {
            vec![Finding::bad(ABOUT, format!("{WEBHOOK} is no signing secret")).advising(advice)]
        }
        1 => vec![Finding::good(ABOUT, format!("{WEBHOOK} has the shape of one"))],
        2 => vec![
            Finding::warning(ABOUT, format!("{WEBHOOK} holds two secrets"))
                .advising("remove the old one when the rotation is over"),
        ],
        _ => vec![Finding::bad(ABOUT, format!("{WEBHOOK} holds more than two secrets")).advising(advice)],
    }
}

/// As Svix makes them: a prefix, then 24 to 64 bytes in base64.
fn is_signing_secret(secret: &str) -> bool {
    let bytes = secret.strip_prefix("whsec_").and_then(|encoded| BASE64_STANDARD.decode(encoded).ok());
    bytes.is_some_and(|bytes| (24..=64).contains(&bytes.len()))
}
