//! Testing: an app with emulated providers, Vercel's host, a connection that can be cut, and a recorder of statements.

pub mod statements;
pub mod tcp_proxy;
pub mod test_app;
pub mod time_limits;
pub mod vercel_host;
