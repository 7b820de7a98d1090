# SPDX-License-Identifier: MIT
# What the tests of the program share. Each is called with the program's path and runs in a folder of its own.
set -u
vspa=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
# A test that forgets `exit "$failed"` fails all the same.
trap 'code=$?; rm -rf "$work"; [ "${failed:-0}" = 0 ] || code=1; exit $code' EXIT
cd "$work" || exit 1
# Nothing of the user who runs the tests: no files, no language, no time zone.
export XDG_DATA_HOME=$work/data TMPDIR=$work LC_ALL=C.UTF-8 TZ=UTC
unset LANG LANGUAGE XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
umask 022
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# wait_until COMMAND...: until it succeeds. The limit guards against a hang, so a slow machine must stay below it.
HANG_S=300
wait_until() {
    local end=$((SECONDS + HANG_S))
    while [ $SECONDS -lt $end ]; do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.05
    done
    fail "not within $HANG_S s: $*"
    return 1
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

# needs_window: the rest needs the window's module, without a display. Exits when it was not built.
needs_window() {
    [ -e "$(dirname "$vspa")/vspa-window.so" ] || { echo "left out: built without SDL2, SDL2_ttf or cairo"; exit 0; }
    allow_leaks_of_sdl
    unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER VSPA_SCALE GDK_SCALE
}
allow_leaks_of_sdl() { # it keeps what libdbus gave it
    echo 'leak:libdbus-1' >leaks
    export LSAN_OPTIONS=suppressions=$work/leaks:print_suppressions=0
}

# a_unit_and_lab [ELEMENTS]: u.flash, and a provider's folder lab with a profile of them
a_unit_and_lab() {
    "$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
    mkdir -p lab
    echo "<flat-profile>${1:-<GPP_A>1</GPP_A>}</flat-profile>" >lab/spa2102.cfg
}
