# What the benchmarks share: building, measuring in turn, and a line for each figure.
# Sourced by them, which set -euo pipefail themselves. The first lines of each:
#
#   #!/usr/bin/env bash
#   # One line that 'scripts/bench' lists.
#   set -euo pipefail
#   usage() { echo "what it compares, and what it needs"; }
#   # shellcheck source=scripts/bench.d/lib.sh
#   source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
#   begin "$@"
#   …
#   conclude
# shellcheck shell=bash

bench_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/machine.sh
source "$bench_root/scripts/machine.sh"

bench_missed=0

# begin "$@": --help, a scratch folder, turns.c compiled, the head of the
# table. Runs are BENCH_RUNS where the caller said so, else 15.
begin() {
  case ${1-} in
    '') ;;
    --help | -h) usage && exit ;;
    *) wrong_usage "unknown argument '$1'" ;;
  esac
  cd -- "$bench_root" || exit
  runs=${BENCH_RUNS:-15}
  scratch=$(mktemp -d)
  trap 'rm -rf -- "$scratch"; leave' EXIT
  has cc || install_packages gcc libc6-dev
  cc -O2 -Wall -Wextra -o "$scratch/turns" scripts/bench.d/turns.c
  say "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg), $(date -u +%F)" >&2
  printf '| figure | ours | theirs | ratio | limit | |\n'
  printf '| --- | ---: | ---: | ---: | ---: | --- |\n'
}

# What a benchmark has to take away in the end: it defines this anew.
leave() { :; }

# need PROGRAM PACKAGE: from Debian, aloud, if it isn't there.
need() {
  has "$1" && return
  debian_like || die "this benchmark needs $1"
  install_packages "$2"
  has "$1" || die "the package $2 brought no $1"
}

# build TOOL…: release builds of these executables; 'tools' is their folder.
build() {
  local host bins=() tool
  for tool; do
    bins+=(--bin "$tool")
  done
  "${CARGO:-cargo}" build --quiet --release "${bins[@]}"
  host=$(rustc -vV | sed -n 's/^host: //p')
  # shellcheck disable=SC2034
  tools=${CARGO_TARGET_DIR:-$bench_root/target}/$host/release
}

# build_go FOLDER OUTPUT: a Go program with Go's own library only. A Go of
# 1.24 or later comes from PATH or, unpacked below target/go, from Debian.
build_go() {
  local go
  go=$("$bench_root/tests/templates/record/record" --go)
  mkdir -p "$bench_root/target/go"
  (
    export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOCACHE=$bench_root/target/go/cache
    [[ $go != */goroot/bin/go ]] || export GOROOT=${go%/bin/go}
    cd "$1" || exit
    "$go" build -ldflags='-s -w' -o "$2" .
  )
}

# figure NAME OURS THEIRS LIMIT [UNIT]: prints a line of the table. LIMIT is
# '<= X' or '>= X', for ours/theirs, or for ours itself where THEIRS is '-';
# '-' promises nothing.
figure() {
  local line
  line=$(awk -v name="$1" -v ours="$2" -v theirs="$3" -v limit="$4" -v unit="${5-}" '
    function show(value) {
      if (value == "-") return value
      return sprintf(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value) (unit == "" ? "" : " " unit)
    }
    BEGIN {
      ratio = theirs == "-" ? "-" : ours / theirs
      judged = theirs == "-" ? ours : ratio
      split(limit, words, " ")
      kept = limit == "-" ? "" : (words[1] == "<=" ? judged <= words[2] + 0 : judged >= words[2] + 0) ? "ok" : "NOT"
      if (ratio != "-") ratio = sprintf(ratio < 0.1 ? "%.3f" : "%.2f", ratio)
      printf "| %s | %s | %s | %s | %s | %s |\n", name, show(ours), show(theirs), ratio, limit, kept
    }')
  echo "$line"
  [[ $line != *'| NOT |' ]] || bench_missed=$((bench_missed + 1))
}

# turns OPTION… COMMAND… [:vs: COMMAND…]: runs them in turn (see turns.c);
# arrays 'wall' and 'cpu' (medians, ms) and 'peak' (MiB), one element each.
turns() {
  local answer
  answer=$("$scratch/turns" -n "$runs" "$@")
  # shellcheck disable=SC2034 # not every benchmark looks at all of them
  {
    mapfile -t wall < <(awk '{ print $1 / 1000 }' <<<"$answer")
    mapfile -t cpu < <(awk '{ print $2 / 1000 }' <<<"$answer")
    mapfile -t peak < <(awk '{ print $3 / 1024 }' <<<"$answer")
  }
}

# versus NAME LIMIT OPTION… OURS… :vs: THEIRS…: the two in turn. A line of
# time with the limit, a line of processor time and one of memory without.
versus() {
  local name=$1 limit=$2
  shift 2
  turns "$@"
  figure "$name" "${wall[0]}" "${wall[1]}" "$limit" ms
  figure "$name, processor" "${cpu[0]}" "${cpu[1]}" - ms
  figure "$name, peak memory" "${peak[0]}" "${peak[1]}" - MiB
}

# conclude: the last line of a benchmark.
conclude() {
  ((bench_missed == 0)) || die "figures that weren't reached: $bench_missed"
}
