//! Benchmarks and chaos: what darasa costs, and what it survives. The scripts of `bench/` call the programs of
//! `src/bin`.

pub mod arguments;
pub mod callgrind;
pub mod chaos;
pub mod delays;
pub mod failover;
pub mod functions;
pub mod hostile;
pub mod latency_proxy;
pub mod memory;
pub mod model;
pub mod rounds;
pub mod works;
