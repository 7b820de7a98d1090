#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Public headers compile alone, and every source file begins with its licence.
# usage: headers.sh SOURCE_DIR COMPILER
set -euo pipefail
cd "$1"
failed=0

# fw/stack.h and fw/netport.h are for rooms that work on the stack and hand out lwIP's types: their users compile them.
headers=(board/rt/*.h board/include/board/*.h ivr/include/ivr/*.h webui/include/webui/*.h images/include/images/*.h
    $(find firmware emu -path '*/include/*' -name '*.h' -not -path "*/fw/stack.h" -not -path "*/fw/netport.h" | sort))
includes=(-I. -Iboard $(find . -path ./build -prune -o -type d -name include -print | sed 's/^/-I/'))
# A source file for each header, all in one call of the compiler.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for header in "${headers[@]}"; do
    printf '#include "%s"\ntypedef int nothing;\n' "$header" >"$work/${header//\//_}.c"
done
"$2" -std=c11 -D_XOPEN_SOURCE=700 -Wall -Wextra -Werror -fsyntax-only "${includes[@]}" "$work"/*.c || failed=1
# Not by git: whoever has the sources as an archive, or no git, runs this too.
without=$(find . \( -name .git -o -path ./build -o -name node_modules \) -prune -o -type f \( -name '*.[ch]' -o -name '*.sh' -o \
    -name '*.cmake' -o -name CMakeLists.txt -o -name '*.py' -o -name '*.lua' -o -path ./dev -o -path ./.ci/run \) -print |
    xargs grep -L 'SPDX-License-Identifier: MIT' || true)
[ -f dev ] && [ -f .ci/run ] || { echo "headers.sh: $1 is not the project" >&2; exit 1; }
if [ -n "$without" ]; then
    printf '%s: no SPDX line\n' $without >&2
    failed=1
fi
exit $failed
