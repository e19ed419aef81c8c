//! Application state: what a handler works with, made once a process, before the first request and without any I/O.

pub use crate::protection::{Protection, local::LocalProtection};
use crate::{
    base::{clock::Clock, env::Env, error::Result, http_client::HttpClient},
    providers::{clerk::Clerk, gemini::Gemini, hume::Hume, model::Pace, models::Models, sentry::Sentry},
    server::{auth::Auth, readiness::Readiness, tool_waits::ToolWaits},
    storage::{cache::Cache, db::Db, redis::Redis},
};
use darasa_documents::DocumentReader;

pub struct App {
    pub env: Env,
    pub db: Db,
    /// None: nothing is cached, and limits are counted elsewhere.
    pub redis: Option<Redis>,
    pub cache: Cache,
    pub clerk: Clerk,
    pub models: Models,
    /// None: nobody speaks.
    pub gemini: Option<Gemini>,
    /// None: no interview was ever held there.
    pub hume: Option<Hume>,
    /// None: errors are only logged.
    pub sentry: Option<Sentry>,
    pub auth: Auth,
    pub readiness: Readiness,
    pub protection: Protection,
    /// Counts what is ours to count, whoever protects the rest: how often a stream is read once more, and how many API
    /// keys are looked up.
    pub own_limits: LocalProtection,
    /// Reads the Word files people upload; tests and the dev server name another program.
    pub document_reader: DocumentReader,
    /// How long an assistant's tools wait for a model; tests have less time.
    pub tool_waits: ToolWaits,
    pub clock: Clock,
}

impl App {
    pub fn new(env: Env, clock: Clock, pace: Pace) -> Result<Self> {
        // One a provider: the one that hangs costs the others no connection.
        let http = || HttpClient::new(clock.clone());
        let clerk = Clerk::new(http(), &env.clerk);
        let redis = env.redis.as_ref().map(|settings| Redis::with_clock(settings, http(), clock.clone()));
        let gemini = env.models.gemini.as_ref().map(|settings| Gemini::new(http(), settings));
        let db = Db::new(&env.database, clock.clone())?;
        Ok(Self {
            protection: Protection::new(&env, &db, redis.as_ref(), clock.clone()),
            own_limits: Protection::local(&env, &db, redis.as_ref(), clock.clone()),
            cache: Cache::new(redis.clone(), &env, clock.clone()),
            redis,
            db,
            auth: Auth::new(&env.clerk, clerk.clone()),
            hume: env.hume.as_ref().map(|settings| Hume::new(http(), settings)),
            sentry: env.sentry.clone().map(|settings| Sentry::new(http(), settings, clock.clone())),
            models: Models::new(&env.models, gemini.as_ref(), http, pace, clock.clone())?,
            gemini,
            readiness: Readiness::default(),
            document_reader: DocumentReader::default(),
            tool_waits: ToolWaits::default(),
            clerk,
            env,
            clock,
        })
    }
}
