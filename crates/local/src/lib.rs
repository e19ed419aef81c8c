//! Local environment: Postgres, emulators of the providers, all functions on one port. Never linked into a function.

pub mod dev_server;
pub mod emulators;
pub mod services;
#[cfg(feature = "testing")]
pub mod testing;
