//! Benchmarks and chaos: what darasa costs, and what it survives. The scripts of `bench/` call the programs of
//! `src/bin`.

pub mod arguments;
pub mod bar;
pub mod callgrind;
pub mod chaos;
pub mod cpu;
pub mod delays;
pub mod failover;
pub mod functions;
pub mod hostile;
pub mod latency_proxy;
pub mod markdown;
pub mod memory;
pub mod model;
pub mod replaced_root;
pub mod rounds;
pub mod syscalls;
pub mod works;
