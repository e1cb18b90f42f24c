# The Docker Engine: whether one answers, what it lacks, how it is started.
# Sourced by setup, whose note, want and fault it uses.
# shellcheck shell=bash

readonly run=/var/run
readonly engine_log=/var/log/dockerd.log
readonly engine_wait=60 # seconds
readonly local_engine=unix:///var/run/docker.sock

# The address that docker and its plugins talk to.
engine_address() {
  local address=${DOCKER_HOST-}
  if [[ -z $address ]] && has docker; then
    address=$(docker context inspect \
      --format '{{.Endpoints.docker.Host}}' 2>/dev/null) || address=
  fi
  echo "${address:-$local_engine}"
}

probe_engine() {
  local answer
  has docker || { echo "no Docker: no docker command found" && return 1; }
  if answer=$(timeout 20 docker version \
    --format '{{.Server.Version}}' 2>&1); then
    echo "Docker Engine $answer"
  elif [[ $answer == *'permission denied'* ]]; then
    echo "a Docker Engine runs, but $(id -un) may not use it"
    return 1
  else
    echo "no Docker Engine answers at $(engine_address)"
    return 1
  fi
}

# Whether the last finding is that an engine answers, but not to this user.
is_denied() {
  [[ $finding == *'may not use it' ]]
}

is_local() {
  [[ $(engine_address) == "$local_engine" ]]
}

# What the engine lacks in packages, seen before anything is installed.
want_engine() {
  if is_denied; then
    return
  elif ! debian_like; then
    if ! has docker || { is_local && ! has dockerd; }; then
      want 'a Docker Engine (package docker-ce, docker or moby-engine)'
    fi
    return
  fi
  if is_local; then
    has dockerd || want 'a Docker Engine' docker.io
    # dockerd needs it, and Debian's docker.io only recommends it.
    has iptables || want iptables iptables
  fi
  if ! has docker; then
    ! may_be_root || refresh_apt
    want 'the docker command' "$(command_package)"
  fi
}

# The docker command is in a package of its own from Debian 13 on.
command_package() {
  if [[ $(apt_candidate docker-cli) ]]; then
    echo docker-cli
  else
    echo docker.io
  fi
}

# A dead process that nobody has waited for yet is still in /proc.
lives() {
  grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$1/status"
}

# keeps_pid FILE PROGRAM: whether the process of a pid file runs PROGRAM.
keeps_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && lives "$pid" &&
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) == "$2" ]]
}

engine_lives() {
  keeps_pid "$run/docker.pid" dockerd
}

# A machine that lost its power, and whose /var/run isn't in memory, has pid
# files that may name a stranger by now: dockerd would wait for it.
forget_dead_engine() {
  local containerd=$run/docker/containerd/containerd.pid
  keeps_pid "$containerd" containerd || as_root rm -f "$containerd"
  engine_lives || as_root rm -f "$run/docker.pid"
}

# await_engine [PID]: until it answers, or all that may become one is dead.
await_engine() {
  local deadline=$((SECONDS + engine_wait))
  while ! note probe_engine; do
    if is_denied; then
      return 1
    elif ! engine_lives && ! lives "${1:-none}"; then
      finding="dockerd ended before it answered"
      return 1
    elif ((SECONDS >= deadline)); then
      finding="dockerd goes on, but gave no answer in $engine_wait s"
      return 1
    fi
    sleep 0.5
  done
}

# Starts dockerd for good: it outlives this script and its terminal.
start_dockerd() {
  local pid written
  written=$(as_root stat -c %s "$engine_log" 2>/dev/null) || written=0
  forget_dead_engine
  # shellcheck disable=SC2016 # the inner shell expands it
  pid=$(as_root sh -c 'setsid nohup dockerd >>"$1" 2>&1 </dev/null &
    echo $!' sh "$engine_log")
  if await_engine "$pid"; then
    return
  elif ! is_denied; then
    as_root tail -c "+$((written + 1))" "$engine_log" | tail -n 10 |
      sed 's/^/  | /' >&2
  fi
  return 1
}

start_engine() {
  if engine_lives; then
    say "dockerd runs already: waiting for its answer"
    await_engine
  elif runs_systemd; then
    say "starting the Docker Engine: systemctl start docker"
    quietly 'start the Docker Engine' as_root systemctl start docker &&
      note probe_engine
  else
    say "starting the Docker Engine: dockerd, logging to $engine_log"
    start_dockerd
  fi
}

repair_engine() {
  if ! has docker || { is_local && ! has dockerd; }; then
    return # it couldn't be installed, and that was said
  elif ! is_denied && ! is_local; then
    fault "$finding" "start it there; for an engine of this machine unset" \
      "DOCKER_HOST and run: docker context use default"
    return
  elif ! is_denied && ! may_be_root; then
    fault "$finding" "to start it needs root or sudo; run as root:" \
      "$(if runs_systemd; then
        echo systemctl start docker
      else
        echo scripts/setup
      fi)"
    return
  elif ! is_denied && start_engine; then
    return
  elif is_denied; then
    fault "$finding" "run: sudo usermod -aG docker $(id -un)" \
      "and log in again (who may use Docker is root on this machine)"
  else
    fault "$finding"
  fi
}
