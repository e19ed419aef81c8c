//! Foundations: clock, environment, errors, TLS, HTTP client, logging and traces, which all other folders use.

pub mod api_key;
pub mod blocking;
pub mod circuit_breaker;
pub mod clock;
pub mod crc32;
pub mod digest;
pub mod env;
pub mod error;
pub mod http_client;
pub mod idle_timer;
pub mod json;
pub mod newtype;
pub mod normalization;
pub mod rate_limit;
pub mod secret_token;
pub mod steps;
pub mod task;
pub mod telemetry;
pub mod tls;
pub mod trace;
