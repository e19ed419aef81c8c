//! Environment, backups: where archives lie and who can open them. Read by the command alone, never by a function.

use std::collections::HashMap;

use secrecy::SecretString;
use tokio_postgres::Config;

use super::{Problems, database::parse, reader::Reader};

const URL_ADVICE: &str = "the direct connection string, whose host does not end in -pooler";
/// Credentials of object stores under their vendors' names, which the client of the stores knows as well.
const S3: [&str; 5] =
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL"];
const AZURE: [&str; 4] =
    ["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_ENDPOINT"];
const GCS: [&str; 2] = ["GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY"];

/// All of them are optional here: each verb says what it misses.
#[derive(Debug)]
pub struct Backup {
    /// `BACKUP_URL`
    pub url: Option<String>,
    /// `BACKUP_RECIPIENTS`: public keys of age's.
    pub recipients: Vec<String>,
    /// `BACKUP_DATABASE_URL`: of a role that can read everything and change nothing.
    pub database: Option<Config>,
    /// `BACKUP_HEARTBEAT_URL`: secret, for whoever knows it can report that all is well.
    pub heartbeat: Option<SecretString>,
    /// `DRILL_DATABASE_URL`: a server on which databases can be made.
    pub drill: Option<Config>,
    /// `CLERK_SECRET_KEY`: who still exists is Clerk's to say.
    pub clerk_secret_key: Option<SecretString>,
    /// `CLERK_API_URL`
    pub clerk_api_url: String,
    /// `DB_SSLROOTCERT`
    pub root_certificate: Option<String>,
    pub stores: StoreCredentials,
}

/// Pairs of a vendor's name and its value.
#[derive(Clone, Default)]
pub struct StoreCredentials {
    pub s3: Vec<(&'static str, String)>,
    pub azure: Vec<(&'static str, String)>,
    pub gcs: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for StoreCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StoreCredentials").finish_non_exhaustive()
    }
}

/// The section of the commands that export and restore.
pub fn backup(pairs: HashMap<String, String>) -> Result<Backup, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let backup = Backup::read(&mut reader);
    reader.finish(backup)
}

impl Backup {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let production = reader.production();
        let url = reader.optional("BACKUP_URL");
        let recipients = reader.list("BACKUP_RECIPIENTS");
        let database = direct(reader, "BACKUP_DATABASE_URL", production);
        let heartbeat = reader.optional("BACKUP_HEARTBEAT_URL").map(SecretString::from);
        let drill = direct(reader, "DRILL_DATABASE_URL", production);
        let clerk_secret_key = reader.optional("CLERK_SECRET_KEY").map(SecretString::from);
        let clerk_api_url = reader.base_url("CLERK_API_URL", "https://api.clerk.com", production);
        let root_certificate = super::database::root_certificate(reader);
        let mut credentials = |names: &[&'static str]| {
            let pair = |name: &&'static str| reader.optional(name).map(|value| (*name, value));
            names.iter().filter_map(pair).collect()
        };
        let stores = StoreCredentials { s3: credentials(&S3), azure: credentials(&AZURE), gcs: credentials(&GCS) };
        Some(Self {
            url,
            recipients,
            database: database?,
            heartbeat,
            drill: drill?,
            clerk_secret_key,
            clerk_api_url: clerk_api_url?,
            root_certificate,
            stores,
        })
    }
}

/// A session is needed, which a pooler does not give. None where a problem was found.
fn direct(reader: &mut Reader, name: &'static str, production: bool) -> Option<Option<Config>> {
    let Some(url) = reader.optional(name) else { return Some(None) };
    let config = parse(reader, name, &url, production)?;
    if super::database::is_pooler(&config) {
        reader.problem(name, "goes through a pooler", URL_ADVICE);
        return None;
    }
    Some(Some(config))
}
