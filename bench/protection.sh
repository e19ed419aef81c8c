#!/usr/bin/env bash
# Protection benchmark: the list of jobs without any, with our own, with Arcjet. Prints the table of docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release --bin job-infos
cargo run --quiet --release --package darasa-bench --bin protection
