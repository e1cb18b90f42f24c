#!/usr/bin/env bash
# hd-render against Go's own text/template, from 1 KB to 10 MB.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: scripts/bench render

Renders the same templates, in Go syntax, with 'hd-render text' and with a
compiled Go program that does the same with Go's text/template and buffered
output, in turn; both outputs are compared byte for byte first. Figures are
unguarded where they don't say otherwise; the guarded ones are of 'hd-render
text --compose', which Go has nothing like. Limits: never slower than Go
from 1 KB to 10 MB, 3 times as fast at 100,000 actions, time that grows no
faster than the input, and a peak of memory of at most 4 times the output
and 12 MiB, guarded or not. Needs Go 1.24 (fetched from Debian into
target/go if it isn't there).
EOF
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

go_peer=$bench_root/target/go/bench-render

# set_commands TEMPLATE: ours, guarded and theirs, for this template.
set_commands() {
  local file=$scratch/$1.tmpl
  ours=("$tools/hd-render" text "$file" --context "$scratch/context.json" --syntax go)
  theirs=("$go_peer" peer "$file" "$scratch/context.json")
}

# memory NAME OUTPUT-FILE: the last run's peak, and what it may be.
memory() {
  local allowed
  allowed=$(($(stat -c %s "$2") * 4 / 1048576 + 12))
  figure "$1, peak memory" "${peak[0]}" - "<= $allowed" MiB
}

# one TEMPLATE NAME LIMIT
one() {
  local count=$runs
  set_commands "$1"
  "${ours[@]}" >"$scratch/ours"
  "${theirs[@]}" >"$scratch/theirs"
  cmp -s "$scratch/ours" "$scratch/theirs" || die "the outputs of '$2' differ"
  # What is over in a millisecond needs more runs for a steady median.
  (($(stat -c %s "$scratch/ours") > 200000)) || runs=$((runs * 5))
  turns "${ours[@]}" :vs: "${theirs[@]}"
  runs=$count
  times[$1]=${cpu[0]}
  figure "$2" "${wall[0]}" "${wall[1]}" "$3" ms
  figure "$2, processor" "${cpu[0]}" "${cpu[1]}" - ms
  memory "$2" "$scratch/ours"
}

# guarded TEMPLATE NAME
guarded() {
  set_commands "$1"
  "${ours[@]}" --compose >"$scratch/ours"
  turns "${ours[@]}" --compose :vs: "${theirs[@]}"
  times[guarded-$1]=${cpu[0]}
  figure "$2, guarded" "${wall[0]}" "${wall[1]}" - ms
  figure "$2, guarded, processor" "${cpu[0]}" "${cpu[1]}" - ms
  memory "$2, guarded" "$scratch/ours"
}

# linear SMALL LARGE NAME: ten times the input in at most ten times the
# processor time.
linear() {
  figure "$3, processor, beside 10 times the tenth's" "${times[$2]}" \
    "$(awk -v time="${times[$1]}" 'BEGIN { print 10 * time }')" '<= 1.15' ms
}

begin "$@"
build_go scripts/bench.d/render "$go_peer"
build hd-render
"$go_peer" make "$scratch"
declare -A times=()
for size in 1-KB 10-KB 100-KB 1-MB 10-MB; do
  one "$size" "${size/-/ } of services" '<= 1'
done
one loop '10 MB by a loop' '<= 1'
one actions-100 '100 actions' '<= 1'
one actions-1000 '1,000 actions' '<= 1'
one actions-10000 '10,000 actions' '<= 1'
one actions-100000 '100,000 actions' '<= 0.333'
one values '100,000 actions with values' '<= 0.333'
one conditions '100,000 actions with conditions' '<= 0.333'
linear 10-KB 100-KB '100 KB of services'
linear 100-KB 1-MB '1 MB of services'
linear 1-MB 10-MB '10 MB of services'
linear actions-1000 actions-10000 '10,000 actions'
linear actions-10000 actions-100000 '100,000 actions'
for size in 1-KB 100-KB 1-MB 10-MB; do
  guarded "$size" "${size/-/ } of services"
done
linear guarded-100-KB guarded-1-MB '1 MB of services, guarded'
linear guarded-1-MB guarded-10-MB '10 MB of services, guarded'
conclude
