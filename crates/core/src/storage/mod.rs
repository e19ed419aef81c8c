//! Storage: the database, Redis, and the cache that is kept there.

pub mod cache;
pub mod db;
pub mod redis;
