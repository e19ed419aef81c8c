//! Emulated models: what they answer, and every way in which an answer can go wrong, whatever API they are asked over.

pub(crate) mod answer;
pub(crate) mod control;
pub(crate) mod conversation;
pub(crate) mod error;
mod feedback;
mod improvise;
pub(crate) mod perform;
mod questions;
pub(crate) mod reply;
mod resumes;
pub(crate) mod script;
pub(crate) mod server;
pub(crate) mod trouble;

pub use answer::{Answer, Usage};
pub use conversation::Conversation;
pub use error::ApiError;
pub use server::ModelServer;
