//! All that a function of darasa needs, and nothing that only a laptop needs.
//!
//! Rooms, from the ground up: ground, floor, neighbours, house, door. ARCHITECTURE.md says which modules stand in which, and
//! `tests/tidy.rs` keeps their imports going downwards.

pub mod clock;
pub mod egress;
pub mod env;
pub mod error;
pub mod http;
pub mod protection;
pub mod telemetry;
pub mod tls;
pub mod trace;

pub mod ai_stream;
pub mod cache;
pub mod db;
pub mod providers;
pub mod redis;

pub mod answers;
pub mod client_config;
pub mod documents;
pub mod generation;
pub mod guard;
pub mod health;
pub mod interview_feedback;
pub mod interviews;
pub mod job_infos;
pub mod keywords;
pub mod pacing;
pub mod plans;
pub mod prompts;
pub mod questions;
pub mod quotations;
pub mod readiness;
pub mod resumes;
pub mod transcripts;
pub mod turns;
pub mod usage;
pub mod users;
pub mod utterances;
pub mod voice;
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
