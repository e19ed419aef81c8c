#!/usr/bin/env bash
# AWS Lambda benchmark: cold start, later replies and size of what runs there, beside what Vercel alone can start. Prints a table.
set -euo pipefail
cd "$(dirname "$0")/.."

# Each kept, for the next build has the same name.
folder=target/lambda-bench
mkdir -p "$folder"
keep() { cp "target/release/$1" "$folder/$2"; }
cargo build --quiet --release --bin health
keep health health
cargo build --quiet --release --bin health --features lambda
keep health health-both
cargo build --quiet --release --package darasa-lambda
keep bootstrap bootstrap
cargo run --quiet --package darasa-bench --bin lambda
