//! Services on a laptop: Postgres, PgBouncer and Redis, started privately and watched.

pub mod certificates;
pub mod postgres;
pub mod redis;
