#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Each row of the table of promises in docs/threat-model.md names tests that exist: `ctest -R PATTERN` matches some,
# `./dev COMMAND` is a command, and its integration test is a file. usage: promises.sh SOURCE_DIR BUILD_DIR
set -euo pipefail
cd "$1"
build=$2
failed=0
n=0
fail() {
    echo "docs/threat-model.md: $*" >&2
    failed=1
}

ctest --test-dir "$build" -N | sed -n 's/^ *Test *#[0-9]*: //p' >"$build/promises.names"
rows=$(sed -n '/^| promise | test |/,/^$/p' docs/threat-model.md | sed 1,2d)
while read -r row; do
    [ -n "$row" ] || continue
    n=$((n + 1))
    tests=$(grep -oE '`(ctest|\./dev) [^`]*`' <<<"$row" | tr -d '`' || true)
    [ -n "$tests" ] || fail "no test in: $row"
    while read -r words; do
        case $words in
        "ctest -R "*)
            pattern=$(sed "s/^ctest -R //; s/'//g" <<<"$words")
            for part in ${pattern//|/ }; do
                grep -qE -- "$part" "$build/promises.names" || fail "no test matches '$part'"
            done
            ;;
        "./dev integration "*) [ -e "tests/integration/${words##* }.sh" ] || fail "no such test: $words" ;;
        "./dev "*) sed -n 's/^\([a-z]*\))$/\1/p' dev | grep -qx "$(cut -d' ' -f2 <<<"$words")" || fail "no such command: $words" ;;
        esac
    done <<<"$tests"
done <<<"$rows"
rm -f "$build/promises.names"
[ $n -ge 15 ] || fail "only $n rows were found"
exit $failed
