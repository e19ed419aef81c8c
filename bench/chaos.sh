#!/usr/bin/env bash
# Fifty clients for a minute while Postgres, Redis and the model are killed in turn. Fails when a write was lost or happened
# twice. Arguments go to the example: --seconds, --clients, --seed, --pooled, --functions target/release.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package darasa-local --example chaos -- "$@"
