#!/usr/bin/env bash
# usage: bench/load.sh [--quick] [--rounds N] [--chart | --write] [--cpus 1 | 2] [--functions FOLDER]
#
# Load benchmark: darasa's functions beside the least that could do the same (bench/limit), the runtime alone
# (bench/hello) and what one would write instead on Node, as usual and tuned (bench/peer), all taking turns. Builds them
# and prints the tables of docs/performance.md and README.md; takes some eight minutes after that.
#   --quick               a minute, for a look at a change: shorter, with one Node, and not for the docs
#   --rounds N            how often each is asked (7; a quick look 3)
#   --chart               draws docs/images/performance.svg from what was measured (target/bench/ after a quick look)
#   --write               puts the tables into docs/performance.md and README.md, and draws the chart
#   --cpus 1 | 2          how many CPUs a function has (1, as most instances have; live streams always have all)
#   --functions FOLDER    darasa's executables are there, and only the others are built
# What was measured is in target/bench/load.json too.
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
cd "$root"
need_programs cargo node npm taskset

if [[ " $* " != *" --functions "* ]]; then
    say "building darasa's functions"
    cargo build --quiet --release --bin health --bin job-infos --bin ai-questions
fi
say "building those that it is held against"
cargo build --quiet --release --manifest-path bench/limit/Cargo.toml
cargo build --quiet --release --manifest-path bench/hello/Cargo.toml --bin hello
(cd bench/peer && npm ci --ignore-scripts --no-audit --no-fund --silent)
# Two thousand streams are some eight thousand sockets for the driver and the model in it.
ulimit -n 10000
cargo run --quiet --release --package darasa-bench --bin load -- "$@"
