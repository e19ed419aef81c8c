//! Accounts: people, their plans, what they used of them, and what Clerk reports of them.

pub mod clerk_events;
pub mod plans;
pub mod receipt_key;
pub mod receipts;
pub mod usage;
pub mod users;
