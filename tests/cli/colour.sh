#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Colour for errors, warnings and verdicts: on a terminal only, and neither with NO_COLOR nor with TERM=dumb.
. "$(dirname "$0")/lib.sh"
export VSPA_IMAGES=$(dirname "$vspa")/images
printf 'scenario("yes", function() equal(1, 1) end)\nscenario("no", function() equal(1, 2) end)\n' >two.lua

cat >on_terminal.py <<'PY'
import os, pty, sys
pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 65536), lambda fd: b"")
PY
on_terminal() { env -u NO_COLOR TERM=xterm python3 on_terminal.py "$@" </dev/null; } # prints what arrived on a pseudo-terminal

esc=$'\033'
# What it is | a coloured text of it | command
while IFS='|' read -r what text command; do
    on_terminal bash -c "$command" >coloured
    grep -qF -- "$text" coloured || fail "$what on a terminal: no $(printf %q "$text") in $(head -c 300 coloured | cat -v)"
    on_terminal env NO_COLOR=1 bash -c "$command" >plain
    grep -qF "${esc}[3" plain && fail "$what with NO_COLOR: $(head -c 300 plain | cat -v)"
    on_terminal env NO_COLOR= bash -c "$command" >coloured
    grep -qF -- "$text" coloured || fail "$what with an empty NO_COLOR, which does not count, is not coloured"
    for term in dumb ""; do
        on_terminal env TERM=$term bash -c "$command" >plain
        grep -qF "$esc" plain && fail "$what with TERM='$term': $(head -c 300 plain | cat -v)"
    done
    on_terminal env -u TERM bash -c "$command" >plain
    grep -qF "$esc" plain && fail "$what without TERM: $(head -c 300 plain | cat -v)"
    TERM=xterm bash -c "$command" </dev/null 2>&1 | cat >plain
    grep -qF "$esc" plain && fail "$what in a pipe: $(head -c 300 plain | cat -v)"
    [ -s plain ] || fail "$what: nothing in a pipe"
done <<ROWS
an error|${esc}[31mvspa:${esc}[0m run: |$vspa run --no-such-option
a passed scenario|${esc}[32mok    ${esc}[0m two.lua|$vspa test two.lua
a failed scenario|${esc}[31mFAILED${esc}[0m two.lua|$vspa test two.lua
a warning of lint|${esc}[33mwarning${esc}[0m: |printf '<flat-profile><GPPA>x</GPPA></flat-profile>' | $vspa lint -
a verdict of explain|${esc}[32mVerdict${esc}[0m: |$vspa explain --rule tftp://h/a
the demo|${esc}[32mchecked ${esc}[0m|$vspa demo
ROWS

# Standard error on the terminal is coloured although standard output is not one, and the other way round.
on_terminal bash -c "$vspa run --no-such-option >/dev/null" | grep -qF "${esc}[31m" || fail "the error is not coloured beside a redirected output"
on_terminal bash -c "$vspa test two.lua >redirected"
grep -qF "$esc" redirected && fail "a redirected output is coloured"
exit $failed
