//! Command `darasa migrate`: brings a database to the newest schema, once, whoever else tries at the same time.

use darasa_core::{base::env, storage::db};

use crate::{Failure, settings};

#[derive(clap::Args)]
pub struct Arguments {
    /// Change nothing; fail if any migration is pending
    #[arg(long)]
    check: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = settings::read(&crate::checkout_root()?)?;
    let database = env::database(settings)?;
    let mut client =
        db::connect_directly(&database).await.map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    let set = darasa_migrations::embedded();
    if arguments.check {
        return check(&darasa_migrations::pending(&mut client, &set).await?);
    }
    let report = darasa_migrations::migrate(&mut client, &set).await?;
    for name in &report.applied {
        println!("applied {name}");
    }
    println!("the schema is at version {}", report.version);
    Ok(())
}

fn check(pending: &[darasa_migrations::Migration]) -> Result<(), Failure> {
    if pending.is_empty() {
        println!("no migration is pending");
        return Ok(());
    }
    let names: Vec<_> = pending.iter().map(ToString::to_string).collect();
    Err(format!("pending: {}; run `darasa migrate`", names.join(", ")).into())
}
