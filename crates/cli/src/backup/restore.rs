//! Command `darasa restore`: an archive into an empty database, after all of it was verified.

use std::path::PathBuf;

use darasa_backup::{
    error::thousands,
    progress::Bars,
    restore::{self, People, Report, Source, Wanted},
};

use super::{Settings, identity, megabytes};
use crate::Failure;

#[derive(clap::Args)]
#[command(
    after_help = "Restores into DATABASE_URL_UNPOOLED (else DATABASE_URL), which has to be empty, and asks Clerk \
    (CLERK_SECRET_KEY) who was deleted since. Roles and grants are not in an archive.\n\
    Exit codes: 0 done, 1 failed, 2 wrong use, 3 the archive is refused, 4 the database is refused."
)]
pub struct Arguments {
    /// An archive's id, `newest`, or the path of a file with its JSON beside it
    archive: String,
    /// Where from: s3://bucket/prefix, gs://…, az://container/prefix or file:///folder [default: BACKUP_URL]
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// A file with a private key of age's, or - for standard input
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Verify the archive and touch no database
    #[arg(long)]
    check: bool,
    /// Keep people who were deleted after the archive was made
    #[arg(long, conflicts_with = "allow_mass_deletion")]
    without_clerk: bool,
    /// Delete whom Clerk does not know, also if that is more than half of all
    #[arg(long)]
    allow_mass_deletion: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = Settings::read()?;
    let identity = identity(&arguments.identity)?;
    let storage = || settings.storage("--from", arguments.from.as_deref());
    let source = match Wanted::parse(&arguments.archive)? {
        Wanted::Id(id) => Source::Id(storage()?, id),
        Wanted::Newest => Source::Newest(storage()?),
        Wanted::File(path) => Source::File(path),
    };
    if arguments.check {
        let archive = restore::check(source, identity, Bars::OnTerminal).await?;
        let sidecar = &archive.sidecar;
        let (id, rows, bytes) = (&sidecar.manifest.id, thousands(sidecar.rows()), megabytes(sidecar.archive.bytes));
        println!("{id}: whole, {rows} rows of schema {} in {bytes}", sidecar.manifest.schema.version);
        return Ok(());
    }

    let people = if arguments.without_clerk {
        People::AllOfThem
    } else {
        let clerk = Box::new(restore::clerk(&settings.backup)?);
        People::AsClerkKnows { clerk, allow_mass_deletion: arguments.allow_mass_deletion }
    };
    let report = restore::restore(source, identity, &settings.database()?, people, Bars::OnTerminal).await?;
    print(&report);
    Ok(())
}

fn print(report: &Report) {
    let Report { id, created_at, rows, archived_schema, schema, deleted_people } = report;
    println!("{id}: {} rows of {created_at}, at schema {archived_schema}, migrated to {schema}", thousands(*rows));
    match deleted_people {
        Some(people) => println!("{} people whom Clerk does not know any more were deleted again", thousands(*people)),
        None => println!("people who were deleted after that time are back: delete them before anybody gets in"),
    }
    println!("not in an archive: roles and grants (docs/operations.md). A cache in Redis is stale for a minute");
}
