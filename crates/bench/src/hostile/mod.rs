//! Hostile input benchmark: what an attack on the processor costs at one size and at four times as much, and whether
//! others are served meanwhile.

pub mod attacks;
mod files;
pub mod neighbours;
