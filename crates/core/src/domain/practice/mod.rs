//! Practice: what is known of how somebody does. A review is how well one answer went, a card what its question's
//! reviews say of when it should come again, progress what all of them say together.

pub mod cards;
pub mod days;
pub mod estimate;
mod folding;
pub mod fsrs;
pub mod icalendar;
pub mod people;
pub mod plan;
pub mod progress;
pub mod rebuild;
pub mod reviews;
pub mod similarity;
pub mod topics;
