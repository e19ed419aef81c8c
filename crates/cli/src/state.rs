//! State of the dev server between its runs, in `.darasa/dev.json`: ports and the key that signs session tokens. A
//! private file.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{Failure, private_file};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct State {
    /// Where the functions answer, while they run.
    pub url: Option<String>,
    pub clerk_port: u16,
    pub gemini_port: u16,
    pub arcjet_port: u16,
    /// Of the emulated models beside Gemini, by the provider's word in `AI_MODELS`.
    pub model_ports: BTreeMap<String, u16>,
    /// The emulated Clerk's private key: tokens stay good when the server is started again.
    pub signing_key: Option<String>,
    /// Signs the events that `darasa webhook` sends, unless another secret is set.
    pub webhook_secret: Option<String>,
    /// What the scheduler of a deployment would show, for a look at the daily purge.
    pub cron_secret: Option<String>,
    /// Signs receipts of erasures.
    pub receipt_signing_key: Option<String>,
}

impl State {
    pub fn read(checkout: &Path) -> Result<Self, Failure> {
        let path = path(checkout);
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|_| unreadable(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display()).into()),
        }
    }

    pub fn write(&self, checkout: &Path) -> Result<(), Failure> {
        let path = path(checkout);
        fs::create_dir_all(path.parent().unwrap_or(checkout))?;
        private_file::write(&path, &serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }
}

fn path(checkout: &Path) -> PathBuf {
    checkout.join(".darasa").join("dev.json")
}

fn unreadable(path: &Path) -> Failure {
    format!("{} is not as darasa wrote it; delete it and start again", path.display()).into()
}
