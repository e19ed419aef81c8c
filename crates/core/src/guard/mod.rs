//! A guard of our own, which answers the rules that Arcjet would answer.

pub mod bots;
pub mod limits;
mod needles;
pub mod shield;
