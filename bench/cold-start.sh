#!/usr/bin/env bash
# usage: bench/cold-start.sh
#
# Cold start benchmark: darasa's functions beside the least that could do the same (bench/hello, bench/limit) and beside
# the peers on Node (bench/peer), bundled, with V8's code cache. Prints the tables of docs/performance.md.
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
[ $# -eq 0 ] || misused "unknown argument: $1"
cd "$root"
need_programs cargo node npm

cargo build --quiet --release --bin health --bin job-infos
cargo build --quiet --release --manifest-path bench/hello/Cargo.toml
cargo build --quiet --release --manifest-path bench/limit/Cargo.toml
(cd bench/peer && npm ci --ignore-scripts --no-audit --no-fund --silent && rm -rf bundled && npm run --silent bundle)
cargo run --quiet --package darasa-bench --bin cold-start
