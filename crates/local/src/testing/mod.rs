//! Testing: an app with emulated providers, Vercel's host, a connection that can be cut, TLS before an emulator, a
//! recorder of statements, and the sources as text.

pub mod source;
pub mod statements;
pub mod tcp_proxy;
pub mod test_app;
pub mod time_limits;
pub mod tls_front;
pub mod vercel_host;
