//! The environment: read once, in sections, every problem in one message. Nothing else reads it.

mod database;
mod protection;
mod reader;
mod redis;
mod sentry;

use std::collections::HashMap;

use aws_lc_rs::{hmac, rsa::PublicKey};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, general_purpose::GeneralPurposeConfig},
};
use jsonwebtoken::DecodingKey;
use rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use secrecy::SecretString;

use crate::clock::{self, Instant};
pub use database::{Database, Prepare};
pub use protection::{Arcjet, Protection, Protector, protection};
pub use reader::{Problem, Problems};
use reader::{Reader, is_model};
pub use redis::{Redis, RedisAddress, RedisServer};
pub use sentry::Sentry;

/// All settings of a function.
#[derive(Debug, Clone)]
pub struct Env {
    /// `VERCEL_ENV` is `production` or `preview`: nothing on loopback, nothing unencrypted.
    pub production: bool,
    pub deployment: Deployment,
    pub database: Database,
    /// None: nothing is cached.
    pub redis: Option<Redis>,
    pub clerk: Clerk,
    pub gemini: Gemini,
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
    /// `READY_TOKEN`: who shows it is told how things are now, not how they were half a minute ago.
    pub ready_token: Option<SecretString>,
}

/// What is deployed; never wrong, so that health can be told even with a bad environment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// When this process began.
    pub started_at: Instant,
    /// `VERCEL_GIT_COMMIT_SHA`
    pub commit: Option<String>,
    /// `VERCEL_REGION`
    pub region: Option<String>,
    /// `VERCEL_DEPLOYMENT_ID`
    pub id: Option<String>,
}

/// Sign-in and plans.
#[derive(Clone)]
pub struct Clerk {
    /// `CLERK_SECRET_KEY`
    pub secret_key: SecretString,
    /// `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`
    pub publishable_key: String,
    /// Who signs session tokens: the Frontend API that the publishable key names.
    pub issuer: String,
    /// `CLERK_JWT_KEY`
    pub jwt_key: Option<DecodingKey>,
    /// `CLERK_WEBHOOK_SIGNING_SECRET`: one, or during a rotation several.
    pub webhook_keys: Vec<hmac::Key>,
    /// `CLERK_AUTHORIZED_PARTIES`
    pub authorized_parties: Vec<String>,
    /// `CLERK_API_URL`
    pub api_url: String,
    /// `NEXT_PUBLIC_CLERK_SIGN_IN_URL`
    pub sign_in_url: Option<String>,
    /// `NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL`
    pub sign_in_fallback_redirect_url: Option<String>,
    /// `NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL`
    pub sign_up_force_redirect_url: Option<String>,
}

impl std::fmt::Debug for Clerk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Clerk").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// The model.
#[derive(Debug, Clone)]
pub struct Gemini {
    /// `GEMINI_API_KEY`
    pub api_key: SecretString,
    /// `GEMINI_MODELS`: first choice, then fallbacks.
    pub models: Vec<String>,
    /// `GEMINI_BASE_URL`
    pub base_url: String,
}

/// How many generations one user may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AiLimits {
    /// `AI_HOURLY_LIMIT`
    pub hourly: i32,
    /// `AI_DAILY_LIMIT`
    pub daily: i32,
}

/// How interviews are held and judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interviews {
    /// `INTERVIEW_MINUTES`: how long a spoken one lasts.
    pub minutes: i32,
    /// `INTERVIEW_TURNS`: how often the interviewer of a written one speaks.
    pub turns: i32,
    /// `EMOTION_ANALYSIS`: whether scores of emotions, where a provider gave them, reach the model.
    pub emotion_analysis: bool,
}

/// Spoken interviews.
#[derive(Debug, Clone)]
pub struct Voice {
    /// `VOICE_PROVIDER`
    pub provider: VoiceProvider,
    /// `GEMINI_LIVE_MODEL`
    pub model: String,
    /// `VOICE_DAILY_MINUTES`: how long one user may speak in a day.
    pub daily_minutes: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VoiceProvider {
    Gemini,
    Off,
}

/// Where interviews were held once; their transcripts are still read there.
#[derive(Debug, Clone)]
pub struct Hume {
    /// `HUME_API_KEY`
    pub api_key: SecretString,
    /// `HUME_SECRET_KEY`
    pub secret_key: SecretString,
    /// `NEXT_PUBLIC_HUME_CONFIG_ID`
    pub config_id: String,
    /// `HUME_BASE_URL`
    pub base_url: String,
}

#[derive(Debug, Clone)]
pub struct Logging {
    /// `RUST_LOG`
    pub filter: String,
    /// `LOG_FORMAT`
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Pretty,
}

impl Env {
    /// From the process's own environment.
    pub fn read() -> Result<Self, Problems> {
        Self::from_reader(Reader::of_process())
    }

    /// From pairs given by hand: the dev server, tests.
    pub fn from_pairs(pairs: HashMap<String, String>) -> Result<Self, Problems> {
        Self::from_reader(Reader::of_pairs(pairs))
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
        let gemini = Gemini::read(reader);
        let ai = AiLimits::read(reader);
        let interviews = Interviews::read(reader);
        let voice = Voice::read(reader, interviews);
        let hume = Hume::read(reader);
        let protection = Protection::read(reader, production);
        let sentry = Sentry::read(reader);
        let allowed_origins = origins(reader, "ALLOWED_ORIGINS");
        let ready_token = reader.optional("READY_TOKEN").map(SecretString::from);
        Some(Self {
            production,
            deployment,
            logging,
            database: database?,
            redis: redis?,
            clerk: clerk?,
            gemini: gemini?,
            ai: ai?,
            interviews: interviews?,
            voice: voice?,
            sentry: sentry?,
            allowed_origins,
            ready_token,
            hume: hume?,
            protection: protection?,
        })
    }
}

/// Read apart from the rest, because these are never wrong.
pub fn deployment_and_logging() -> (Deployment, Logging) {
    let mut reader = Reader::of_process();
    (Deployment::read(&mut reader), Logging::read(&mut reader))
}

/// The database alone, for commands that need nothing else.
pub fn database(pairs: HashMap<String, String>) -> Result<Database, Problems> {
    let mut reader = Reader::of_pairs(pairs);
    let production = reader.production();
    let database = Database::read(&mut reader, production);
    reader.finish(database)
}

/// Redis alone.
pub fn redis(pairs: HashMap<String, String>) -> Result<Option<Redis>, Problems> {
    let mut reader = Reader::of_pairs(pairs);
    let production = reader.production();
    let redis = Redis::read(&mut reader, production);
    reader.finish(redis)
}

/// Clerk alone, for who looks into each section by itself.
pub fn clerk(pairs: HashMap<String, String>) -> Result<Clerk, Problems> {
    let mut reader = Reader::of_pairs(pairs);
    let production = reader.production();
    let clerk = Clerk::read(&mut reader, production);
    reader.finish(clerk)
}

/// Gemini alone.
pub fn gemini(pairs: HashMap<String, String>) -> Result<Gemini, Problems> {
    let mut reader = Reader::of_pairs(pairs);
    let gemini = Gemini::read(&mut reader);
    reader.finish(gemini)
}

/// The names that are read, for the test that keeps `.env.example` true.
pub fn names() -> Vec<&'static str> {
    let mut reader = Reader::of_pairs(HashMap::new());
    Env::sections(&mut reader);
    reader.names()
}

impl Deployment {
    fn read(reader: &mut Reader) -> Self {
        Self {
            started_at: Instant(clock::now().try_into().unwrap_or_default()),
            commit: reader.optional("VERCEL_GIT_COMMIT_SHA"),
            region: reader.optional("VERCEL_REGION"),
            id: reader.optional("VERCEL_DEPLOYMENT_ID"),
        }
    }
}

impl Clerk {
    fn read(reader: &mut Reader, production: bool) -> Option<Self> {
        let secret_key = reader.secret("CLERK_SECRET_KEY", "Clerk dashboard, API keys: starts with sk_");
        let publishable_key = reader.required("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", PUBLISHABLE_KEY_ADVICE);
        let issuer = publishable_key.as_deref().and_then(|key| {
            let host = frontend_api(key);
            if host.is_none() {
                reader.problem("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "is no publishable key", PUBLISHABLE_KEY_ADVICE);
            }
            host.map(|host| format!("https://{host}"))
        });
        let jwt_key = reader.optional("CLERK_JWT_KEY").map(|pem| rsa_key(reader, &pem));
        let webhook_keys = webhook_keys(reader);
        let authorized_parties = reader.list("CLERK_AUTHORIZED_PARTIES");
        if production && authorized_parties.is_empty() {
            reader.problem(
                "CLERK_AUTHORIZED_PARTIES",
                "is missing, and production needs it",
                "the origins of your front end, such as https://app.example.com",
            );
        }
        let api_url = reader.base_url("CLERK_API_URL", "https://api.clerk.com", production);
        let sign_in_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_IN_URL");
        let sign_in_fallback_redirect_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL");
        let sign_up_force_redirect_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL");
        Some(Self {
            secret_key: secret_key?,
            publishable_key: publishable_key?,
            issuer: issuer?,
            jwt_key: match jwt_key {
                Some(key) => Some(key?),
                None => None,
            },
            webhook_keys: webhook_keys?,
            authorized_parties,
            api_url: api_url?,
            sign_in_url,
            sign_in_fallback_redirect_url,
            sign_up_force_redirect_url,
        })
    }
}

const PUBLISHABLE_KEY_ADVICE: &str = "Clerk dashboard, API keys: starts with pk_test_ or pk_live_";

/// The host inside `pk_test_…` or `pk_live_…`: base64 of `host$`, padded or not.
fn frontend_api(publishable_key: &str) -> Option<String> {
    let encoded = publishable_key.strip_prefix("pk_test_").or(publishable_key.strip_prefix("pk_live_"))?;
    let host = String::from_utf8(base64(encoded)?).ok()?.strip_suffix('$')?.to_owned();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then_some(host)
}

const WEBHOOK_SECRET: &str = "CLERK_WEBHOOK_SIGNING_SECRET";
const WEBHOOK_SECRET_ADVICE: &str = "Clerk dashboard, Webhooks, your endpoint, Signing Secret: starts with whsec_";
/// No webhook is signed with less.
const LEAST_SECRET: usize = 24;

/// `whsec_…`, comma separated while an old secret and a new one are both in use.
fn webhook_keys(reader: &mut Reader) -> Option<Vec<hmac::Key>> {
    let secrets = reader.required(WEBHOOK_SECRET, WEBHOOK_SECRET_ADVICE)?;
    let key = |secret: &str| {
        let bytes = base64(secret.trim().strip_prefix("whsec_")?)?;
        (bytes.len() >= LEAST_SECRET).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    };
    let keys: Option<Vec<_>> = secrets.split(',').map(key).collect();
    if keys.is_none() {
        reader.problem(WEBHOOK_SECRET, "is no signing secret, nor a list of some", WEBHOOK_SECRET_ADVICE);
    }
    keys
}

/// Origins as a browser writes them; anything else would never match.
fn origins(reader: &mut Reader, name: &'static str) -> Vec<String> {
    let origins = reader.list(name);
    if !origins.iter().all(|origin| is_origin(origin)) {
        reader.problem(name, "has an entry that is no origin", "scheme and host, such as https://app.example.com");
    }
    origins
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte))
    })
}

/// Padded or not.
fn base64(text: &str) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(text).ok()
}

/// By what TLS brings along: the token library's own reader of PEM is 60 KB.
fn rsa_key(reader: &mut Reader, pem: &str) -> Option<DecodingKey> {
    let key = SubjectPublicKeyInfoDer::from_pem_slice(pem.replace("\\n", "\n").as_bytes()).ok();
    let key = key.and_then(|key| PublicKey::from_der(&key).ok());
    if key.is_none() {
        reader.problem("CLERK_JWT_KEY", "is no PEM public key", "Clerk dashboard, API keys, JWKS public key (PEM)");
    }
    key.map(|key| DecodingKey::from_rsa_der(key.as_ref()))
}

impl Gemini {
    fn read(reader: &mut Reader) -> Option<Self> {
        let production = reader.production();
        let api_key = reader.secret("GEMINI_API_KEY", "Google AI Studio, API keys");
        let models = reader.list_or("GEMINI_MODELS", "gemini-3.8-flash,gemini-3.5-flash-lite");
        if !models.iter().all(|model| is_model(model)) {
            reader.problem(
                "GEMINI_MODELS",
                "has a name that is no model's",
                "names such as gemini-3.8-flash, comma separated",
            );
        }
        let base_url = reader.base_url("GEMINI_BASE_URL", "https://generativelanguage.googleapis.com", production);
        Some(Self { api_key: api_key?, models, base_url: base_url? })
    }
}

impl AiLimits {
    fn read(reader: &mut Reader) -> Option<Self> {
        let hourly = reader.number("AI_HOURLY_LIMIT", 30, 1..=100_000);
        let daily = reader.number("AI_DAILY_LIMIT", 200, 1..=1_000_000);
        Some(Self { hourly: hourly? as i32, daily: daily? as i32 })
    }
}

impl Interviews {
    fn read(reader: &mut Reader) -> Option<Self> {
        let minutes = reader.number("INTERVIEW_MINUTES", 30, 1..=600);
        let turns = reader.number("INTERVIEW_TURNS", 10, 2..=100);
        let emotion_analysis = reader.one_of("EMOTION_ANALYSIS", &[("on", true), ("off", false)], false);
        Some(Self { minutes: minutes? as i32, turns: turns? as i32, emotion_analysis: emotion_analysis? })
    }
}

impl Voice {
    fn read(reader: &mut Reader, interviews: Option<Interviews>) -> Option<Self> {
        let words = [("gemini", VoiceProvider::Gemini), ("off", VoiceProvider::Off)];
        let provider = reader.one_of("VOICE_PROVIDER", &words, VoiceProvider::Gemini);
        let model = reader.model("GEMINI_LIVE_MODEL", "gemini-3.8-live");
        let daily_minutes = reader.number("VOICE_DAILY_MINUTES", 60, 1..=1_440);
        if let (Some(daily), Some(interviews)) = (daily_minutes, interviews)
            && (daily as i32) < interviews.minutes
        {
            let advice = "at least INTERVIEW_MINUTES, which are reserved as a whole";
            reader.problem("VOICE_DAILY_MINUTES", "is too short for a single interview", advice);
        }
        Some(Self { provider: provider?, model: model?, daily_minutes: daily_minutes? as i32 })
    }
}

impl Hume {
    /// All three or none of them; the outer None is a problem.
    fn read(reader: &mut Reader) -> Option<Option<Self>> {
        let production = reader.production();
        let base_url = reader.base_url("HUME_BASE_URL", "https://api.hume.ai", production);
        let names = ["HUME_API_KEY", "HUME_SECRET_KEY", "NEXT_PUBLIC_HUME_CONFIG_ID"];
        match names.map(|name| reader.optional(name)) {
            [None, None, None] => Some(None),
            [Some(api_key), Some(secret_key), Some(config_id)] => {
                let (api_key, secret_key) = (api_key.into(), secret_key.into());
                Some(Some(Self { api_key, secret_key, config_id, base_url: base_url? }))
            }
            values => {
                for (name, _) in names.into_iter().zip(values).filter(|(_, value)| value.is_none()) {
                    reader.problem(name, "is missing, while other settings of Hume are there", HUME_ADVICE);
                }
                None
            }
        }
    }
}

const HUME_ADVICE: &str = "Hume portal, API keys and configurations; all three or none";

impl Logging {
    fn read(reader: &mut Reader) -> Self {
        let words = [("json", LogFormat::Json), ("pretty", LogFormat::Pretty)];
        Self {
            filter: reader.optional("RUST_LOG").unwrap_or_else(|| "info".to_owned()),
            format: reader.one_of("LOG_FORMAT", &words, LogFormat::Json).unwrap_or(LogFormat::Json),
        }
    }
}

#[cfg(test)]
mod tests;
