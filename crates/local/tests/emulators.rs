//! Emulator tests: they speak what was captured from the real services, and fail in all the ways those fail.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

#[path = "emulators/arcjet.rs"]
mod arcjet;
#[path = "emulators/arcjet_limits.rs"]
mod arcjet_limits;
#[path = "emulators/arcjet_names.rs"]
mod arcjet_names;
#[path = "emulators/arcjet_rules.rs"]
mod arcjet_rules;
#[path = "emulators/arcjet_wire.rs"]
mod arcjet_wire;
#[path = "emulators/captures.rs"]
mod captures;
#[path = "emulators/clerk.rs"]
mod clerk;
#[path = "emulators/clerk_tokens.rs"]
mod clerk_tokens;
#[path = "emulators/gemini.rs"]
mod gemini;
#[path = "emulators/gemini_client.rs"]
mod gemini_client;
#[path = "emulators/gemini_control.rs"]
mod gemini_control;
#[path = "emulators/gemini_faults.rs"]
mod gemini_faults;
#[path = "emulators/gemini_live.rs"]
mod gemini_live;
#[path = "emulators/gemini_live_sessions.rs"]
mod gemini_live_sessions;
#[path = "emulators/gemini_requests.rs"]
mod gemini_requests;
#[path = "emulators/hume.rs"]
mod hume;
#[path = "emulators/live_client.rs"]
mod live_client;
#[path = "emulators/model_apis.rs"]
mod model_apis;
#[path = "emulators/model_control.rs"]
mod model_control;
#[path = "emulators/neighbours.rs"]
mod neighbours;
