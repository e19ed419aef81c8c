//! Command `darasa doctor`: checks everything a deployment needs, and says what to do about it. It changes
//! nothing, unless it is asked for the pages' policy.

mod database;
mod environment;
mod finding;
mod page_policy;
mod platform;
mod protection;
mod providers;
mod redis;

use std::time::Duration;

use tokio::time::timeout;

use crate::{Failure, settings};
use finding::{Finding, Level};

/// For one check; somebody waits at a terminal, or a pipeline does.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(clap::Args)]
pub struct Arguments {
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// Only let pages load Clerk from the host of NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: writes it into vercel.json
    #[arg(long, conflicts_with = "json")]
    write_csp: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let checkout = crate::checkout_root()?;
    let settings = settings::read(&checkout)?;
    if arguments.write_csp {
        println!("{}", page_policy::write(&settings, &checkout)?);
        return Ok(());
    }

    let (database, redis, clerk, models) = tokio::join!(
        in_time("database", database::check(settings.clone())),
        in_time("Redis", redis::check(settings.clone())),
        in_time("Clerk", providers::clerk(settings.clone())),
        in_time("Models", providers::models(settings.clone())),
    );
    let protection = protection::check(settings.clone());
    let policy = page_policy::check(&settings, &checkout).into_iter().collect();
    let platform = platform::check(&checkout);
    let findings =
        [environment::check(settings), database, redis, clerk, models, protection, platform, policy].concat();
    report(&findings, arguments.json)
}

async fn in_time(about: &'static str, check: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    timeout(PATIENCE, check).await.unwrap_or_else(|_| {
        let message = format!("no answer within {} s", PATIENCE.as_secs());
        vec![Finding::bad(about, message).advising("is this machine online, and is the address right?")]
    })
}

fn report(findings: &[Finding], json: bool) -> Result<(), Failure> {
    let bad = findings.iter().filter(|finding| finding.level == Level::Bad).count();
    if json {
        println!("{}", serde_json::json!({ "healthy": bad == 0, "findings": findings }));
    } else {
        findings.iter().for_each(|finding| println!("{finding}"));
    }
    match bad {
        0 => Ok(()),
        1 => Err("one thing is wrong".into()),
        many => Err(format!("{many} things are wrong").into()),
    }
}
