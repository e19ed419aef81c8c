//! Services on a laptop: Postgres, PgBouncer and Redis, found or fetched, started privately and watched.

pub mod certificates;
pub mod clean;
pub mod data_folders;
pub mod free_port;
pub mod location;
pub mod packages;
pub mod postgres;
pub mod processes;
pub mod redis;
pub mod temporary;
mod tls_proxy;

use location::{Location, LocationError};

/// Postgres and Redis as they are found on this machine, each with its name.
pub fn locations() -> [(&'static str, Result<Location, LocationError>); 2] {
    [&postgres::POSTGRES, &redis::REDIS].map(|service| (service.name, service.report()))
}
