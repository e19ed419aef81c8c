//! Stand-ins for the companies darasa talks to: real HTTP on the loopback, speaking what was captured from the real ones.
//!
//! The dev server and the tests use the same stand-ins, so nothing in the product knows that they are not the real thing.

pub mod clerk;
pub mod gemini;
mod journal;
mod playback;
mod server;

pub use clerk::ClerkEmulator;
pub use gemini::GeminiEmulator;
pub use journal::Received;
pub use playback::Gate;
