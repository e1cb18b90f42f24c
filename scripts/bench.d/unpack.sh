#!/usr/bin/env bash
# hd-unpack against Info-ZIP's unzip and bsdtar; hyperdrive module list.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: scripts/bench unpack

Unpacks a package of 5,000 files and 500 MiB, and one of 100 files and
1 MiB, with hd-unpack --into (which checks, hashes and flushes), with
'unzip -q' and with 'bsdtar -xf' (which don't), in turn, each into a new
folder. Limits: half of unzip's time for the large one, unzip's time for
the small one, 64 MiB of memory. Half of the large package's bytes can't
be packed, the other half is text. Then 'hyperdrive module list' with 200
modules installed: 40 ms. TMPDIR says on which disk; it needs 2 GiB.
EOF
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

# descriptor NAME
descriptor() {
  printf '{"author":"me","name":"%s","shortcut":"%s","version":"1.0.0","description":"","dependencies":[]}' "$1" "$1"
}

# package NAME FILES KIB: so many files of so many KiB together.
package() {
  local folder=$scratch/$1 number size=$(($3 * 1024 / $2))
  mkdir -p "$folder"
  descriptor "$1" >"$folder/descriptor.json"
  echo 'services: {}' >"$folder/adapter.tmpl"
  for ((number = 0; number < $2 / 2; number++)); do
    mkdir -p "$folder/d$((number % 50))"
    head -c "$size" /dev/urandom >"$folder/d$((number % 50))/noise$number"
    head -c "$((size / 4))" /dev/urandom | od -An -tx1 -w32 | head -c "$size" >"$folder/d$((number % 50))/text$number"
  done
  "$tools/hd-unpack" pack "$folder" -o "$scratch/$1.zip" >/dev/null
  rm -r "$folder"
}

# compare NAME LIMIT TITLE
compare() {
  local zip=$scratch/$1.zip
  # Every run of each gets a folder that isn't there.
  turns -b "rm -rf '$scratch/out'; mkdir '$scratch/out'" \
    "$tools/hd-unpack" "$zip" --into "$scratch/out/system" \
    :vs: unzip -q "$zip" -d "$scratch/out/unzip" \
    :vs: bsdtar -xf "$zip" -C "$scratch/out"
  figure "$3, unzip -q" "${wall[0]}" "${wall[1]}" "$2" ms
  figure "$3, bsdtar -xf" "${wall[0]}" "${wall[2]}" - ms
  figure "$3, processor, unzip -q" "${cpu[0]}" "${cpu[1]}" - ms
  figure "$3, peak memory" "${peak[0]}" - '<= 64' MiB
}

# A home with 200 modules.
make_home() {
  local number
  for ((number = 0; number < 200; number++)); do
    mkdir -p "$scratch/modules/m$number"
    descriptor "m$number" >"$scratch/modules/m$number/descriptor.json"
    echo 'services: {}' >"$scratch/modules/m$number/adapter.tmpl"
  done
  "$tools/hd-unpack" "$scratch"/modules/* --into "$scratch/system" |
    "$tools/hd-state" add --user-dir "$scratch/user" --project bench --engine unix:///nowhere |
    "$tools/hd-state" save --user-dir "$scratch/user" >/dev/null
}

begin "$@"
need unzip unzip
need bsdtar libarchive-tools
build hd-unpack hd-state hyperdrive
package large 5000 512000
package small 100 1024
compare large '<= 0.5' '5,000 files, 500 MiB'
compare small '<= 1' '100 files, 1 MiB'
make_home
turns "$tools/hyperdrive" module list --user-dir "$scratch/user" --system-dir "$scratch/system"
figure 'module list, 200 modules' "${wall[0]}" - '<= 40' ms
figure 'module list, 200 modules, processor' "${cpu[0]}" - - ms
conclude
