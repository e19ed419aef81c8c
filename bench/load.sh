#!/usr/bin/env bash
# usage: bench/load.sh
#
# Load benchmark: darasa's functions beside the least that could do the same (bench/limit) and what one would write instead on
# Node (bench/peer). Builds all three and prints the tables of docs/performance.md; takes some five minutes after that.
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
[ $# -eq 0 ] || misused "unknown argument: $1"
cd "$root"
need_programs cargo node npm

cargo build --quiet --release --bin health --bin job-infos --bin ai-questions-generate-question
cargo build --quiet --release --manifest-path bench/limit/Cargo.toml
(cd bench/peer && npm install --no-save --ignore-scripts --no-audit --no-fund --silent)
# A thousand streams are some four thousand sockets for the driver and the model in it.
ulimit -n 10000
cargo run --quiet --release --package darasa-bench --bin load
