#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Public headers compile alone, and every source file begins with its licence.
# usage: headers.sh SOURCE_DIR COMPILER
set -euo pipefail
cd "$1"
failed=0

includes=(-I. -Iboard -Iboard/include -Ifirmware/include -Iivr/include -Iwebui/include -Iimages/include)
headers=(board/rt/*.h board/include/board/*.h firmware/include/fw/*.h ivr/include/ivr/*.h webui/include/webui/*.h
    images/include/images/*.h)
# A source file for each header, all in one call of the compiler.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for header in "${headers[@]}"; do
    printf '#include "%s"\ntypedef int nothing;\n' "$header" >"$work/${header//\//_}.c"
done
"$2" -std=c11 -Wall -Wextra -Werror -fsyntax-only "${includes[@]}" "$work"/*.c || failed=1
without=$(git ls-files '*.[ch]' '*.sh' 'dev' '.ci/run' '*.cmake' '*CMakeLists.txt' '*.py' '*.lua' 2>/dev/null |
    xargs -r grep -L 'SPDX-License-Identifier: MIT')
if [ -n "$without" ]; then
    printf '%s: no SPDX line\n' $without >&2
    failed=1
fi
exit $failed
