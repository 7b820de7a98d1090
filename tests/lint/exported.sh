#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing is exported in vain: a function or an object that no other file uses is static, or dead. What only a test uses
# counts as used. Needs a whole build, with its tests.
# usage: exported.sh BINARY_DIR
set -euo pipefail
cd "$1"

# Called by name from outside: by libc, libosip2, libFuzzer, the loader of the window's module; and a test's own events.
called='^(main|osip_gettimeofday|LLVMFuzzer[A-Za-z]+|win_face_table|fw_event_test_[a-z]+|test_events)$'

# Those of this build, but for what only a bench builds; in an older folder there are others, of files that have moved.
objects=$(sed -nE 's/^build ((board|emu|firmware|images|ivr|webui|tests)\/[^ ]*\.o):.*/\1/p' build.ninja | grep -v "^tests/bench/" | sort)
[ "$(wc -w <<<"$objects")" -gt 500 ] || { echo "exported.sh: $1: not built" >&2; exit 1; }
# shellcheck disable=SC2086
nm -A $objects | awk -v called="$called" '
    $1 == "U" || $2 == "U" { used[$NF] = 1; next }
    NF == 3 && $2 ~ /^[TDBRC]$/ && $3 !~ /^_/ && $1 !~ /\/lwip\/src\// { sub(/:[0-9a-f]*$/, "", $1); where[$3] = $1 }
    END {
        for (symbol in where) if (!(symbol in used) && symbol !~ called) {
            sub(/CMakeFiles\/[^\/]*\//, "", where[symbol])
            sub(/\.o$/, "", where[symbol])
            print where[symbol] ": " symbol " is used by no other file: make it static, or remove it"
            bad = 1
        }
        exit bad
    }' >&2
