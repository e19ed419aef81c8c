//! All that a function of darasa needs, and nothing that only a laptop needs.
//!
//! Rooms, from the ground up; each may import only from those above it in this list:
//! ground (`clock`, `env`, `error`, `telemetry`, `http`, `ai_stream`), floor (`db`), neighbours (`providers`),
//! house (`plans`, `usage`, `users`, `job_infos`, `questions`, `interviews`, …), door (`app`, `auth`, `protect`, `exchange`, `serve`).

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
pub mod interview_feedback;
pub mod interviews;
pub mod job_infos;
pub mod pacing;
pub mod plans;
pub mod prompts;
pub mod questions;
pub mod quotations;
pub mod transcripts;
pub mod turns;
pub mod usage;
pub mod users;
pub mod utterances;
pub mod voice;

pub mod app;
pub mod auth;
pub mod exchange;
pub mod protect;
pub mod serve;

pub use app::App;
pub use error::{Error, Result};
pub use serve::serve;
