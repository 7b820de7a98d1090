#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is known of the device and what is guessed, from the marks in sources and data: a page in Markdown.
# usage: docs/known.sh [SOURCE_DIR] >known.md
set -euo pipefail
cd "${1:-$(dirname "$(readlink -f "$0")")/..}"

files=$(find board/include board/src firmware ivr webui emu/lab images/releases -type f \
    \( -name '*.[ch]' -o -name '*.tsv' -o -name '*.txt' -o -name manifest \) -not -name CMakeLists.txt | sort)

count() { # count PATTERN FILE...: how many lines bear the mark
    local pattern=$1
    shift
    cat "$@" | grep -cE "$pattern" || true
}

cat <<'TEXT'
# Known and guessed: the marks

Made by `docs/known.sh` from sources and data. A line counts where it bears the mark: *manual* a page of one of the vendor's guides, *RFC* a section,
*capture* a page or packet of a real unit, *recall* commonly told but no page could be opened, *guess* nobody has said so.

| room | manual | RFC | capture | recall | guess |
| --- | ---: | ---: | ---: | ---: | ---: |
TEXT
total=(0 0 0 0 0)
patterns=('guide|manual p\.|SPA-[0-9]+ guide|PAP2 |p\.[0-9]+-[0-9]+' 'RFC ?[0-9]+' '[Cc]aptur' '[Rr]ecall' '\b[Gg]uess(es|ed)?\b')
for room in $(for f in $files; do
    case $f in images/*) cut -d/ -f1-3 <<<"$f" ;; board/* | ivr/* | webui/*) cut -d/ -f1 <<<"$f" ;; *) cut -d/ -f1-2 <<<"$f" ;; esac
done | sort -u); do
    own=$(grep "^$room/" <<<"$files")
    row="| \`$room\` |"
    for i in 0 1 2 3 4; do
        # shellcheck disable=SC2086
        n=$(count "${patterns[$i]}" $own)
        total[i]=$((total[i] + n))
        row="$row $n |"
    done
    echo "$row"
done
echo "| all | ${total[0]} | ${total[1]} | ${total[2]} | ${total[3]} | ${total[4]} |"
printf '\n## Every guess\n\nIn a better source one of these lines changes, and no code around it.\n'
last=
# shellcheck disable=SC2086
grep -nE '\b[Gg]uess(es|ed)?\b' $files | grep -v 'nobody can guess\|must not guess\|cannot guess' | while IFS=: read -r file line text; do
    if [ "$file" != "$last" ]; then
        printf '\n`%s`\n\n' "$file"
        last=$file
    fi
    text=$(printf '%s' "$text" | tr '\t' ' ' | sed 's,^ *[#/*]* *,,; s, *\*/ *$,,; s,[|`],,g; s,  *, ,g' | cut -c1-300)
    printf -- '- line %s: %s\n' "$line" "$text"
done
