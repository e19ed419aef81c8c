//! Accounts: people, their plans, what they used of them, and what Clerk reports of them.

pub mod api_keys;
pub mod clerk_events;
pub mod days;
pub mod deletion;
pub mod plans;
pub mod receipt_key;
pub mod receipts;
pub mod reservations;
pub mod seen_plan;
pub mod token_bucket;
pub mod tombstones;
pub mod usage;
pub mod users;
