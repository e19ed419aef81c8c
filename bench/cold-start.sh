#!/usr/bin/env bash
# Cold start benchmark: darasa's functions beside the least that could do the same. Prints the table of docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release --bins
cargo build --quiet --release --manifest-path bench/hello/Cargo.toml
cargo run --quiet --package darasa-bench --bin cold-start
