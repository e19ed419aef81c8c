//! A laptop's darasa, never linked into a function.

pub mod migrations;
pub mod postgres;
