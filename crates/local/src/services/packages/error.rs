//! Package errors: why a service could not be fetched, in sentences for whoever sits at the laptop.

use std::{
    error, fmt, io,
    path::{Path, PathBuf},
};

use super::Package;

#[derive(Debug)]
pub enum PackageError {
    /// Not the file that the pins describe: changed, cut, or another package.
    Mismatch {
        package: Box<Package>,
        file: PathBuf,
        bytes: u64,
        checksum: String,
    },
    /// A package manager compared checksums itself, and brought nothing: both stand in what it said.
    Refused {
        /// What is not what, in words.
        refusal: String,
        attempt: Attempt,
    },
    /// An archive with something in it that no package of ours has.
    Archive {
        file: PathBuf,
        problem: String,
    },
    DoesNotRun {
        program: PathBuf,
        problem: String,
    },
    /// One package manager did not bring it; another may.
    Unavailable(Attempt),
    /// Every way was tried: each with its reason.
    NotFetched(Vec<Attempt>),
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// A package manager that did not bring the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub manager: &'static str,
    pub reason: String,
}

impl PackageError {
    /// For `map_err`: what was being done to which path.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| PackageError::Io { doing, path: path.to_owned(), source }
    }

    pub fn archive(file: &Path) -> impl Fn(String) -> Self {
        move |problem| PackageError::Archive { file: file.to_owned(), problem }
    }
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PackageError::Mismatch { package, file, bytes, checksum } => write!(
                f,
                "{} is not the package {} {} that darasa knows, so nothing was unpacked:\n  \
                 expected {} ({} bytes)\n  found    {checksum} ({bytes} bytes)",
                file.display(),
                package.name,
                package.version,
                package.checksum,
                package.bytes
            ),
            PackageError::Refused { refusal, attempt } => {
                write!(f, "{refusal}, so nothing was unpacked:\n  {attempt}")
            }
            PackageError::Archive { file, problem } => write!(f, "{} cannot be unpacked: {problem}", file.display()),
            PackageError::DoesNotRun { program, problem } => {
                write!(f, "{} does not run on this machine: {problem}", program.display())
            }
            PackageError::Unavailable(attempt) => attempt.fmt(f),
            PackageError::NotFetched(attempts) => {
                let lines: Vec<_> = attempts.iter().map(|attempt| format!("  {attempt}")).collect();
                f.write_str(&lines.join("\n"))
            }
            PackageError::Io { doing, path, source } => write!(f, "{doing} {} failed: {source}", path.display()),
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.manager, self.reason)
    }
}

impl From<Attempt> for PackageError {
    fn from(attempt: Attempt) -> Self {
        PackageError::Unavailable(attempt)
    }
}

impl error::Error for PackageError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            PackageError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
