//! Emulators of the providers: real HTTP on the loopback, speaking what was captured from the real ones.
//!
//! The dev server and the tests use the same stand-ins, so nothing in the product knows that they are not the real
//! thing.

pub mod arcjet;
pub mod clerk;
mod clock;
mod fault;
pub mod gemini;
pub mod hume;
mod journal;
mod playback;
pub mod sentry;
mod server;
pub mod upstash;

pub use arcjet::ArcjetEmulator;
pub use clerk::ClerkEmulator;
pub use clock::Clock;
pub use fault::Fault;
pub use gemini::GeminiEmulator;
pub use hume::HumeEmulator;
pub use journal::Received;
pub use playback::Gate;
pub use sentry::SentryEmulator;
pub use upstash::UpstashEmulator;
