//! Environment check: which variables are missing or wrong, and which are right but unwise.

use darasa_core::base::env::{Env, POSTGRES_URLS};

use super::Finding;
use crate::env_file::Settings;

const ABOUT: &str = "environment";
const PARTIES: &str = "CLERK_AUTHORIZED_PARTIES";
const ORIGINS: &str = "ALLOWED_ORIGINS";
const WEBHOOK: &str = "CLERK_WEBHOOK_SIGNING_SECRET";

pub fn check(settings: Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let composed = !POSTGRES_URLS.iter().any(|name| settings.contains_key(*name)) && settings.contains_key("DB_HOST");
    let own = !settings.contains_key(PARTIES);
    match Env::from_pairs(settings) {
        Ok(env) => {
            findings.push(Finding::good(ABOUT, "every variable that is needed is set and can be read"));
            if env.clerk.webhook_keys.len() > 1 {
                let two = format!("{WEBHOOK} holds more than one secret");
                findings.push(Finding::warning(ABOUT, two).advising("remove the old one when the rotation is over"));
            }
            findings.extend(error_reports(&env));
            findings.extend(daily_purge(&env));
            findings.extend(signed_receipts(&env));
            findings.extend(front_ends(&env, own));
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
fn error_reports(env: &Env) -> Option<Finding> {
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

/// Without it Vercel's scheduler is answered 404.
fn daily_purge(env: &Env) -> Option<Finding> {
    let missing = env.production && env.cron_secret.is_none();
    missing.then(|| {
        Finding::bad(ABOUT, "CRON_SECRET is not set, so nothing is purged of people who never come again")
            .advising("random text of at least 16 letters: openssl rand -hex 32")
    })
}

/// Without one an erasure has no proof.
fn signed_receipts(env: &Env) -> Option<Finding> {
    let missing = env.production && env.receipt_keys.is_none();
    missing.then(|| {
        Finding::bad(ABOUT, "RECEIPT_SIGNING_KEY is not set, so receipts of erasures are not signed")
            .advising("32 random bytes as hexadecimal digits: openssl rand -hex 32")
    })
}

/// A page elsewhere needs both: to call us, and to have its tokens taken. One that is missing looks like a broken
/// sign-in.
fn front_ends(env: &Env, own: bool) -> Vec<Finding> {
    let (parties, origins) = (&env.clerk.authorized_parties, &env.allowed_origins);
    let missing = |of: &[String], from: &[String]| of.iter().filter(|page| !from.contains(page)).cloned().collect();
    let (tokenless, callless): (Vec<String>, Vec<String>) = (missing(origins, parties), missing(parties, origins));
    let mut findings = Vec::new();
    // Without parties a token of any page is taken.
    if !parties.is_empty() && !tokenless.is_empty() {
        let pages = tokenless.join(", ");
        let message = format!("{ORIGINS} lets {pages} call, and {PARTIES} refuses the tokens of that page");
        findings.push(Finding::warning(ABOUT, message).advising(format!("{PARTIES}: add {pages}")));
    }
    if !own && !callless.is_empty() {
        let pages = callless.join(", ");
        let message = format!("{PARTIES} takes tokens of {pages}, and {ORIGINS} does not name that page");
        let advice = format!("{ORIGINS}: add {pages}, unless darasa itself answers there");
        findings.push(Finding::warning(ABOUT, message).advising(advice));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [(&str, &str); 2] = [
        ("CRON_SECRET", "what the scheduler shows"),
        ("RECEIPT_SIGNING_KEY", "abababababababababababababababababababababababababababababababab"),
    ];

    /// What is said of a production with these variables besides those that it cannot do without.
    fn said_of(more: &[(&str, &str)]) -> Vec<String> {
        let needed = [
            ("VERCEL_ENV", "production"),
            ("DATABASE_URL", "postgres://ada:secret@db.example.com/darasa"),
            ("CLERK_SECRET_KEY", "sk_test_abc"),
            ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
            ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
            ("CLERK_AUTHORIZED_PARTIES", "https://app.example.com"),
            ("GEMINI_API_KEY", "key"),
            ("PROTECTION", "local"),
        ];
        let pairs = needed.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let bad =
            check(pairs.collect()).into_iter().filter(|finding| finding.level == super::super::finding::Level::Bad);
        bad.map(|finding| finding.message).collect()
    }

    #[test]
    fn production_needs_the_secrets_of_the_scheduler_and_of_receipts() {
        assert_eq!(said_of(&SECRETS), Vec::<String>::new());
        for (number, (name, _)) in SECRETS.iter().enumerate() {
            let said = said_of(&SECRETS[1 - number..2 - number]);
            assert!(said.len() == 1 && said[0].starts_with(&format!("{name} is not set")), "{said:?}");
        }
    }
}
