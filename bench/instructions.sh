#!/usr/bin/env bash
# usage: bench/instructions.sh [--check | --write] [--functions FOLDER]
#
# Instructions a request (health, list, stream) of darasa's functions, of the least that could do the same (bench/limit)
# and of a function that says a constant (bench/hello), counted by callgrind. Builds them, prints the table of
# docs/performance.md, takes a minute after that.
# Prints allocations (counted by callgrind) and system calls (by strace) beside them. The counts of instructions are the
# same on a busy machine; what is kept are their ratios, in bench/instructions.json:
#   --check               fails where a ratio is more than 5 % away from what is kept, in either direction
#   --write               renews what is kept: after a change that is meant to cost more or less
#   --functions FOLDER    darasa's executables are there, and only the others are built
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
cd "$root"
need_programs cargo taskset valgrind vgdb
# What is kept needs no strace, which may not attach everywhere.
[[ " $* " == *" --check "* ]] || need_programs strace

if [[ " $* " != *" --functions "* ]]; then
    cargo build --quiet --release --bin health --bin job-infos --bin ai-questions
fi
cargo build --quiet --release --manifest-path bench/limit/Cargo.toml
cargo build --quiet --release --manifest-path bench/hello/Cargo.toml --bin hello
cargo run --quiet --package darasa-bench --bin instructions -- "$@"
