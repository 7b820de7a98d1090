#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The floors hold: an include that points up is refused by the lint, and by the compiler with the room's own flags.
# Planted: four that once passed, and into every room a public header of each room that it may not see.
# usage: planted.sh SOURCE_DIR BINARY_DIR
set -euo pipefail
source=$(cd "$1" && pwd)
commands=$2/compile_commands.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
n=0

complain() {
    printf '%s\n' "$*" >&2
    failed=1
}

[ -e "$commands" ] || { echo "planted.sh: $commands: CMAKE_EXPORT_COMPILE_COMMANDS is off" >&2; exit 1; }
mkdir "$work/tree"
(cd "$source" && tar cf - --exclude=./build board firmware ivr webui images emu CMakeLists.txt) | tar xf - -C "$work/tree"
bash "$source/tests/lint/layers.sh" "$work/tree" || { echo "planted.sh: the tree itself is not clean" >&2; exit 1; }

# The command that compiles a file of the room, without its input and output.
flags_of() { # flags_of ROOM
    grep -E '"command":.* -c [^ ]*/'"$1"'/[^/ ]+\.c"' "$commands" | head -1 |
        sed 's/^ *"command": "//; s/",\{0,1\}$//; s/\\"/"/g; s/\\\\/\\/g; s/ -o [^ ]* -c [^ ]*$//; s/^[^ ]*ccache //'
}

lint_refuses() { # lint_refuses FILE INCLUDE
    ! bash "$source/tests/lint/layers.sh" "$work/tree" 2>"$work/lint" && grep -qF "$1:" "$work/lint"
}

compiler_refuses() { # compiler_refuses ROOM INCLUDE
    local flags
    flags=$(flags_of "$1")
    [ -n "$flags" ] || { complain "$1: no command in compile_commands.json"; return 0; }
    printf '#include %s\ntypedef int nothing;\n' "$2" >"$work/planted.c"
    (cd "$(dirname "$commands")" && ! eval "$flags -fsyntax-only $work/planted.c" 2>"$work/cc") &&
        grep -q 'No such file' "$work/cc"
}

# The four, in the files where they stood.
while read -r file include; do
    n=$((n + 1))
    cp "$work/tree/$file" "$work/kept"
    printf '#include %s\n' "$include" >>"$work/tree/$file"
    lint_refuses "$file" || complain "lint lets $file include $include"
    cp "$work/kept" "$work/tree/$file"
    compiler_refuses "$(dirname "$file")" "$include" || complain "$(dirname "$file") compiles with $include"
done <<'PLANTED'
emu/unit/loop.c <ctl/ctl.h>
firmware/param/txn.c <fw/sip.h>
firmware/net/net.c "prov_priv.h"
firmware/net/net.c <prov/prov_priv.h>
emu/net/packet.c <unit/unit.h>
PLANTED

# Every room against every other of its house: what it may see is what CMake links, and the two must agree.
rooms=$(cat "$source"/firmware/CMakeLists.txt "$source"/emu/CMakeLists.txt | sed -n 's/^vspa_room(\([a-z]*\) \([a-z_]*\) .*/\1\/\2/p')
for room in $rooms; do
    for other in $rooms; do
        [ "${room%%/*}" = "${other%%/*}" ] && [ "$room" != "$other" ] || continue
        header=$(find "$source/$other" -path '*/include/*' -name '*.h' | sort | head -1)
        [ -n "$header" ] || continue
        n=$((n + 1))
        printf '#include <%s>\n' "${header#"$source/$other/include/"}" >"$work/tree/$room/planted$n.c"
        echo "$room/planted$n.c $room <${header#"$source/$other/include/"}>" >>"$work/pairs"
    done
done
bash "$source/tests/lint/layers.sh" "$work/tree" 2>"$work/refused" || true
while read -r planted room include; do
    if grep -qF "$planted:" "$work/refused"; then
        compiler_refuses "$room" "$include" || complain "the lint refuses $include in $room, and it compiles"
    elif compiler_refuses "$room" "$include"; then
        complain "$include does not compile in $room, and the lint lets it pass"
    fi
done <"$work/pairs"
echo "$n includes planted, $(grep -c planted "$work/refused") refused"
exit $failed
