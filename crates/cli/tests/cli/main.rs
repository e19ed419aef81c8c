//! Command tests: `darasa` as people at a terminal know it, each time in a checkout of its own. A module per command.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod backup;
mod compose;
mod dev;
mod eval;
mod front_end;
mod migrate;
mod practice;
mod services;
mod services_only;
mod session;
mod support;
mod token;
mod usage;
mod usage_ledger;
mod webhook;
