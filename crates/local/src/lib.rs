//! A laptop's darasa: Postgres, emulators of the providers, all functions on one port. Never linked into a function.

pub mod certificates;
pub mod chaos;
pub mod delays;
pub mod distance;
pub mod emulators;
pub mod functions;
pub mod host;
pub mod migrations;
pub mod postgres;
pub mod proxy;
pub mod redis;
pub mod routes;
pub mod server;
pub mod statements;
pub mod test_app;
