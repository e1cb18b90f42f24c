#!/usr/bin/env bash
# hd-apiserve against a server of Go's net/http that does the same.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: scripts/bench api

Asks hd-apiserve and a Go net/http server for one parameter's value
(GET /api/v1/config/value) with wrk over loopback, each request with a
token: both read the key file each time, check the HMAC (HS384) and the
claims and answer with JSON. They take turns of SECONDS (5 if not set).
Limits: at least 1.7 times the requests per second, at most 0.6 times the
processor time for each (user and system, from /proc), and a latency of
the slowest hundredth that is no longer. Then, of hd-apiserve alone: its
memory after 256 connections (20 MiB), the time from its start to its
first answer (50 ms), and its peak of memory with 1,000 open streams of
events (60 MiB), each of which has to get every event in order from an
engine that is only a stub. Needs wrk, and Go 1.24 (fetched from Debian
into target/go if it isn't there).
EOF
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

readonly seconds=${SECONDS_EACH:-5}
readonly go_peer=$bench_root/target/go/bench-api

# A home with one module and a few values.
make_home() {
  local package='{"author":"me","name":"mod","shortcut":"mod",
    "version":"1.0.0","description":"","dependencies":[]}'
  mkdir -p "$scratch/package"
  printf '%s' "$package" >"$scratch/package/descriptor.json"
  jq -nc --argjson descriptor "$package" --arg dir "$scratch/package" '{
      fqmn: "me/mod", descriptor: $descriptor, dir: $dir, config: {},
      package: {sha256: "00", bytes: 1, entries: 1},
      settings: {port: 8085, server: {name: "x", on: true}}}' |
    "$tools/hd-state" add --user-dir "$home" --project bench >"$scratch/added"
  "$tools/hd-state" save pending --user-dir "$home" \
    <"$scratch/added" >"$scratch/saved"
  "$tools/hd-state" save started --user-dir "$home" <"$scratch/saved" >/dev/null
}

# serve NAME COMMAND…: starts a server; pids[NAME] and addresses[NAME].
serve() {
  local name=$1 tries said=$scratch/$1
  shift
  "$@" >"$said" 2>"$said.err" &
  pids[$name]=$!
  for ((tries = 0; tries < 200; tries++)); do
    addresses[$name]=$(jq -r .listening "$said" 2>/dev/null) || true
    [[ -z ${addresses[$name]} ]] || return 0
    sleep 0.05
  done
  die "'$name' doesn't start" "$(tail -n 3 "$said.err")"
}

leave() {
  local pid
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
}

token() {
  "$tools/hd-token" sign --issuer me/mod \
    --key-file "$home/modules/me/mod/secrets/hyperdrive.key"
}

# Processor time of a process so far, in milliseconds.
spent() {
  awk -v hertz="$(getconf CLK_TCK)" \
    '{ sub(/.*\) /, ""); print ($12 + $13) * 1000 / hertz }' "/proc/$1/stat"
}

# load NAME CONNECTIONS: a turn of wrk; a line of requests per second,
# microseconds of processor time for each, and the 99th percentile in ms.
load() {
  local before after
  before=$(spent "${pids[$1]}")
  wrk --latency -t 2 -c "$2" -d "${seconds}s" -H "Authorization: Bearer $(token)" \
    "${addresses[$1]}/api/v1/config/value?fqpn=me/mod:port" >"$scratch/wrk"
  after=$(spent "${pids[$1]}")
  ! grep -Eq 'Non-2xx|Socket errors' "$scratch/wrk" ||
    die "'$1' failed under load" "$(<"$scratch/wrk")"
  awk -v spent="$before $after" '
    $1 == "99%" {
      late = $2 + 0
      if ($2 ~ /us$/) late /= 1000
      else if ($2 !~ /ms$/) late *= 1000
    }
    $2 == "requests" { count = $1 }
    $1 == "Requests/sec:" { rate = $2 }
    END { split(spent, cpu, " "); print rate, (cpu[2] - cpu[1]) * 1000 / count, late }' \
    "$scratch/wrk"
}

median() {
  sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# column NUMBER NAME: the median of a column of a server's turns.
column() {
  awk -v at="$1" '{ print $at }' "$scratch/$2.turns" | median
}

# versus_peer CONNECTIONS
versus_peer() {
  local turn
  rm -f "$scratch/"*.turns
  for ((turn = 0; turn < turns_each; turn++)); do
    load ours "$1" >>"$scratch/ours.turns"
    load theirs "$1" >>"$scratch/theirs.turns"
  done
  figure "requests per second, $1 connections" \
    "$(column 1 ours)" "$(column 1 theirs)" '>= 1.7'
  figure "processor time of one, $1 connections" \
    "$(column 2 ours)" "$(column 2 theirs)" '<= 0.6' us
  figure "99th percentile, $1 connections" \
    "$(column 3 ours)" "$(column 3 theirs)" '<= 1' ms
}

resident() {
  awk '$1 == "VmHWM:" { print $2 / 1024 }' "/proc/${pids[$1]}/status"
}

begin "$@"
need wrk wrk
need jq jq
build_go scripts/bench.d/api "$go_peer"
build hd-apiserve hd-state hd-token
turns_each=$((runs < 5 ? runs : 5))
home=$scratch/user
declare -A pids=() addresses=()
make_home
serve ours env "DOCKER_HOST=unix://$scratch/no-engine" \
  "$tools/hd-apiserve" --listen 127.0.0.1:0 --user-dir "$home"
serve theirs "$go_peer" peer 127.0.0.1:0 "$home"
for server in ours theirs; do
  curl -sf -H "Authorization: Bearer $(token)" -o "$scratch/$server.answer" \
    "${addresses[$server]}/api/v1/config/value?fqpn=me/mod:port"
done
cmp -s "$scratch/ours.answer" "$scratch/theirs.answer" || die "the answers differ"
versus_peer 64
versus_peer 256
figure 'peak memory, 256 connections' "$(resident ours)" - '<= 20' MiB
leave

for ((turn = 0; turn < runs; turn++)); do
  "$go_peer" ready "$tools/hd-apiserve" --listen 127.0.0.1:0 \
    --user-dir "$home" 2>/dev/null
done >"$scratch/ready"
figure 'start to first answer, median' "$(median <"$scratch/ready")" - '<= 50' ms
figure 'start to first answer, slowest' "$(sort -n "$scratch/ready" | tail -n 1)" - '<= 50' ms

ulimit -n 8192
highest=$("$go_peer" streams "$home" "$scratch/engine.sock" 1000 500 \
  "$tools/hd-apiserve" --listen 127.0.0.1:0 --user-dir "$home" 2>"$scratch/streams.err") ||
  die "not every stream got every event in order" "$(tail -n 3 "$scratch/streams.err")"
figure '1,000 streams of 500 events, peak memory' \
  "$(awk -v peak="$highest" 'BEGIN { print peak / 1024 }')" - '<= 60' MiB
conclude
