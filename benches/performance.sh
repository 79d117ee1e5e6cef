#!/usr/bin/env bash
# Measures everything that docs/performance.md has figures of, and writes them there: what stands between two marks is
# replaced, the text around stays.
#
#   benches/performance.sh                 all parts
#   benches/performance.sh times compile   only these, of: times, allocations, compile, mock, generator
#
# The figures are those of a machine that does nothing else; with all parts it takes about half an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=never
page=docs/performance.md
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# replace PART FILE: puts the file between the part's marks, `<!-- PART -->` and `<!-- /PART -->`.
replace() {
  grep -q "^<!-- $1 -->$" "$page" && grep -q "^<!-- /$1 -->$" "$page" || { echo "$page has no marks of $1" >&2; exit 1; }
  awk -v begin="<!-- $1 -->" -v end="<!-- /$1 -->" -v file="$2" '
    $0 == begin { print; print ""; while ((getline line < file) > 0) print line; print ""; inside = 1 }
    $0 == end { inside = 0 }
    !inside { print }' "$page" >"$page.new"
  mv "$page.new" "$page"
}

machine() {
  local processor
  processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
  printf '%s cores%s, %d GB of memory, %s, %s; %s.\n' "$(nproc)" "${processor:+ ($processor)}" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -sm)" "$(rustc --version)" "$(date -u +%F)"
}

times() { cargo bench --quiet -p ackgen-benches --bench times; }

# The counts alone: divan writes trees of times and counts.
allocations() {
  cargo bench --quiet -p ackgen-benches --bench allocations >"$scratch/tree"
  python3 benches/allocations.py <"$scratch/tree"
}

compile() { benches/compile-time.sh; }
mock() { benches/mock.sh; }
generator() { benches/generate.sh; }

parts=("$@")
(($#)) || parts=(times allocations compile mock generator)
for part in "${parts[@]}"; do
  case $part in
    times | allocations | compile) ;;
    mock) [ -x benches/mock.sh ] || continue ;;
    generator) [ -x benches/generate.sh ] || continue ;;
    *) echo "there is no part called $part" >&2; exit 1 ;;
  esac
  echo "== $part" >&2
  "$part" >"$scratch/part"
  cat "$scratch/part"
  replace "$part" "$scratch/part"
done
machine >"$scratch/part"
replace machine "$scratch/part"
