//! Recipients: the public keys that an archive is encrypted to, at least two, so that no single key can be lost.

use age::{Encryptor, x25519};

use crate::error::{Error, Result};

/// The operator's and the vault's.
pub const LEAST: usize = 2;

#[derive(Clone)]
pub struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// Public keys as `age-keygen` prints them.
    pub fn parse(keys: &[String]) -> Result<Self> {
        let parse = |(number, key): (usize, &String)| {
            let wrong = || Error::misused(format!("BACKUP_RECIPIENTS: number {} is no public key (age1…)", number + 1));
            key.parse::<x25519::Recipient>().map_err(|_| wrong())
        };
        let parsed = keys.iter().enumerate().map(parse).collect::<Result<Vec<_>>>()?;
        let mut different: Vec<_> = parsed.iter().map(ToString::to_string).collect();
        different.sort();
        different.dedup();
        if different.len() < LEAST {
            return Err(Error::misused(format!(
                "BACKUP_RECIPIENTS names {} key(s): at least two different ones, so that losing one loses nothing",
                different.len()
            )));
        }
        Ok(Self(parsed))
    }

    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    pub(super) fn encryptor(&self) -> Result<Encryptor> {
        let keys = self.0.iter().map(|key| key as &dyn age::Recipient);
        Encryptor::with_recipients(keys).map_err(|error| Error::failed(format!("encrypting: {error}")))
    }
}
