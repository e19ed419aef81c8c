//! All that a function of darasa needs, and nothing that only a laptop needs.
//!
//! Rooms, from the ground up; each may import only from those above it in this list:
//! ground (`clock`, `env`, `error`, `telemetry`, `http`, `ai_stream`), floor (`db`), neighbours (`providers`),
//! house (`plans`, `usage`, `users`, `webhooks`, `job_infos`, `questions`, `generation`), door (`app`, `auth`, `protect`, `idempotency`, `exchange`, `serve`).

pub mod clock;
pub mod env;
pub mod error;
pub mod http;
pub mod telemetry;
pub mod tls;

pub mod ai_stream;
pub mod db;
pub mod providers;

pub mod answers;
pub mod client_config;
pub mod generation;
pub mod health;
pub mod job_infos;
pub mod plans;
pub mod prompts;
pub mod questions;
pub mod quotations;
pub mod usage;
pub mod users;
pub mod webhooks;

pub mod app;
pub mod auth;
pub mod exchange;
pub mod idempotency;
pub mod protect;
pub mod serve;

pub use app::App;
pub use error::{Error, Result};
pub use serve::serve;
