//! Services in use (`darasa services`): which Postgres and Redis this machine uses, what is kept of them, and how
//! to be rid of it.

use std::path::Path;

use darasa_local::services::{
    self,
    clean::{Cleaned, Places},
    data_folders::{self, DataFolder},
    location::{Location, LocationError, Source},
    packages::progress,
    temporary,
};

use crate::{Failure, settings};

#[derive(clap::Args)]
pub struct Arguments {
    /// Remove the cache (what is needed is fetched again), the data of clones that are gone, and what killed tests left
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
    kept()
}

/// What `--clean` looks at.
fn kept() -> Result<(), Failure> {
    let places = Places::from_env();
    let cache = places.cache.folder();
    println!("\ncache {}  {}", sized(progress::size_of(cache)), cache.display());
    for folder in data_folders::list(&places.data)? {
        println!("data  {}  {}  {}", sized(folder.bytes), folder.folder.display(), owner(&folder));
    }
    for left in temporary::list(&places.temporary)?.iter().filter(|it| it.is_abandoned()) {
        println!(
            "left  {}  {}  by a test that was killed (--clean removes it)",
            sized(left.bytes),
            left.path.display()
        );
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
    for Cleaned { path, bytes, removed } in Places::from_env().clean()? {
        println!("{} {}  {}", if removed { "removed" } else { "in use: kept" }, sized(bytes), path.display());
    }
    Ok(())
}
