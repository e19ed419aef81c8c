//! `darasa migrate`: brings a database to the newest schema, once, whoever else tries at the same time.

use darasa_core::{db, env};
use darasa_local::migrations;

use crate::{Failure, settings};

#[derive(clap::Args)]
pub struct Arguments {
    /// Change nothing; fail if any migration is pending
    #[arg(long)]
    check: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = settings::read(&crate::clone()?)?;
    let database = env::database(settings)?;
    let mut client =
        db::connect_directly(&database).await.map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    let set = migrations::embedded();
    if arguments.check {
        return check(&migrations::pending(&mut client, &set).await?);
    }
    let report = migrations::migrate(&mut client, &set).await?;
    for name in &report.applied {
        println!("applied {name}");
    }
    println!("the schema is at version {}", report.version);
    Ok(())
}

fn check(pending: &[migrations::Migration]) -> Result<(), Failure> {
    if pending.is_empty() {
        println!("no migration is pending");
        return Ok(());
    }
    let names: Vec<_> = pending.iter().map(ToString::to_string).collect();
    Err(format!("pending: {}; run `darasa migrate`", names.join(", ")).into())
}
