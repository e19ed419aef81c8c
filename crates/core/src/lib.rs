//! Core library: all that a function of darasa links, and nothing that only a laptop needs.
//!
//! Seven folders, read from `server` down to `base`; imports go down only:
//! `server → {domain, protection} → {providers, storage} → http → base`. `tests/tidy.rs` keeps them so.

pub mod base;
pub mod domain;
pub mod http;
pub mod protection;
pub mod providers;
pub mod server;
pub mod storage;

pub use base::error::{Error, Result};
pub use server::{
    app::App,
    host::{serve, serve_mounted},
};
