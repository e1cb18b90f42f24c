#!/usr/bin/env bash
# The form of hd-config over 100 modules of 100 parameters each.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/bench form

Opens 'hd-config edit' (release) on a terminal of 80 by 24, over 100
modules of 100 parameters each, of which every tenth is hidden or
described by a template: from the start of the program to the end of its
first frame, and from a key to the last byte of the frame that it makes.
Keys are rows, pages, a change that templates read, and letters of a
search over all 10,000 parameters. Medians; needs jq.
END
}

# shellcheck source=scripts/bench.d/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
begin "$@"
need jq jq
build hd-config
cc -O2 -Wall -Wextra -o "$scratch/form" scripts/bench.d/form.c -lutil

# shellcheck disable=SC2016
jq -nc '
  range(100) as $number
  | {fqmn: "bench/module-\($number)", enabled: true, config: {sections: [
      range(10) as $section
      | {id: "s\($section)", name: "Section \($section)", description: {default: "Of the bench"}, parameters: [
          range(10) as $at
          | {id: "p\($at)", name: "Parameter \($section).\($at)", description: {default: "What it is for, in some words."},
             affectsContainers: ["node"]}
            + [{type: "bool", default: true},
               {type: "uint", default: 8080, minValue: 1, maxValue: 65535},
               {type: "string", default: "text", regex: "^[a-z]*$"},
               {type: "choice", default: "a", options: [{name: "A", value: "a"}, {name: "B", value: "b"}]},
               {type: "float", default: 0.5}][$at % 5]
            + (if $at == 9 then {
                 hidden: {default: false, template: "{{eq (GetValue \"s0/p0\") \"false\"}}"},
                 description: {default: "d", template: "It goes with {{GetValue \"s\($section)/p1\"}}."}} else {} end)]}]}}' \
  >"$scratch/documents"

# median COLUMN FILE
median() {
  cut -d ' ' -f "$1" "$2" | sort -n | sed -n "$(((runs + 1) / 2))p"
}

measure() { # NAME KEYS
  for ((run = 0; run < runs; run++)); do
    "$scratch/form" Section "$2" "$scratch/documents" "$tools/hd-config" edit
  done >"$scratch/times"
  if [[ $1 == rows ]]; then
    figure 'form: opened' "$(median 1 "$scratch/times")" - '<= 150' ms
    figure 'form: opened, processor' "$(median 2 "$scratch/times")" - - ms
  fi
  figure "form: a key, $1" "$(median 3 "$scratch/times")" - '<= 16' ms
  figure "form: a key, $1, processor" "$(median 4 "$scratch/times")" - - ms
}

measure rows jjjjjjjjkkkk
measure pages ']]]]]]]][[[['
measure 'a change' 'jj u u u u u u'
measure 'a search' /parameter9.9
conclude
