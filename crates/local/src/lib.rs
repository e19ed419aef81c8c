pub mod migrations;
pub mod postgres;
