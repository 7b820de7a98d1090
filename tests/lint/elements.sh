#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The list of the elements that the engine binds (fw/element.h) is the whole truth: firmware, voice menu and pages name
# no parameter of a release otherwise, and every row of the list is used by one of them.
# usage: elements.sh SOURCE_DIR
set -euo pipefail
cd "$1"
list=firmware/param/include/fw/element.h
failed=0

complain() {
    printf '%s\n' "$*" >&2
    failed=1
}

# Code without comments, file:line:text; firmware/param knows parameters by any name.
code=$(grep -rn '' --include='*.[ch]' firmware ivr webui | grep -v '^firmware/param/' | sed 's@/\*.*@@; s@^\([^:]*:[0-9]*:\) \*.*@\1@')

# By name only what comes from outside: see the head of the list.
by_name=$(grep -E 'fw_param_(by_name|bool|u32|us)\(' <<<"$code" || true)
[ -z "$by_name" ] || complain "read these by fw/element.h:"$'\n'"$by_name"

# No element of a release stands in a string, nor the stem of one of a line.
elements=$(cat images/releases/*/schema.tsv | grep -v '^#' | cut -f1 | grep '_' | sort -u)
stems=$(sed -n 's/_[12]_$//p' <<<"$elements" | grep '_' | sort -u)
literals=$(grep -oE '^[^:]*:[0-9]*:|"[A-Za-z0-9_-]+"' <<<"$code" | awk '/:$/ { at = $0; next } { print at $0 }')
named=$(awk -F'"' 'NR == FNR { is_element[$1] = 1; next } $2 in is_element' <(printf '%s\n' "$elements" "$stems") <(printf '%s\n' "$literals"))
[ -z "$named" ] || complain "name these by fw/element.h:"$'\n'"$named"

# Every row has a reader. GPP_A .. GPP_SD are read by their letter (fw_element_gpp, fw_var_gpp).
while read -r kind id; do
    case $id in GPP_[B-P] | GPP_S[B-D]) continue ;; GPP_A) name=fw_element_gpp ;; *) name=FW_EL_$id ;; esac
    [ "$kind" = ONE ] || name=${name}_1
    grep -qw "$name" <<<"$code" || complain "$list: $id: nothing reads it"
done < <(sed -nE 's/^ *(ONE|LINE)\((\w+),.*/\1 \2/p' "$list")
exit "$failed"
