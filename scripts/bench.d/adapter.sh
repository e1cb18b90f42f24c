#!/usr/bin/env bash
# Calls of adapters against docker exec and the engine's bare API; hd-check.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/bench adapter

Starts containers of the example's adapter and asks them for their version:
with 'hd-adapter-call version', with 'docker exec' (at most 0.8 times its
time), and with a C program that makes the engine's three calls (create,
start, inspect) over its socket and nothing else (at most 3 ms more). Then
50 adapters in one stream against fifty 'docker exec' one after the other
(at most half the time; a first call, which finds out the dialects as well,
is shown too), and 'hd-check adapter' of the example's adapter as
a local process (under 5 s). Needs a Docker Engine; the containers are named
hdt-bench-… and removed in the end.
END
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

containers=()

leave() {
  ((${#containers[@]} == 0)) ||
    docker rm --force --volumes "${containers[@]}" >/dev/null
}

# start_adapters COUNT IMAGE
start_adapters() {
  local number name
  for ((number = 0; number < $1; number++)); do
    name=hdt-bench-$$-$number
    docker run --detach --network none --name "$name" \
      --label hyperdrive.home=hdt-bench --label "hyperdrive.module=example/m$number" \
      --env HD_CONFIG_DIR=/ --env HD_LOG_DIR=/ --env HD_KEY_FILE=/key \
      "$2" >/dev/null
    containers+=("$name")
  done
}

# A document for each container, as a stream has them.
documents() {
  local number
  for ((number = 0; number < ${#containers[@]}; number++)); do
    jq -nc --arg fqmn "example/m$number" --arg name "${containers[number]}" \
      --arg key "$scratch/key" '{ fqmn: $fqmn, home: "hdt-bench",
        descriptor: { version: "1.0.0" },
        adapter: { container: $name, keyFile: $key, dialect: "current" } }'
  done
}

begin "$@"
need jq jq
docker version >/dev/null 2>&1 ||
  die "no Docker Engine answers" "run: scripts/setup"
build hd-adapter-call hd-check
"${CARGO:-cargo}" build --quiet --release --example hello-adapter
cc -O2 -Wall -Wextra -o "$scratch/bare" scripts/bench.d/adapter/bare.c
images=$(scripts/example-images --for-tests --profile release 2>"$scratch/said") ||
  die "the images of the examples can't be made" "$(<"$scratch/said")"
image=${images%%$'\n'*}
[[ $image == hello-world-adapter:* ]] || die "the image of the example's adapter isn't there"
printf 0123456789abcdef0123456789abcdef >"$scratch/key"
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
socket=${socket#unix://}
start_adapters 50 "$image"

one=${containers[0]}
ours=("$tools/hd-adapter-call" version --container "$one" --key-file "$scratch/key")
theirs=(docker exec -i "$one" /hello-adapter hd-module version)
bare=("$scratch/bare" "$socket" "$one" $'{}\n' /hello-adapter hd-module version)
"${ours[@]}" >"$scratch/said"
"${bare[@]}" >/dev/null || die "the bare calls fail"
jq -e '.version == "1.0.0"' "$scratch/said" >/dev/null || die "no version"
turns "${ours[@]}" :vs: "${theirs[@]}" :vs: "${bare[@]}"
figure 'one version, beside docker exec' "${wall[0]}" "${wall[1]}" '<= 0.8' ms
figure 'one version, processor' "${cpu[0]}" "${cpu[1]}" - ms
figure 'one version, beside the bare calls' "${wall[0]}" "${wall[2]}" - ms
figure 'what that is more' \
  "$(awk -v ours="${wall[0]}" -v bare="${wall[2]}" 'BEGIN { print ours - bare }')" - '<= 3' ms

# The first call asks each adapter for its dialect too, as after an install;
# what it hands on remembers that, as the state does.
documents >"$scratch/first"
stream() {
  echo "exec '$tools/hd-adapter-call' version <'$scratch/$1' >'$scratch/$2'" >"$scratch/$1.sh"
}
stream first stream
stream stream again
{
  echo 'set -e'
  for name in "${containers[@]}"; do
    echo "docker exec -i $name /hello-adapter hd-module version >/dev/null </dev/null"
  done
} >"$scratch/sequence.sh"
for name in first stream; do
  bash "$scratch/$name.sh"
done
[[ $(jq -r .adapter.version "$scratch/again" | grep -c '^1.0.0$') == 50 ]] ||
  die "not all fifty answered" "$(jq -c .error "$scratch/again" | sort | uniq -c)"
runs=$((runs < 5 ? runs : 5))
turns bash "$scratch/stream.sh" :vs: bash "$scratch/sequence.sh"
figure '50 in one stream, beside fifty docker exec' "${wall[0]}" "${wall[1]}" '<= 0.5' ms
turns bash "$scratch/first.sh" :vs: bash "$scratch/sequence.sh"
figure '50 for the first time (two commands each)' "${wall[0]}" "${wall[1]}" - ms

turns "$tools/hd-check" adapter -- "$tools/examples/hello-adapter"
figure 'hd-check adapter of the example' "${wall[0]}" - '<= 5000' ms
conclude
