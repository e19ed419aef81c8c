//! Postgres binaries: which programs start a private server, given the version that made its data.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::StartError;
use crate::services::location::{Location, Search, Service};
use crate::services::packages::{self, Recipe};

pub(crate) const POSTGRES: Service = Service {
    name: "Postgres",
    variable: "DARASA_POSTGRES_BIN",
    recipe: Recipe {
        package: packages::postgres(),
        debian: "postgresql",
        formula: "postgresql@17",
        server: &["postgres"],
        tools: &["pg_ctl", "initdb"],
    },
    oldest: 15,
    instead: ", or set DATABASE_URL to a server that runs already",
    usual,
};

/// Folders in which packages put each version of Postgres under its own name.
const USUAL: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/usr", "pgsql-", "bin"),
];

pub(super) struct Binaries {
    location: Location,
}

impl Binaries {
    pub(super) fn find() -> Result<Self, StartError> {
        Self::search(&Search::from_env(&POSTGRES))
    }

    /// Those that can read data which exist.
    pub(super) fn of_version(major: u32, data: &Path) -> Result<Self, StartError> {
        Self::search_version(&Search::from_env(&POSTGRES), major, data)
    }

    fn search(search: &Search) -> Result<Self, StartError> {
        let location = search.find(&POSTGRES).map_err(StartError::NotFound)?;
        Ok(Self { location })
    }

    fn search_version(search: &Search, major: u32, data: &Path) -> Result<Self, StartError> {
        let found = search.look(&POSTGRES, Some(major)).map_err(StartError::NotFound)?;
        match found {
            Some(location) if location.major() == major => Ok(Self { location }),
            None if POSTGRES.pinned_major() == Some(major) => Self::search(search),
            other => Err(StartError::OtherVersion { data: data.to_owned(), major, found: other.map(|it| it.version) }),
        }
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.location.program.with_file_name("initdb")
    }

    pub(super) fn pg_ctl(&self) -> PathBuf {
        self.location.program.with_file_name("pg_ctl")
    }

    pub(super) fn location(&self) -> &Location {
        &self.location
    }
}

/// Debian keeps it where the PATH of others than root does not lead.
pub(super) fn pgbouncer() -> Result<PathBuf, StartError> {
    let path = path().unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let mut programs = folders.map(|folder| folder.join("pgbouncer"));
    programs.find(|program| program.is_file()).ok_or(StartError::NoPgBouncer)
}

#[expect(clippy::disallowed_methods, reason = "where programs are is a matter of this laptop, not a setting of darasa")]
fn path() -> Option<OsString> {
    env::var_os("PATH")
}

/// The newest version in each of the usual folders comes first.
fn usual() -> Vec<PathBuf> {
    USUAL.iter().flat_map(|(parent, prefix, below)| versions(parent, prefix, below)).collect()
}

fn versions(parent: &str, prefix: &str, below: &str) -> Vec<PathBuf> {
    let entries = Path::new(parent).read_dir().into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches('@');
            // Homebrew's plain "postgresql" is whatever it thinks current; a folder with another name is not Postgres.
            let version = if version.is_empty() { Some(0.0) } else { version.parse::<f32>().ok() }?;
            Some((version, entry.path().join(below)))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::temporary;

    #[test]
    fn the_newest_version_comes_first() {
        let parent = temporary::path("versions");
        for name in ["pgsql-9.6", "pgsql-17", "pgsql-8", "pgsql-docs", "other"] {
            std::fs::create_dir_all(parent.join(name)).unwrap();
        }

        let found = versions(parent.to_str().unwrap(), "pgsql-", "bin");
        std::fs::remove_dir_all(&parent).unwrap();

        assert_eq!(found, ["pgsql-17", "pgsql-9.6", "pgsql-8"].map(|name| parent.join(name).join("bin")));
    }
}
