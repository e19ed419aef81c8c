//! A guard of our own, which answers the rules that Arcjet would answer.

pub mod bots;
mod needles;
pub mod shield;
