#!/usr/bin/env bash
# How long the generated client takes to compile, beside the clients of two other clouds, all three in one run: each is the
# only dependency, with default features, of a program that does nothing. Prints tables in Markdown.
#
#   benches/compile-time.sh           all three, and what the features of ack-client cost
#   benches/compile-time.sh --quick   ack-client alone
#
# Cold means an empty target folder; what is downloaded is there before. Projects and target folders are temporary. A build
# that fails, or is not done after BUILD_LIMIT (30m), has no figures, and makes the script fail at its end.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
unset CARGO_BUILD_TARGET_DIR CARGO_TARGET_DIR RUSTC_WRAPPER RUSTFLAGS
repository=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# project NAME DEPENDENCY [PROGRAM]: a program with this line among its dependencies; without PROGRAM, it is empty.
project() {
  mkdir -p "$scratch/$1/src"
  printf '[package]\nname = "program"\nedition = "2024"\n\n[dependencies]\n%s\n\n[workspace]\n' "$2" >"$scratch/$1/Cargo.toml"
  echo "${3:-fn main() {\}}" >"$scratch/$1/src/main.rs"
  (cd "$scratch/$1" && cargo fetch --quiet)
}

# build NAME: builds what is not built yet, and prints how many seconds it took, of the clock and of the processor. Prints
# nothing if it fails.
build() {
  local TIMEFORMAT='%R %U %S'
  rm -rf "$scratch/$1/target/cargo-timings" "$scratch/failed"
  { time in_time "$1" >"$scratch/log" 2>&1 || touch "$scratch/failed"; } 2>"$scratch/time"
  if [ -e "$scratch/failed" ]; then
    { echo "$1 is not built within ${BUILD_LIMIT:-30m}, or not at all:"; tail -n 20 "$scratch/log"; } >&2
    return 1
  fi
  awk '{ printf "%.1f %.1f\n", $1, $2 + $3 }' "$scratch/time"
}

in_time() { (cd "$scratch/$1" && timeout "${BUILD_LIMIT:-30m}" cargo build --quiet --offline --timings); }

# unit NAME CRATE: the seconds that the compiler spent on this crate in the last build, and how many crates were built.
unit() {
  python3 - "$2" "$scratch/$1"/target/cargo-timings/cargo-timing.html <<'PYTHON'
import json, re, sys
crate, page = sys.argv[1:]
units = json.loads(re.search(r"UNIT_DATA = (\[.*?\]);\n", open(page).read(), re.S).group(1))
of_crate = sum(unit["duration"] for unit in units if unit["name"] == crate and "build" not in unit["target"])
print(f"{of_crate:.1f} {len(units) - 1}")
PYTHON
}

# measure LABEL CRATE DEPENDENCY: a cold build of the whole, then of the crate alone, with nothing beside it. Prints a row,
# and leaves the figures in `measured`: the crate's seconds, the processor's for it, the whole's, the processor's for it.
measure() {
  local version manifest lines units whole whole_cpu crate crate_cpu
  measured=()
  if ! { project "$2" "$2 = $3" && read -r whole whole_cpu < <(build "$2") && read -r _ units < <(unit "$2" "$2") &&
    (cd "$scratch/$2" && cargo clean --quiet --offline --package "$2") &&
    read -r _ crate_cpu < <(build "$2") && read -r crate _ < <(unit "$2" "$2"); }; then
    printf '| %s | not measured | | | | | |\n' "$1"
    failures=$((failures + 1))
    rm -rf "${scratch:?}/$2"
    return
  fi
  read -r version manifest < <(cd "$scratch/$2" && cargo metadata --offline --format-version 1 | python3 -c '
import json, sys
print(*next((p["version"], p["manifest_path"]) for p in json.load(sys.stdin)["packages"] if p["name"] == sys.argv[1]))' "$2")
  lines=$(find "$(dirname "$manifest")/src" -name '*.rs' -print0 | xargs -0 cat | wc -l)
  rm -rf "${scratch:?}/$2"
  printf '| %s %s | %s s | %s s | %s s | %s s | %s | %s |\n' \
    "$1" "$version" "$crate" "$crate_cpu" "$whole" "$whole_cpu" "$units" "$lines"
  measured=("$crate" "$crate_cpu" "$whole" "$whole_cpu")
}

ours="path = \"$repository/generated/client\""
echo '| | the crate alone | processor | the whole project | processor | crates in it | lines of the crate |'
echo '|---|---|---|---|---|---|---|'
measure ack-client ack-client "{ $ours }"
mine=("${measured[@]}")
[ "${1:-}" != --quick ] || exit "$failures"
measure aws-sdk-eks aws-sdk-eks '"1"'
eks=("${measured[@]}")
measure google-cloud-container-v1 google-cloud-container-v1 '"1"'
container=("${measured[@]}")

# verdict WHAT GOAL INDEX: ours beside that of the others, by the clock and by the processor. The goals are for aws-sdk-eks.
verdict() {
  [ ${#mine[@]} -gt 0 ] && [ ${#eks[@]} -gt 0 ] || return 0
  awk -v what="$1" -v goal="$2" -v ours="${mine[$3]}" -v our_cpu="${mine[$3 + 1]}" -v eks="${eks[$3]}" -v eks_cpu="${eks[$3 + 1]}" \
    -v container="${container[$3]:-0}" -v container_cpu="${container[$3 + 1]:-0}" 'BEGIN {
      ratio = ours / eks
      printf "| %s | %.3f | %.2f | %s | %.3f |", what, ratio, goal, (ratio <= goal ? "met" : "missed"), our_cpu / eks_cpu
      if (container > 0) printf " %.3f | %.3f |\n", ours / container, our_cpu / container_cpu
      else print " | |"
    }'
}
printf '\n| ack-client beside | aws-sdk-eks, ratio | goal | | processor, ratio | google-cloud-container-v1, ratio | processor, ratio |\n'
echo '|---|---|---|---|---|---|---|'
verdict 'the crate alone' 0.10 0
verdict 'the whole project' 0.50 2

# feature LABEL SETTINGS [PROGRAM]: the whole project with other features, cold.
feature() {
  local whole whole_cpu units
  if project feature "ack-client = { $ours$2 }" "${3:-}" && read -r whole whole_cpu < <(build feature) &&
    read -r _ units < <(unit feature ack-client); then
    printf '| %s | %s s | %s s | %s |\n' "$1" "$whole" "$whole_cpu" "$units"
  else
    printf '| %s | not measured | | |\n' "$1"
    failures=$((failures + 1))
  fi
  rm -rf "$scratch/feature"
}

# A program that calls operations: what it compiles of them is not compiled in the crate.
five_calls() {
  cat <<'RUST'
pub async fn calls(client: &ack_client::Client, id: &str) -> Result<(), ack_client::Error> {
    client.describe_clusters_v1().send().await?;
    client.describe_cluster_detail(id).send().await?;
    client.describe_cluster_nodes(id).send().await?;
    client.describe_cluster_node_pools(id).send().await?;
    client.delete_cluster(id).send().await?;
    Ok(())
}

fn main() {
    let client = ack_client::Client::from_env().expect("a client can be built");
    let _: std::pin::Pin<Box<dyn Future<Output = _>>> = Box::pin(calls(&client, "id"));
}
RUST
}
printf '\n| features of ack-client | the whole project | processor | crates in it |\n|---|---|---|---|\n'
feature 'the default, in a program that calls five operations' '' "$(five_calls)"
feature 'none: a transport of one'"'"'s own' ', default-features = false'
feature 'the default and `blocking`' ', features = ["blocking"]'
feature 'the default and `http2`' ', features = ["http2"]'
# k8s-openapi wants to be told which version of Kubernetes it speaks.
K8S_OPENAPI_ENABLED_VERSION=1.37 feature 'the default and `kube`' ', features = ["kube"]'
exit "$failures"
