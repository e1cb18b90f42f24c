# The systemd unit of one user directory: it starts again, when the machine
# starts, what ran. Sourced by setup.
# shellcheck shell=bash

readonly units=/etc/systemd/system

# A word of a unit file, whatever is in it: quoted, and nothing expands.
unit_word() {
  local word=$1
  word=${word//\\/\\\\}
  word=${word//\"/\\\"}
  word=${word//%/%%}
  printf '"%s"' "$word"
}

# The same in a command line, where '$' would begin a variable.
unit_argument() {
  unit_word "${1//\$/\$\$}"
}

# What the unit is about: user_dir, data_dir, unit_project, unit_user, tool,
# engine, and engine_unit, the unit that has to be up for it.
find_service() {
  local stored
  engine=${DOCKER_HOST:-unix:///var/run/docker.sock}
  engine_unit=docker.service
  # A rootless engine is one of its user's services, which come up with him.
  if [[ $engine =~ ^unix:///run/user/([0-9]+)/ ]]; then
    engine_unit=user@${BASH_REMATCH[1]}.service
  fi
  user_dir=${HYPERDRIVE_USER_DIR:-${HOME-}/.hyperdrive}
  [[ -e $user_dir/state/home.json ]] ||
    die "'$user_dir' is no user directory of Hyperdrive" \
      "install a module first, or name it in HYPERDRIVE_USER_DIR"
  user_dir=$(cd -- "$user_dir" && pwd -P)
  if ! tool=$(command -v hyperdrive) || ! has hd-state; then
    die "hyperdrive isn't on PATH" "install it: cargo install --path ."
  fi
  tool=$(realpath -- "$tool")
  stored=$(hd-state load --running --user-dir "$user_dir" --compact | head -n 1)
  data_dir=$(jq -r .settings.userDataPath <<<"$stored")
  unit_project=$(jq -r .project <<<"$stored")
  unit_user=$(stat -c %U -- "$user_dir")
}

unit_text() {
  cat <<END
# Written by 'scripts/setup --service'; run it again to bring it up to date.
[Unit]
Description=Hyperdrive project $unit_project: starts again what ran
Requires=$engine_unit
After=$engine_unit network-online.target
Wants=network-online.target
RequiresMountsFor=$(unit_word "$user_dir") $(unit_word "$data_dir")

[Service]
Type=oneshot
RemainAfterExit=yes
User=$unit_user
Environment=$(unit_word "DOCKER_HOST=$engine")
${HYPERDRIVE_SYSTEM_DIR:+Environment=$(unit_word "HYPERDRIVE_SYSTEM_DIR=$HYPERDRIVE_SYSTEM_DIR")
}ExecStart=$(unit_argument "$tool") --user-dir $(unit_argument "$user_dir") service recover
TimeoutStartSec=infinity
KillMode=mixed
TimeoutStopSec=infinity

[Install]
WantedBy=multi-user.target
END
}

# Shows the unit, or installs it where systemd runs.
install_service() {
  local unit
  find_service
  unit=$units/hyperdrive-$unit_project.service
  # shellcheck disable=SC2154 # of scripts/setup, which this is part of
  if [[ $check_only == yes ]]; then
    unit_text
  elif ! runs_systemd; then
    die "no systemd runs here: nothing was written" \
      "'scripts/setup --service --check' shows the unit; without systemd" \
      "run this when the machine starts:" \
      "$tool --user-dir $user_dir service recover"
  elif ! may_be_root; then
    die "to install '$unit' needs root or sudo: nothing was written"
  else
    unit_text | as_root tee -- "$unit.new" >/dev/null
    as_root mv -- "$unit.new" "$unit"
    as_root systemctl daemon-reload
    as_root systemctl enable --quiet "${unit##*/}"
    say "installed $unit: it starts when the machine does"
  fi
}
