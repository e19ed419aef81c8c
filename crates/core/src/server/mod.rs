//! Server: from the host's request to a handler and back: middleware, authentication, idempotency, health checks.

mod api_key;
pub mod app;
pub mod auth;
pub mod caller;
pub mod client_config;
pub mod health;
pub mod host;
pub mod idempotency;
#[cfg(feature = "lambda")]
mod lambda;
pub mod mcp;
pub mod middleware;
pub mod own_erasure;
pub mod protection_probe;
pub mod purge;
pub mod readiness;
pub mod shared_report;
pub mod stream_options;
pub mod tcp_nodelay;
pub mod tool_waits;
mod vercel;
mod visit;
