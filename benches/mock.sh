#!/usr/bin/env bash
# What the mock costs: throughput beside a bare server and beside Prism, memory, start, and 100,000 clusters. Prints a table.
# Needs Rust, and Node for Prism. `benches/mock.sh --quick` is for seeing that it works; its figures mean little.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet --release -p ack-mock
npm ci --prefix benches/prism --ignore-scripts --no-audit --no-fund --silent
export ACK_MOCK=${CARGO_TARGET_DIR:-$PWD/target}/release/ack-mock PRISM=$PWD/benches/prism/node_modules/.bin/prism
cargo bench --quiet -p ackgen-benches --bench mock -- "$@"
