//! Emulators of the providers: real HTTP on the loopback, speaking what was captured from the real ones.
//!
//! The dev server and the tests use the same stand-ins, so nothing in the product knows that they are not the real
//! thing.

pub mod anthropic;
pub mod arcjet;
pub mod chat_completions;
pub mod clerk;
mod clock;
mod fault;
pub mod gemini;
pub mod hume;
mod journal;
pub mod model;
mod playback;
pub mod sentry;
mod server;
pub mod upstash;

pub use anthropic::AnthropicEmulator;
pub use arcjet::ArcjetEmulator;
pub use chat_completions::ChatCompletionsEmulator;
pub use clerk::ClerkEmulator;
pub use clock::Clock;
pub use fault::Fault;
pub use gemini::GeminiEmulator;
pub use hume::HumeEmulator;
pub use journal::Received;
pub use playback::Gate;
pub use sentry::SentryEmulator;
pub use upstash::UpstashEmulator;
