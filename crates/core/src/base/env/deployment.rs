//! Environment, deployment and logging: what is deployed, and the format of its log.

use super::{host::is_vercel, reader::Reader};
use crate::base::clock::{self, Timestamp};

/// What is deployed; never wrong, so that health can be answered even with a bad environment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// When this process began.
    pub started_at: Timestamp,
    /// `VERCEL_GIT_COMMIT_SHA`
    pub commit: Option<String>,
    /// `VERCEL_REGION`
    pub region: Option<String>,
    /// `VERCEL_DEPLOYMENT_ID`
    pub id: Option<String>,
    /// Whether Vercel runs this process: it alone writes the headers that are its own, and everybody else could.
    pub on_vercel: bool,
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

/// Read apart from the rest, because these are never wrong.
pub fn deployment_and_logging() -> (Deployment, Logging) {
    let mut reader = Reader::from_process();
    (Deployment::read(&mut reader), Logging::read(&mut reader))
}

impl Deployment {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            started_at: Timestamp(clock::now().try_into().unwrap_or_default()),
            commit: reader.optional("VERCEL_GIT_COMMIT_SHA"),
            region: reader.optional("VERCEL_REGION"),
            id: reader.optional("VERCEL_DEPLOYMENT_ID"),
            on_vercel: is_vercel(reader),
        }
    }
}

impl Logging {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let words = [("json", LogFormat::Json), ("pretty", LogFormat::Pretty)];
        Self {
            filter: reader.optional("RUST_LOG").unwrap_or_else(|| "info".to_owned()),
            format: reader.one_of("LOG_FORMAT", &words, LogFormat::Json).unwrap_or(LogFormat::Json),
        }
    }
}
