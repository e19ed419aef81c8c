//! Packages of services: fetched by the machine's own package managers, verified against pins, and kept in a cache.

mod apt;
mod cache;
mod error;
mod fetch;
mod pins;
pub mod progress;
mod unpack;
mod verify;

pub use cache::{Cache, Recipe};
pub use error::{Attempt, PackageError};
pub use fetch::Managers;
pub use pins::{Package, Registry, postgres, valkey};
