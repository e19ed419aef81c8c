//! Testing: an app with emulated providers, the hosts of functions, a connection that can be cut, TLS before an
//! emulator, a recorder of statements, and the sources as text.

pub mod host;
pub mod model_service;
pub mod openapi;
pub mod programs;
pub mod source;
pub mod statements;
pub mod tcp_proxy;
pub mod test_app;
mod test_database;
pub mod time_limits;
pub mod tls_front;
