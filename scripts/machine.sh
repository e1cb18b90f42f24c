# The machine that a script runs on: what it is, and what it lets us do.
# Sourced by the other scripts, which set -euo pipefail themselves.
# shellcheck shell=bash

program=${0##*/}

# cargo and the engine's programs often live off a plain user's PATH.
PATH=$PATH:${CARGO_HOME:-${HOME-}/.cargo}/bin
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

# say WHAT LINE…: lines after the first are indented.
say() {
  printf '%s: %s\n' "$program" "$1"
  (($# == 1)) || printf '  %s\n' "${@:2}"
}

# complain WHAT HINT…
complain() {
  say "$@" >&2
}

die() {
  complain "$@"
  exit 1
}

wrong_usage() {
  complain "$1" "see 'scripts/$program --help'"
  exit 2
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# at_least 1.85 1.9: whether the second version is the first or a later one.
at_least() {
  [[ $(printf '%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]
}

# os_field NAME: a field of os-release, or nothing.
os_field() {
  (
    # shellcheck disable=SC1091
    [[ -r /etc/os-release ]] && . /etc/os-release
    printf '%s' "${!1-}"
  )
}

system_name() {
  local name
  name=$(os_field PRETTY_NAME)
  echo "${name:-$(uname -s)}"
}

debian_like() {
  has apt-get && [[ " $(os_field ID) $(os_field ID_LIKE) " == *" debian "* ]]
}

runs_systemd() {
  [[ -d /run/systemd/system ]]
}

# Whether as_root can work; sudo may ask for a password on a terminal only.
may_be_root() {
  ((EUID == 0)) || { has sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# quietly WHAT COMMAND…: what the command prints is shown only if it fails.
quietly() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1 </dev/null); then
    return 0
  fi
  complain "cannot $what; the last lines of what was tried:"
  tail -n 12 <<<"$output" | sed 's/^/  | /' >&2
  return 1
}

apt_is_fresh=no

# Brings apt's lists up to date, once a run. One bad source among many makes
# this fail, and the old lists may still do.
refresh_apt() {
  [[ $apt_is_fresh == no ]] || return 0
  apt_is_fresh=yes
  quietly 'update all lists of packages' as_root apt-get -q update || true
}

# The version of a package that apt would install, or nothing.
apt_candidate() {
  apt-cache policy "$1" 2>/dev/null |
    sed -n 's/^  Candidate: //p' | grep -vx '(none)' || true
}

# Installs packages and what they depend on; removes none.
install_packages() {
  say "installing" "$*"
  refresh_apt
  quietly "install $*" as_root env DEBIAN_FRONTEND=noninteractive \
    NEEDRESTART_SUSPEND=1 apt-get -q -y --no-install-recommends --no-remove \
    -o DPkg::Lock::Timeout=120 install "$@"
}
