//! Services in use (`darasa services`): which Postgres and Redis this machine uses, what is kept of them, and how
//! to be rid of it.

use std::path::Path;

use darasa_local::services::{
    self,
    data_folders::{self, DataFolder},
    location::{Location, LocationError, Source},
    packages::{Cache, progress},
};

use crate::{Failure, settings};

#[derive(clap::Args)]
pub struct Arguments {
    /// Remove the cache (what is needed is fetched again) and the data of clones that are gone
    #[arg(long)]
    clean: bool,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.clean {
        return clean();
    }
    // Outside of a clone there is no .env to read.
    let settings = crate::checkout_root().and_then(|clone| settings::read(&clone)).unwrap_or_default();
    let set = settings.keys().find(|name| *name == "DATABASE_URL" || name.starts_with("DB_"));
    println!("{:<10}{:<18}{:<14}path", "service", "version", "from");
    for (name, location) in services::locations() {
        if let Some(variable) = set.filter(|_| name == "Postgres") {
            println!("{name:<10}{:<18}{variable:<14}as it is set; tests use what follows", "-");
        }
        println!("{name:<10}{}", row(location));
    }
    let cache = Cache::from_env();
    println!("\ncache {}  {}", sized(progress::size_of(cache.folder())), cache.folder().display());
    for folder in data_folders::list()? {
        println!("data  {}  {}  {}", sized(folder.bytes), folder.folder.display(), owner(&folder));
    }
    Ok(())
}

fn row(location: Result<Location, LocationError>) -> String {
    let Location { source, version, program } = match location {
        Ok(location) => location,
        Err(error) => return error.to_string(),
    };
    let from = match source {
        Source::Environment => "environment",
        Source::Installed => "installed",
        Source::Cache => "cache",
        Source::Registry => "to be fetched",
    };
    format!("{version:<18}{from:<14}{}", program.display())
}

fn owner(folder: &DataFolder) -> String {
    let state = match (folder.in_use, folder.is_abandoned()) {
        (true, _) => " (running)",
        (false, true) => " (gone; --clean removes it)",
        (false, false) => "",
    };
    let clone = folder.clone.as_deref().map_or("a clone not noted by an earlier release".into(), Path::to_string_lossy);
    format!("{clone}{state}")
}

fn sized(bytes: u64) -> String {
    format!("{:>8} MB", progress::megabytes(bytes))
}

fn clean() -> Result<(), Failure> {
    let folders = data_folders::list()?;
    let running = folders.iter().any(|folder| folder.in_use);
    for folder in folders.into_iter().filter(DataFolder::is_abandoned) {
        println!("removed {}  {}", sized(folder.bytes), folder.folder.display());
        folder.remove()?;
    }
    let cache = Cache::from_env();
    let size = sized(progress::size_of(cache.folder()));
    // A server loads libraries for as long as it runs.
    let removed = !running && cache.remove()?;
    println!("{} {size}  {}", if removed { "removed" } else { "in use: kept" }, cache.folder().display());
    Ok(())
}
