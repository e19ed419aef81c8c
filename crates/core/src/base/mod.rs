//! Foundations: what every floor above stands on, and nothing of darasa's own business.

pub mod clock;
pub mod env;
pub mod error;
pub mod http_client;
pub mod newtype;
pub mod rate_limit;
pub mod telemetry;
pub mod tls;
pub mod trace;
