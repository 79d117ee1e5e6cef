#!/usr/bin/env bash
# What generating costs: the whole of `ackgen generate` for ACK (four outputs) beside cargo-progenitor and
# openapi-generator on generated/openapi.json (one client each), then invented specs of 10 to 10,000 operations.
# Needs /usr/bin/time, Python 3 and Java. `QUICK=1` measures ackgen only, up to 1,000 operations, once.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
runs=${RUNS:-5}; sizes="10 100 1000 10000"
if [ -n "${QUICK:-}" ]; then runs=1; sizes="10 100 1000"; fi
cargo build --release -q -p ackgen
ackgen=${CARGO_TARGET_DIR:-target}/release/ackgen

# measure NAME COMMAND…: the fastest of the runs in seconds, and its memory in MB. A tool that fails is said to.
measure() {
  local name=$1; shift
  for _ in $(seq "$runs"); do
    rm -rf "$work/out"
    /usr/bin/time -o "$work/times" -a -f "%e %M" "$@" > "$work/log" 2>&1 || { tail -3 "$work/log"; echo "$name: failed"; rm -f "$work/times"; return; }
  done
  sort -n "$work/times" | head -1 | awk -v name="$name" '{ printf "%-32s %8.2f s %8.0f MB\n", name, $1, $2 / 1024 }'
  rm -f "$work/times"
}

echo "ACK"
measure "ackgen: four outputs" "$ackgen" generate --out "$work/out"
if [ -z "${QUICK:-}" ]; then
  # OpenAPI 3.0 is what progenitor reads; it says so itself where a document is none.
  cargo install -q --root "$work/tools" cargo-progenitor
  measure "progenitor" "$work/tools/bin/cargo-progenitor" progenitor -i generated/openapi.json -o "$work/out" -n ack -v 0.1.0
  python3 -m venv "$work/venv" && "$work/venv/bin/pip" -q install openapi-generator-cli
  measure "openapi-generator" "$work/venv/bin/openapi-generator-cli" generate -g rust -i generated/openapi.json -o "$work/out"
fi

echo; echo "Invented specs"
for size in $sizes; do
  python3 benches/invent.py "$size" "$work/spec$size"
  measure "$size operations" "$ackgen" generate --spec "$work/spec$size" --out "$work/out"
done
