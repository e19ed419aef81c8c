//! Command `darasa drill`: restores the newest archive into a scratch database and says how much and how long.

use std::path::PathBuf;

use darasa_backup::{
    Error,
    drill::{Drill, Report},
    error::thousands,
    progress::Bars,
};

use super::{Settings, identity, print_json};
use crate::Failure;

#[derive(clap::Args)]
#[command(
    after_help = "Makes a database on DRILL_DATABASE_URL and drops it afterwards. RPO is how old the archive is; \
    RTO is how long it took until the API answered from it.\n\
    Exit codes: 0 done, 1 failed, 2 wrong use, 3 the archive is refused, 4 the database is refused."
)]
pub struct Arguments {
    /// Where from: s3://bucket/prefix, gs://…, az://container/prefix or file:///folder [default: BACKUP_URL]
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// A file with a private key of age's, or - for standard input
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
    /// Keep the database, to look at it
    #[arg(long)]
    keep: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = Settings::read()?;
    let server = settings.backup.drill.clone();
    let server = server.ok_or_else(|| Error::misused("not set: DRILL_DATABASE_URL, a server to make a database on"))?;
    let drill = Drill {
        server,
        root_certificate: settings.backup.root_certificate.clone(),
        storage: settings.storage("--from", arguments.from.as_deref())?,
        identity: identity(&arguments.identity)?,
        keep: arguments.keep,
        bars: Bars::OnTerminal,
    };
    let report = drill.run().await?;
    if arguments.json {
        print_json(&report)?
    } else {
        print(&report)
    }
    Ok(())
}

fn print(report: &Report) {
    let Report { id, rpo_seconds, rto_seconds, rows, schema, checks, answers, kept } = report;
    println!("{id}: {} rows at schema {schema}", thousands(*rows));
    println!("RPO {} h {} min, RTO {rto_seconds}", rpo_seconds / 3_600, rpo_seconds % 3_600 / 60);
    for check in checks {
        println!("holds: {check}");
    }
    println!("answered: {}", answers.join(", "));
    if let Some(kept) = kept {
        println!("kept: the database {kept}");
    }
}
