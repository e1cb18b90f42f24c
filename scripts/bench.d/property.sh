#!/usr/bin/env bash
# A dynamic property's template: what a form does at every press of a key.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: scripts/bench property

Evaluates templates of dynamic properties as a form does when a key is
pressed, 500 times each in one process: a condition on another parameter,
and a description with 40 values, in both syntaxes. Prints the median of a
call. Handlebars is read by a crate that takes longer, the more actions
there are; a form of hundreds of properties has 50 ms for all of them
before typing feels slow, so one has 0.1 ms, and a long one 2 ms.
EOF
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

begin "$@"
"${CARGO:-cargo}" build --quiet --release --example bench-property
host=$(rustc -vV | sed -n 's/^host: //p')
answer=$("${CARGO_TARGET_DIR:-target}/$host/release/examples/bench-property")
while read -r name time; do
  case $name in
    *-40) limit='<= 2000' ;;
    *) limit='<= 100' ;;
  esac
  figure "$name" "$time" - "$limit" µs
done <<<"$answer"
conclude
