# SPDX-License-Identifier: MIT
# What the tests of the program share. Each is called with the program's path and runs in a folder of its own.
set -u
vspa=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME=$work/data TMPDIR=$work
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# expect CODE WORDS COMMAND...: the exit code, and words in what it prints
expect() {
    local code=$1 words=$2 got
    shift 2
    "$@" >out 2>&1 </dev/null
    got=$?
    [ $got -eq "$code" ] || fail "exit $got and not $code: ${*##*/}: $(head -c 300 out)"
    grep -qF -- "$words" out || fail "no '$words' from: ${*##*/}: $(head -c 300 out)"
}

# One error is one line that begins with "vspa: ".
one_line() {
    [ "$(wc -l <out)" -eq 1 ] && [ "$(head -c 6 out)" = "vspa: " ] || fail "not one line 'vspa: ...': $(head -c 300 out)"
}
