//! Command `darasa tombstones`: whoever was deleted after the time that a database was restored to is deleted again.

use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use clap::Subcommand;
use darasa_backup::{
    Error,
    error::{io as io_error, thousands},
    restore::{self, People},
    tombstones::{self, Report},
};

use super::Settings;
use crate::Failure;

#[derive(clap::Args)]
#[command(
    after_help = "The database is DATABASE_URL_UNPOOLED (else DATABASE_URL). `export` from the old one and `apply` to the \
    restored one, before anybody gets in; where the old one is lost, `reconcile` asks Clerk (CLERK_SECRET_KEY).\n\
    Exit codes: 0 done, 1 failed, 2 wrong use."
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write everybody who is gone to standard output, with the erasures that have a receipt: a line of JSON each
    Export,
    /// Delete whoever these lines name; again is as good as once
    Apply {
        /// What `export` wrote, or - for standard input
        file: PathBuf,
    },
    /// Delete whom Clerk does not know any more
    Reconcile {
        /// Also if that is more than half of all
        #[arg(long)]
        allow_mass_deletion: bool,
    },
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = Settings::read()?;
    let database = settings.database()?;
    match arguments.action {
        Action::Export => {
            let written = tombstones::export(&database, &mut io::stdout().lock()).await?;
            eprintln!("{} people are gone", thousands(written));
        }
        Action::Apply { file } => {
            let report = if file == Path::new("-") {
                tombstones::apply(&database, io::stdin().lock()).await?
            } else {
                let opened = File::open(&file).map_err(io_error("reading", &file))?;
                tombstones::apply(&database, BufReader::new(opened)).await?
            };
            let Report { tombstones, deleted } = report;
            println!("{} tombstones: {} people were there and are deleted", thousands(tombstones), thousands(deleted));
        }
        Action::Reconcile { allow_mass_deletion } => {
            let clerk = Box::new(restore::clerk(&settings.backup).map_err(without_restore)?);
            let people = People::AsClerkKnows { clerk, allow_mass_deletion };
            let deleted = tombstones::reconcile(&database, people).await?;
            println!("{} people whom Clerk does not know any more are deleted", thousands(deleted));
        }
    }
    Ok(())
}

/// What is said of a restore is not said of this.
fn without_restore(_: Error) -> Error {
    Error::misused("not set: CLERK_SECRET_KEY. Only Clerk knows who was deleted")
}
