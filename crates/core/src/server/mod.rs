//! Server: from the host's request to a handler and back; who is calling, and what holds for every route.

pub mod app;
pub mod auth;
pub mod caller;
pub mod client_config;
pub mod health;
pub mod idempotency;
pub mod middleware;
pub mod protection_probe;
pub mod readiness;
mod stream_options;
pub mod tcp_nodelay;
pub mod vercel;
