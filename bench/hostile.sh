#!/usr/bin/env bash
# Hostile input benchmark: what attacks on the processor cost at one size and at four times as much, and /api/health
# meanwhile. Fails when it takes five times as long as at rest.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release --package darasa-local --bin extract-text
cargo run --quiet --release --package darasa-bench --bin hostile
