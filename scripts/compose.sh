# Docker Compose v2: whether it is there, and where to get it.
# Sourced by setup, whose note, fault and scratch folder it uses.
# shellcheck shell=bash

probe_compose() {
  local version
  version=$(docker compose version --short 2>/dev/null) ||
    version=$(docker-compose version --short 2>/dev/null) || version=0
  version=${version#v}
  at_least 2 "$version" ||
    { echo "no Docker Compose v2: neither as plugin nor alone" && return 1; }
  echo "Docker Compose $version"
}

# On Debian and its kin it comes later, when the docker command is there.
want_compose() {
  debian_like || want 'Docker Compose v2 (package docker-compose-plugin)'
}

# The package of the machine's own release that holds Docker Compose v2.
compose_package() {
  local package
  for package in docker-compose-v2 docker-compose-plugin docker-compose; do
    if at_least 2 "$(apt_candidate "$package")"; then
      echo "$package"
      return
    fi
  done
}

# The mirror that serves the machine's own release. apt knows it best,
# whichever form its source lists have.
debian_mirror() {
  apt-get --print-uris update 2>/dev/null |
    sed -n "s|^'\(.*\)/dists/$(os_field VERSION_CODENAME)/InRelease'.*|\1|p" |
    grep -v '^cdrom:' | head -n 1
}

# fetch_compose MIRROR: Debian 13's package, into the scratch folder. apt
# gets a state of its own, so nothing of the machine's changes.
fetch_compose() {
  local apt=${scratch:?}/apt
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
  : >"$apt/status"
  echo "deb [signed-by=$keys allow-insecure=no target=Packages]" \
    "$1 trixie main" >"$apt/debian.list"
  cat >"$apt/apt.conf" <<END
Dir::Etc::SourceList "$apt/debian.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "$apt/state";
Dir::State::Status "$apt/status";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
  quietly "read Debian 13's list of packages at $1" \
    apt-get -q -c "$apt/apt.conf" update || return 1
  (cd "$apt" && quietly "fetch Debian 13's docker-compose" \
    apt-get -q -c "$apt/apt.conf" download docker-compose)
}

compose_folder() {
  if ((EUID == 0)); then
    echo /usr/local/lib/docker/cli-plugins
  else
    echo "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins"
  fi
}

# unpack_compose FOLDER: the plugin, and nothing else of the package.
unpack_compose() {
  local plugin=./usr/libexec/docker/cli-plugins/docker-compose
  dpkg-deb --fsys-tarfile "$scratch"/apt/docker-compose_*.deb |
    tar -xO "$plugin" >"$scratch/docker-compose" &&
    mkdir -p "$1" &&
    install -m 755 "$scratch/docker-compose" "$1/.docker-compose.new" &&
    mv -f "$1/.docker-compose.new" "$1/docker-compose"
}

borrow_compose() {
  local mirror folder
  mirror=$(debian_mirror) || mirror=
  folder=$(compose_folder)
  if [[ -z $mirror ]]; then
    finding+=', and no Debian mirror is known'
    return 1
  elif ! at_least 2.34 "$(getconf GNU_LIBC_VERSION | sed 's/.* //')"; then
    finding+=", and Debian 13's plugin needs libc 2.34"
    return 1
  fi
  say "unpacking Docker Compose v2 of Debian 13 into" "$folder"
  fetch_compose "$mirror" && unpack_compose "$folder"
}

repair_compose() {
  local package=
  if ! debian_like || ! has docker; then
    return # that was said
  fi
  if may_be_root; then
    [[ $(apt_candidate docker-compose) ]] || refresh_apt
    package=$(compose_package)
  fi
  if [[ $package ]]; then
    ! install_packages "$package" || ! note probe_compose || return 0
  else
    ! borrow_compose || ! note probe_compose || return 0
  fi
  fault "$finding" "install Docker Compose v2 by hand:" \
    "https://docs.docker.com/compose/install/linux/"
}
