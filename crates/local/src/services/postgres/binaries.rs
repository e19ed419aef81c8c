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
        let mut found = search.look(&POSTGRES, Some(major)).map_err(StartError::NotFound)?;
        if found.is_none() {
            if POSTGRES.pinned_major() == Some(major) {
                return Self::search(search);
            }
            // What Debian's one has made outlives a cache that was removed.
            found = search.find_debian(&POSTGRES, major);
        }
        match found {
            Some(location) if location.major() == major => Ok(Self { location }),
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
    use std::fs;

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
    #[test]
    fn data_of_debians_postgres_get_it_again_after_the_cache_was_removed() {
        let parent = temporary::path("debian");
        let bin = parent.join("bin");
        fs::create_dir_all(&bin).unwrap();
        let script = |name: &str, text: &str| {
            temporary::write_program(&bin.join(name), &format!("#!/bin/sh\n{text}\nexit 0\n")).unwrap();
        };
        script(
            "apt-get",
            "case \"$*\" in *--simulate*) echo 'Inst postgresql-15 (15.14 Debian)';; *) : > a.deb;; esac",
        );
        script(
            "dpkg-deb",
            "d=$3/usr/lib/postgresql/15/bin; /bin/mkdir -p $d\nfor name in postgres pg_ctl initdb; do \
             printf '#!/bin/sh\\necho \"postgres (PostgreSQL) 15.14\"\\n' > $d/$name; /bin/chmod +x $d/$name; done",
        );
        // As on a machine where nothing is installed.
        let (cache, managers) = (packages::Cache::new(parent.join("cache")), packages::Managers::new(&bin));
        let search = Search { chosen: Some("fetch".into()), path: OsString::new(), cache, managers };

        let of = |major| Binaries::search_version(&search, major, Path::new("/data"));
        let found = of(15).map(|binaries| binaries.location.version);
        let other = of(14).map(|binaries| binaries.location.version);
        fs::remove_dir_all(&parent).unwrap();

        assert_eq!(found.unwrap(), "15.14");
        assert!(matches!(other, Err(StartError::OtherVersion { major: 14, found: None, .. })), "{other:?}");
    }
}
