//! Storage: Postgres, Redis, and the cache in it.

pub mod cache;
pub mod db;
pub mod redis;
