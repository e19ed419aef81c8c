//! Backup verbs: `export`, `backups`, `restore`, `drill` and `tombstones`. `cargo dev` is compiled without them.

pub mod backups;
pub mod drill;
pub mod export;
pub mod restore;
pub mod tombstones;

use std::collections::HashMap;

use darasa_backup::{
    Error, Result,
    identity::Identity,
    storage::{Location, Storage},
};
use darasa_core::base::env;

use crate::settings;

/// The shell's variables and those of `.env`, and the section of them that these verbs read.
struct Settings {
    pairs: HashMap<String, String>,
    backup: env::Backup,
}

impl Settings {
    fn read() -> Result<Self> {
        let misused = |failure: crate::Failure| Error::misused(failure.to_string());
        let pairs = settings::read(&crate::checkout_root().map_err(misused)?).map_err(misused)?;
        let backup = env::backup(pairs.clone()).map_err(|problems| Error::misused(problems.to_string()))?;
        Ok(Self { pairs, backup })
    }

    /// At the URL of a flag, or of the setting.
    fn storage(&self, flag: &str, url: Option<&str>) -> Result<Storage> {
        let location = match (url, &self.backup.url) {
            (Some(url), _) => Location::parse(flag, url)?,
            (None, Some(url)) => Location::parse("BACKUP_URL", url)?,
            (None, None) => return Err(Error::misused(format!("not set: {flag} or BACKUP_URL, where archives lie"))),
        };
        Storage::open(location, &self.backup.stores)
    }

    /// The database of the functions.
    fn database(&self) -> Result<env::Database> {
        env::database(self.pairs.clone()).map_err(|problems| Error::misused(problems.to_string()))
    }
}

/// From a file or standard input; a key in an argument or a variable could be read by others.
fn identity(path: &std::path::Path) -> Result<Identity> {
    Identity::read(path)
}

/// A line of JSON alone on standard output, or nothing.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let json = serde_json::to_string(value).map_err(|error| Error::failed(format!("writing JSON: {error}")))?;
    println!("{json}");
    Ok(())
}

/// 553476250 as 553.5 MB.
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
