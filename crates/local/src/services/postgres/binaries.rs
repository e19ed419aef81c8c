//! Binaries of an installed Postgres: where they are.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::StartError;

const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Folders in which packages put each version of Postgres under its own name.
const USUAL: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/usr", "pgsql-", "bin"),
];

pub(super) struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// From the PATH, else the newest version in the first of the usual places that has one.
    pub(super) fn find() -> Result<Self, StartError> {
        let path = path().unwrap_or_default();
        let usual = USUAL.iter().flat_map(|(parent, prefix, below)| versions(parent, prefix, below));
        Self::among(env::split_paths(&path).chain(usual))
    }

    fn among(folders: impl IntoIterator<Item = PathBuf>) -> Result<Self, StartError> {
        folders
            .into_iter()
            .find(|folder| PROGRAMS.iter().all(|program| folder.join(program).is_file()))
            .map(|folder| Binaries { folder })
            .ok_or(StartError::NotInstalled)
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(super) fn pg_ctl(&self) -> PathBuf {
        self.folder.join("pg_ctl")
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

    #[test]
    fn missing_binaries_name_the_package_to_install() {
        let Err(error) = Binaries::among([PathBuf::from("/nowhere")]) else { panic!("nothing is at /nowhere") };

        let sentence = error.to_string();
        for hint in ["apt-get install postgresql", "brew install postgresql@17", "DATABASE_URL"] {
            assert!(sentence.contains(hint), "{sentence}");
        }
    }

    #[test]
    fn the_newest_version_comes_first() {
        let parent = env::temp_dir().join(format!("darasa-versions-{}", std::process::id()));
        for name in ["pgsql-9.6", "pgsql-17", "pgsql-8", "pgsql-docs", "other"] {
            std::fs::create_dir_all(parent.join(name)).unwrap();
        }

        let found = versions(parent.to_str().unwrap(), "pgsql-", "bin");
        std::fs::remove_dir_all(&parent).unwrap();

        assert_eq!(found, ["pgsql-17", "pgsql-9.6", "pgsql-8"].map(|name| parent.join(name).join("bin")));
    }
}
