#!/usr/bin/env bash
# Chaos test: fifty clients for a minute while Postgres, Redis and the model are killed in turn. Fails when a write was lost or happened
# twice, or when somebody had more than a limit allows. Our own protection decides who may pass; --help lists the other ways.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package darasa-bench --bin chaos -- "$@"
