#!/usr/bin/env bash
# Fifty clients for a minute while Postgres, Redis and the model are killed in turn. Fails when a write was lost or happened
# twice, or when somebody had more than a limit allows. Protected by our own guard; --help tells of the other ways.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo run --quiet --package darasa-bench --bin chaos -- "$@"
