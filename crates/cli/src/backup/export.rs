//! Command `darasa export`: the whole database as one encrypted archive, which appears whole or not at all.

use darasa_backup::{
    Error, Result,
    archive::Recipients,
    error::thousands,
    export::{Export, Report},
    heartbeat::{Beat, Heartbeat},
    progress::Bars,
};
use tokio_postgres::Config;

use super::{Settings, megabytes, print_json};
use crate::Failure;

#[derive(clap::Args)]
#[command(
    after_help = "Reads BACKUP_DATABASE_URL (else the direct one of DATABASE_URL) and BACKUP_RECIPIENTS, at least \
    two public keys; no private key is needed here. Reports to BACKUP_HEARTBEAT_URL.\n\
    Exit codes: 0 done, 1 failed or done with an alarm, 2 wrong use."
)]
pub struct Arguments {
    /// Where to: s3://bucket/prefix, gs://…, az://container/prefix or file:///folder [default: BACKUP_URL]
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Also when nobody is in the database, which otherwise counts as the wrong one
    #[arg(long)]
    allow_empty: bool,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = Settings::read()?;
    let heartbeat = Heartbeat::new(settings.backup.heartbeat.clone());
    warn(heartbeat.send(Beat::Start, "").await);
    let exported = export(&arguments, &settings).await;

    let (beat, body) = match &exported {
        Ok(report) if report.alarms.is_empty() => (Beat::Done, serde_json::to_string(report)?),
        Ok(report) => (Beat::Fail, serde_json::to_string(report)?),
        Err(error) => (Beat::Fail, error.to_string()),
    };
    warn(heartbeat.send(beat, &body).await);
    let report = exported?;
    if arguments.json {
        print_json(&report)?
    } else {
        print(&report)
    }
    if report.alarms.is_empty() {
        return Ok(());
    }
    let alarms = report.alarms.join("; ");
    Err(Error::failed(format!("the archive is written, but look at what it lacks: {alarms}")).into())
}

async fn export(arguments: &Arguments, settings: &Settings) -> Result<Report> {
    let recipients = Recipients::parse(&settings.backup.recipients)?;
    let storage = settings.storage("--to", arguments.to.as_deref())?;
    let (database, root_certificate) = (database(settings)?, settings.backup.root_certificate.as_deref());
    let (allow_empty, bars) = (arguments.allow_empty, Bars::OnTerminal);
    Export { database: &database, root_certificate, recipients, storage: &storage, allow_empty, bars }.run().await
}

/// Past any pooler: a snapshot lives in one session.
fn database(settings: &Settings) -> Result<Config> {
    if let Some(config) = &settings.backup.database {
        return Ok(config.clone());
    }
    settings.database()?.direct.ok_or_else(|| {
        Error::misused(
            "the database is reached through a pooler: set BACKUP_DATABASE_URL or DATABASE_URL_UNPOOLED to the direct \
             connection string",
        )
    })
}

fn warn(warning: Option<String>) {
    if let Some(warning) = warning {
        eprintln!("darasa: warning: {warning}");
    }
}

fn print(report: &Report) {
    let Report { id, bytes, sha256, rows, schema, .. } = report;
    println!("{id}: {} rows of schema {schema} in {}", thousands(*rows), megabytes(*bytes));
    println!("sha256 {sha256}");
}
