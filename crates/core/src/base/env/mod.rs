//! Environment: read once, in sections, all problems in one message. No other module reads it.

mod backup;
mod clerk;
mod cron;
mod database;
mod deployment;
mod host;
mod hume;
mod interviews;
mod model_accounts;
mod models;
mod origins;
mod protection;
mod reader;
mod receipt_keys;
mod redis;
mod sentry;

use std::collections::HashMap;

use secrecy::SecretString;

pub use backup::{Backup, StoreCredentials, backup};
pub use clerk::{Clerk, clerk, frontend_api};
pub use database::{Database, POSTGRES_URLS, Prepare, database};
pub use deployment::{Deployment, LogFormat, Logging, deployment_and_logging};
pub use host::{LambdaHost, lambda_host};
pub use hume::Hume;
pub use interviews::{Interviews, Voice, VoiceProvider};
pub use model_accounts::{ModelAccount, ModelProvider};
pub use models::{AiLimits, Gemini, ModelName, Models, models_and_voice};
pub use origins::is_loopback_origin;
pub use protection::{Arcjet, Protection, Protector, protection};
use reader::Reader;
pub use reader::{Problem, Problems};
pub use receipt_keys::ReceiptKeys;
pub use redis::{Redis, RedisAddress, RedisServer, redis};
pub use sentry::Sentry;

/// All settings of a function.
#[derive(Debug, Clone)]
pub struct Env {
    /// `VERCEL_ENV` is not `development`: nothing on loopback, nothing unencrypted.
    pub production: bool,
    pub deployment: Deployment,
    pub database: Database,
    /// None: nothing is cached.
    pub redis: Option<Redis>,
    pub clerk: Clerk,
    pub models: Models,
    pub ai: AiLimits,
    pub interviews: Interviews,
    pub voice: Voice,
    /// None: no interview was ever held there.
    pub hume: Option<Hume>,
    pub protection: Protection,
    pub logging: Logging,
    /// None: errors stand in the log and nowhere else.
    pub sentry: Option<Sentry>,
    /// `ALLOWED_ORIGINS`: pages elsewhere that may call us.
    pub allowed_origins: Vec<String>,
    /// `CRON_SECRET`: what the platform's scheduler shows. None: nobody can start the daily job.
    pub cron_secret: Option<SecretString>,
    /// None: receipts of erasures are not signed.
    pub receipt_keys: Option<ReceiptKeys>,
    /// `READY_TOKEN`: a caller that shows it gets the state of now, everybody else what was seen last.
    pub ready_token: Option<SecretString>,
}

impl Env {
    /// Of a function, from its process's own environment.
    pub fn read() -> Result<Self, Problems> {
        Self::of_function(Reader::from_process())
    }

    fn of_function(mut reader: Reader) -> Result<Self, Problems> {
        reader.require_vercel_env();
        Self::from_reader(reader)
    }

    /// From pairs given by hand: the dev server, tests.
    pub fn from_pairs(pairs: HashMap<String, String>) -> Result<Self, Problems> {
        Self::from_reader(Reader::from_pairs(pairs))
    }

    fn from_reader(mut reader: Reader) -> Result<Self, Problems> {
        let sections = Self::sections(&mut reader);
        reader.finish(sections)
    }

    /// Reads every section even after a problem, so that one message names them all.
    fn sections(reader: &mut Reader) -> Option<Self> {
        let production = reader.production();
        let deployment = Deployment::read(reader);
        let logging = Logging::read(reader);
        let database = Database::read(reader, production);
        let redis = Redis::read(reader, production);
        let clerk = Clerk::read(reader, production);
        let ai = AiLimits::read(reader);
        let interviews = Interviews::read(reader);
        let voice = Voice::read(reader, interviews);
        let models = Models::read(reader, voice.as_ref());
        let hume = Hume::read(reader);
        let protection = Protection::read(reader, production);
        let sentry = Sentry::read(reader);
        let allowed_origins = origins::origins(reader, "ALLOWED_ORIGINS");
        let cron_secret = cron::secret(reader);
        let receipt_keys = ReceiptKeys::read(reader);
        let ready_token = reader.optional("READY_TOKEN").map(SecretString::from);
        Some(Self {
            production,
            deployment,
            logging,
            database: database?,
            redis: redis?,
            clerk: clerk?,
            models: models?,
            ai: ai?,
            interviews: interviews?,
            voice: voice?,
            sentry: sentry?,
            allowed_origins,
            cron_secret: cron_secret?,
            receipt_keys: receipt_keys?,
            ready_token,
            hume: hume?,
            protection: protection?,
        })
    }
}

/// The names that are read, for the test that keeps `.env.example` true.
pub fn names() -> Vec<&'static str> {
    let mut reader = Reader::from_pairs(HashMap::new());
    reader.require_vercel_env();
    LambdaHost::variables(&mut reader);
    Env::sections(&mut reader);
    Backup::read(&mut reader);
    reader.names()
}

#[cfg(test)]
mod tests;
