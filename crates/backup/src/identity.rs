//! Identity: the private keys that open an archive, from a file or from standard input, never from an argument.

use std::{fs::File, io::Read, path::Path};

use age::x25519;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize};

use crate::error::{Error, Result, io};

/// A file of keys is small; this is somebody's mistake.
const LIMIT: u64 = 64 * 1024;
const MARK: &str = "AGE-SECRET-KEY-1";

/// One key or several, as `age-keygen` writes them.
pub struct Identity(Vec<x25519::Identity>);

impl Identity {
    /// `-` is standard input.
    pub fn read(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Self::from_reader(std::io::stdin().lock(), "standard input", path);
        }
        let file = File::open(path).map_err(io("reading", path));
        let file = file.map_err(|error| Error::misused(error.to_string()))?;
        Self::from_reader(file, &path.display().to_string(), path)
    }

    fn from_reader(from: impl Read, name: &str, path: &Path) -> Result<Self> {
        let mut text = String::new();
        let read = from.take(LIMIT).read_to_string(&mut text);
        let keys = Self::parse(&text);
        text.zeroize();
        match (read, keys) {
            (Err(error), _) if error.kind() != std::io::ErrorKind::InvalidData => Err(io("reading", path)(error)),
            (_, Some(identity)) => Ok(identity),
            _ => Err(Error::misused(format!("{name} holds no age key (a line that begins with {MARK})"))),
        }
    }

    /// None where no line is a key, or one that looks like it is damaged.
    pub fn parse(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with(MARK));
        let keys = lines.map(|line| line.parse().ok()).collect::<Option<Vec<x25519::Identity>>>()?;
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// A new pair for whoever needs one that nothing else opens: tests, rehearsals.
    pub fn generate() -> (Self, SecretString, String) {
        let key = x25519::Identity::generate();
        let (secret, public) = (key.to_string(), key.to_public().to_string());
        (Self(vec![key]), SecretString::from(secret.expose_secret().to_owned()), public)
    }

    pub fn public_keys(&self) -> Vec<String> {
        self.0.iter().map(|key| key.to_public().to_string()).collect()
    }

    pub fn keys(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.0.iter().map(|key| key as &dyn age::Identity)
    }

    /// Refuses, before anything is fetched, an archive that was made for others.
    pub fn must_be_among(&self, recipients: &[String]) -> Result<()> {
        if self.public_keys().iter().any(|key| recipients.contains(key)) {
            return Ok(());
        }
        Err(self.cannot_open(recipients))
    }

    pub fn cannot_open(&self, recipients: &[String]) -> Error {
        let (mine, theirs) = (self.public_keys().join(", "), recipients.join(", "));
        Error::archive(format!("this key ({mine}) cannot open it; it was made for {theirs}"))
    }
}
