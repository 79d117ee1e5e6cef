#!/usr/bin/env bash
# What generating costs: the whole of `ackgen generate` for ACK (four outputs) beside cargo-progenitor and openapi-generator
# on generated/openapi.json (a client each), then invented specs of 100 to 10,000 operations. Prints tables in Markdown.
#
#   benches/generate.sh           everything
#   QUICK=1 benches/generate.sh   ackgen alone, up to 1,000 operations, once
#   RUNS=9 benches/generate.sh    the best of nine runs, instead of five
#
# Needs /usr/bin/time, Python 3 and Java 11. Every run writes to an empty folder; tools take turns. PROGENITOR and
# OPENAPI_GENERATOR may name the programs where they are installed; what is not is installed for the occasion.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-5} sizes="100 1000 3000 10000"
if [ -n "${QUICK:-}" ]; then runs=1 sizes="100 1000"; fi
cargo build --release --quiet -p ackgen
ackgen=${CARGO_TARGET_DIR:-target}/release/ackgen

# once NAME COMMAND…: a run: notes seconds of the clock, of the processor, and the memory. The command writes to $work/out.
# That another tool refuses the document is a result, too: the table has what it says instead of figures.
once() {
  local name=$1
  shift
  rm -rf "$work/out"
  if ! /usr/bin/time --output "$work/time" --format '%e %U %S %M' "$@" >"$work/log" 2>&1; then
    tail -n 20 "$work/log" >&2
    [ "${name#ackgen}" = "$name" ] || exit 1
    grep -i fail "$work/log" | tail -n 1 | tr '|`' '/ ' | cut -c 1-200 >"$work/$name.failed"
    return
  fi
  awk '{ printf "%.2f %.2f %.1f\n", $1, $2 + $3, $4 / 1024 }' "$work/time" >>"$work/$name"
}

# best NAME: the least of each figure over its runs.
best() {
  awk 'NR == 1 { for (i = 1; i <= 3; i++) least[i] = $i } { for (i = 1; i <= 3; i++) if ($i < least[i]) least[i] = $i }
    END { print least[1], least[2], least[3] }' "$work/$1"
}

# progenitor reads OpenAPI 3.0 alone, and less than all of that: no `not`, one format of a body, one kind of answer that is a
# success, and one of failure, no parameter that is itself JSON. It is given the document without what it would refuse.
simpler() {
  python3 - "$1" "$2" <<'PYTHON'
import json, sys

JSON = "application/json"

def simpler(node):
    if isinstance(node, list):
        return [simpler(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    node = dict(node)
    if "in" in node and "content" in node:
        node["schema"] = node.pop("content")[JSON]["schema"]
    if JSON in node.get("content", ()):
        node["content"] = {JSON: node["content"][JSON]}
    if "default" in node.get("responses", ()):
        success = min(node["responses"])
        node["responses"] = {success: node["responses"][success], "4XX": node["responses"]["default"]}
    node.pop("not", None)
    if isinstance(node.get("examples"), list):
        node["example"] = node.pop("examples")[0]
    node = {key: simpler(value) for key, value in node.items()}
    for key in ("allOf", "anyOf"):
        if key in node:
            node[key] = [item for item in node[key] if item]
            if not node[key]:
                del node[key]
    return node

document = simpler(json.load(open(sys.argv[1])))
document["openapi"] = "3.0.3"
json.dump(document, open(sys.argv[2], "w"))
PYTHON
}

ack() { once ackgen "$ackgen" generate --out "$work/out"; }
progenitor() { once progenitor "$progenitor" progenitor --input "$work/openapi-3.0.json" --output "$work/out" --name ack --version 0.1.0; }
openapi_generator() { once openapi-generator "$openapi_generator" generate --generator-name rust --input-spec generated/openapi.json --output "$work/out"; }

# row LABEL NAME: a tool's figures, and how many times ackgen's time it takes.
row() {
  if [ -e "$work/$2.failed" ]; then
    printf '| %s | refuses: `%s` | | | |\n' "$1" "$(cat "$work/$2.failed")"
    return
  fi
  read -r clock processor memory < <(best "$2")
  read -r own _ < <(best ackgen)
  awk -v label="$1" -v clock="$clock" -v processor="$processor" -v memory="$memory" -v own="$own" 'BEGIN {
    printf "| %s | %.2f s | %.2f s | %.0f MB | %.1f |\n", label, clock, processor, memory, clock / own }'
}

if [ -z "${QUICK:-}" ]; then
  progenitor=${PROGENITOR:-$work/tools/bin/cargo-progenitor}
  [ -x "$progenitor" ] || cargo install --quiet --locked --root "$work/tools" cargo-progenitor >&2
  openapi_generator=${OPENAPI_GENERATOR:-$work/venv/bin/openapi-generator-cli}
  [ -x "$openapi_generator" ] || { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet openapi-generator-cli >&2; }
  simpler generated/openapi.json "$work/openapi-3.0.json"
fi
for _ in $(seq "$runs"); do
  ack
  [ -n "${QUICK:-}" ] || { progenitor; openapi_generator; }
done
printf 'The whole of ACK, the best of %s runs; the last column is the time in that of `ackgen`:\n\n' "$runs"
printf '| | Time | Of the processor | Memory | Times ackgen |\n| --- | --- | --- | --- | --- |\n'
row '`ackgen generate`: client, mock, reference, OpenAPI' ackgen
if [ -z "${QUICK:-}" ]; then
  # It has no option that says its version; cargo knows which one it installed.
  version=$(sed -n 's/^"cargo-progenitor \([^ ]*\) .*/\1/p' "$(dirname "$progenitor")/../.crates.toml")
  row "\`cargo progenitor\` $version: client" progenitor
  row "\`openapi-generator\` $("$openapi_generator" version): client" openapi-generator
fi

printf '\nInvented specs, which differ in nothing but their size:\n\n'
printf '| Operations | Time | Of the processor | Memory | Processor an operation | Memory an operation |\n| --- | --- | --- | --- | --- | --- |\n'
for size in $sizes; do
  python3 benches/invent.py "$size" "$work/spec"
  for _ in $(seq "$((size < 3000 ? runs : 1))"); do
    once "ackgen-$size" "$ackgen" generate --spec "$work/spec" --out "$work/out"
  done
  rm -rf "$work/spec"
  read -r clock processor memory < <(best "ackgen-$size")
  awk -v size="$size" -v clock="$clock" -v processor="$processor" -v memory="$memory" 'BEGIN {
    printf "| %d | %.2f s | %.2f s | %.0f MB | %.2f ms | %.0f kB |\n", size, clock, processor, memory, processor * 1000 / size, memory * 1024 / size }'
done
