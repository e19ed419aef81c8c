//! Environment, Sentry: where errors are reported.

use sentry::types::{Dsn, Scheme};

use super::reader::{Reader, is_loopback};

const ADVICE: &str = "Sentry, project settings, Client Keys (DSN): https://….ingest.sentry.io/…";

/// An account with Sentry.
#[derive(Clone)]
pub struct Sentry {
    /// `SENTRY_DSN`: where to, which project, and the key that lets us in.
    pub dsn: Dsn,
    /// `VERCEL_ENV`, by which Sentry tells deployments apart.
    pub environment: String,
    /// `VERCEL_GIT_COMMIT_SHA`
    pub release: Option<String>,
}

impl std::fmt::Debug for Sentry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sentry").field("host", &self.dsn.host()).finish_non_exhaustive()
    }
}

impl Sentry {
    /// The outer None is a problem.
    pub(super) fn read(reader: &mut Reader) -> Option<Option<Self>> {
        const NAME: &str = "SENTRY_DSN";
        let production = reader.production();
        let Some(given) = reader.optional(NAME) else { return Some(None) };
        match given.parse::<Dsn>() {
            Err(_) => reader.problem(NAME, "is no DSN", ADVICE),
            Ok(dsn) if production && is_loopback(dsn.host()) => {
                reader.problem(NAME, "points at this machine, which production never does", ADVICE);
            }
            Ok(dsn) if production && dsn.scheme() == Scheme::Http => {
                reader.problem(NAME, "must be https in production", ADVICE);
            }
            Ok(dsn) => {
                let environment = reader.optional("VERCEL_ENV").unwrap_or_else(|| "development".to_owned());
                return Some(Some(Self { dsn, environment, release: reader.optional("VERCEL_GIT_COMMIT_SHA") }));
            }
        }
        None
    }
}
