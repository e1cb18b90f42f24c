#!/usr/bin/env bash
# Measures hd-render against Go's own text/template, whole processes in turn.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/bench.d/render.sh [RUNS]

Builds hd-render (release) and a Go program that does the same with Go's
own text/template and buffered output, renders templates of 1 KB to 10 MB
and of 100 to 100,000 actions with both in turn, RUNS times each (15), and
prints a table: medians, their ratio, hd-render's peak of memory and what
it is allowed (4 times the output and 12 MiB). Values aren't guarded here.
Both outputs are compared byte for byte. Go comes from PATH or, unpacked
below target/go, from Debian.
END
}

if [[ ${1-} == --help ]]; then
  usage
  exit 0
fi
runs=${1:-15}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root"

go=$("$root/tests/templates/record/record" --go)
export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOCACHE=$root/target/go/cache
if [[ $go == */goroot/bin/go ]]; then
  export GOROOT=${go%/bin/go}
fi
mkdir -p target/go
(cd scripts/bench.d/render && "$go" build -ldflags='-s -w' -o "$root/target/go/bench-render" .)
cargo build --quiet --release --bin hd-render
host=$(rustc -vV | sed -n 's/^host: //p')

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
"$root/target/go/bench-render" measure "$root/target/$host/release/hd-render" "$folder" "$runs"
