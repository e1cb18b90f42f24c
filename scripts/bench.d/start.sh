#!/usr/bin/env bash
# Starting and looking at 20 modules with 60 containers, against Docker's own commands
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/bench start

Makes a project of 20 copies of the example module on the Docker Engine of
this machine, each an adapter and two services, 60 containers, and
measures whole commands. Their services have no health checks: 40 of them
would be most of what the machine does meanwhile, and 'up -d' waits for none.

  service start with nothing to change, alone: at most 1.5 s
  service start with everything to start (after service down), against 20
    'docker compose up -d' at once of the very same files: at most 1.15
  service status, against one 'docker ps -a': at most 1.5

Everything that it makes is named hdt-… and removed in the end.
BENCH_MODULES=N makes it so many modules; BENCH_TOOLS=DIR measures the tools
there instead of a release build.
END
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

count=${BENCH_MODULES:-20}
project=hdt-bench-$$

# A free port of this machine that isn't taken twice.
next_port=23000
free_port() {
  while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do
    next_port=$((next_port + 1))
  done
  port=$next_port
  next_port=$((next_port + 1))
}

# make_module NAME: a copy of the example under another name, as a package.
make_module() {
  local name=$1 folder=$scratch/$1
  cp -r tests/modules/hello-world "$folder"
  rm -f "$folder/README.md"
  sed -i "s/\"hello-world\"/\"$name\"/; s/\"example\"/\"bench\"/; s/\"hw\"/\"$name\"/" \
    "$folder/descriptor.json"
  local part
  for part in server mirror; do
    sed "s/hw-/$name-/g; s/HELLO_KEY_FILE=/HELLO_FQMN=bench\/$name\n      - HELLO_KEY_FILE=/; /healthcheck:/,/retries:/d" \
      "$folder/templates/hw-$part.tmpl" >"$folder/templates/$name-$part.tmpl"
    rm "$folder/templates/hw-$part.tmpl"
  done
  sed -i "s/hw-/$name-/g; s/      - HELLO_KEY_FILE=/      - HELLO_FQMN=bench\/$name\n      - HELLO_SHORTCUT=$name\n      - HELLO_KEY_FILE=/" \
    "$folder/adapter.tmpl"
  sed -i "s/hello-world-adapter:1.0.0/${images[0]}/; s/hello-world-service:1.0.0/${images[1]}/" \
    "$folder"/adapter.tmpl "$folder"/templates/*.tmpl
  "$tools/hd-unpack" pack "$folder" -o "$scratch/$name.zip" >/dev/null
}

make_home() {
  local number name sets=() packages=()
  export HYPERDRIVE_USER_DIR=$scratch/user HYPERDRIVE_SYSTEM_DIR=$scratch/system
  mkdir -p "$scratch/system"
  for ((number = 1; number <= count; number++)); do
    name=m$number
    make_module "$name"
    packages+=("$scratch/$name.zip")
    free_port
    sets+=(--set "bench/$name:server/port=$port" --set "bench/$name:mode=full")
    free_port
    sets+=(--set "bench/$name:mirror/port=$port")
  done
  free_port
  say "installing $count modules" >&2
  "$tools/hyperdrive" --project "$project" module install --trust "${packages[@]}" >/dev/null
  "$tools/hyperdrive" service config --set "hyperdrive:apiPort=$port" "${sets[@]}" >/dev/null
  say "starting them" >&2
  "$tools/hyperdrive" service start >/dev/null
}

# One file per module with all that it runs, as somebody without Hyperdrive
# would have it.
make_files() {
  local number state
  for ((number = 1; number <= count; number++)); do
    state=$HYPERDRIVE_USER_DIR/state/compose/bench/m$number
    docker compose -p "$project-c$number" -f "$state/adapter.json" -f "$state/services.json" \
      config --format json | jq 'del(.name)' >"$scratch/all-$number.json"
  done
}

compose_all() {
  local number
  for ((number = 1; number <= count; number++)); do
    docker compose --progress quiet -p "$project-c$number" -f "$scratch/all-$number.json" "$@" &
  done
  wait
}

# timed COMMAND…: sets 'took', in milliseconds.
timed() {
  local begin
  begin=$(date +%s%N)
  "$@" >/dev/null
  took=$((($(date +%s%N) - begin) / 1000000))
}

median() {
  sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

everything_to_start() {
  local ours=() theirs=() round
  for ((round = 0; round < 3; round++)); do
    "$tools/hyperdrive" service down >/dev/null
    timed "$tools/hyperdrive" service start
    ours+=("$took")
    "$tools/hyperdrive" service down >/dev/null
    docker network create "${project}_net" >/dev/null
    timed compose_all up -d
    theirs+=("$took")
    compose_all down
    docker network rm "${project}_net" >/dev/null
  done
  figure "start, everything to start" "$(printf '%s\n' "${ours[@]}" | median)" \
    "$(printf '%s\n' "${theirs[@]}" | median)" '<= 1.15' ms
}

leave() {
  local ids
  mapfile -t ids < <(docker ps -aq --filter "name=^${project}[_-]")
  ((${#ids[@]} == 0)) || docker rm -f "${ids[@]}" >/dev/null
  docker network rm "${project}_net" >/dev/null 2>&1 || true
}

begin "$@"
if [[ ${BENCH_TOOLS-} ]]; then
  tools=$BENCH_TOOLS
else
  build hyperdrive hd-state hd-render hd-compose hd-adapter-call hd-config hd-unpack hd-apiserve
fi
if [[ ${BENCH_IMAGES-} ]]; then
  read -r -a images <<<"$BENCH_IMAGES"
else
  mapfile -t images < <(scripts/example-images --for-tests --profile dev)
fi
make_home
make_files
turns "$tools/hyperdrive" service start
# shellcheck disable=SC2154 # turns sets them
figure "start, nothing to change" "${wall[0]}" - '<= 1500' ms
figure "start, nothing to change, processor" "${cpu[0]}" - - ms
versus "status" '<= 1.5' "$tools/hyperdrive" service status :vs: docker ps -a
everything_to_start
conclude
