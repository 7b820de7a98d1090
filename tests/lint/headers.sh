#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Public headers compile alone, and every source file begins with its licence.
# usage: headers.sh SOURCE_DIR COMPILER
set -euo pipefail
cd "$1"
failed=0

for header in board/rt/*.h board/include/board/*.h firmware/include/fw/*.h ivr/include/ivr/*.h webui/include/webui/*.h \
    images/include/images/*.h; do
    if ! printf '#include "%s"\n' "$header" | "$2" -std=c11 -Wall -Wextra -Werror -fsyntax-only -x c -I. -Iboard \
        -Iboard/include -Ifirmware/include -Iivr/include -Iwebui/include -Iimages/include -; then
        echo "$header: does not compile alone" >&2
        failed=1
    fi
done
while IFS= read -r file; do
    head -3 "$file" | grep -q 'SPDX-License-Identifier: MIT' || { echo "$file: no SPDX line at its head" >&2; failed=1; }
done < <(git ls-files '*.[ch]' '*.sh' 'dev' '.ci/run' '*.cmake' '*CMakeLists.txt' '*.py' '*.lua' 2>/dev/null)
exit $failed
