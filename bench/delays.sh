#!/usr/bin/env bash
# Latency benchmark: requests when the database is 1, 20 and 80 ms away, round trips counted on the wire, and time divided by the delay;
# then reads while the primary is away and a replica that far answers.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package darasa-bench --bin delays
