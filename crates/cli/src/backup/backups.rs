//! Command `darasa backups`: lists the archives at a storage, and fails when the newest is no protection any more.

use darasa_backup::{
    Error,
    backups::{self, Listed, Listing},
    error::thousands,
};
use darasa_core::base::clock;

use super::{Settings, megabytes, print_json};
use crate::Failure;

#[derive(clap::Args)]
#[command(
    after_help = "Fails (1) when there is no archive, when the newest is over 8 days old, or when it is damaged \
    as far as its name, its size and its JSON tell."
)]
pub struct Arguments {
    /// Where from: s3://bucket/prefix, gs://…, az://container/prefix or file:///folder [default: BACKUP_URL]
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let storage = Settings::read()?.storage("--from", arguments.from.as_deref())?;
    let now = jiff::Timestamp::from_second(clock::unix_seconds(clock::now()))?;
    let listing = backups::list(&storage, now).await?;
    if arguments.json {
        print_json(&listing)?
    } else {
        print(&listing)
    }
    listing.alarm.map_or(Ok(()), |alarm| Err(Error::failed(alarm).into()))
}

fn print(listing: &Listing) {
    for Listed { id, age_seconds, bytes, schema, rows, problem } in &listing.archives {
        let (days, hours) = (age_seconds / 86_400, age_seconds % 86_400 / 3_600);
        let schema = schema.map_or_else(|| "?".to_owned(), |schema| schema.to_string());
        let rows = rows.map_or_else(|| "?".to_owned(), thousands);
        let problem = problem.as_ref().map(|problem| format!("  {problem}")).unwrap_or_default();
        println!("{id}  {days} d {hours} h  {}  schema {schema}  {rows} rows{problem}", megabytes(*bytes));
    }
    for id in &listing.unfinished {
        println!("{id}  unfinished: it has no {}", id.sidecar_name());
    }
}
