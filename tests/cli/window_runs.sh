#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Any run in a window: run, test and demo have the trace that they have without one; pictures of given moments; what is
# missing is said in one sentence.
. "$(dirname "$0")/lib.sh"
module=$(dirname "$vspa")/vspa-window.so
needs_window

# --- the same run ---
"$vspa" demo --trace-file demo.trace >demo.out 2>&1 || fail "demo: $(cat demo.out)"
"$vspa" demo --window --hidden --trace-file shown.trace --shots shots --at 83.5s,12s >shown.out 2>&1 || fail "demo in a window: $(cat shown.out)"
cmp -s demo.trace shown.trace || fail "the demo has another trace in a window"
[ "$(grep -v 'demo: took' demo.out)" = "$(grep -v 'demo: took' shown.out)" ] || fail "the demo says something else in a window"
[ "$(cd shots && echo *)" = "00012.000.json 00012.000.png 00083.500.json 00083.500.png" ] || fail "shots: $(ls shots)"
grep -q '"time_us": 83500000' shots/00083.500.json || fail "the picture of another moment"

a_unit_and_lab
for shown in "" "--window --hidden --picture run.png --tree run.json"; do
    # shellcheck disable=SC2086
    "$vspa" run --unit u.flash --lab lab --seed 1 --time warp --until fw.resync=done --for 10m --trace-file "run${shown:+.shown}.trace" $shown >out 2>&1 ||
        fail "run $shown: $(cat out)"
    rm u.flash
    "$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
done
cmp -s run.trace run.shown.trace || fail "the run has another trace in a window"
[ -s run.png ] && grep -q '"role": "lamp"' run.json || fail "no picture of the run"

cp "$here"/../flow/{acts,steps}.lua .
"$vspa" test acts.lua --json >plain.json || fail "scenarios: $(cat plain.json)"
"$vspa" test acts.lua --json --window --hidden >shown.json || fail "scenarios in a window: $(cat shown.json)"
[ "$(grep -o '"trace_hash": *"[^"]*"' plain.json)" = "$(grep -o '"trace_hash": *"[^"]*"' shown.json)" ] || fail "scenarios have other traces in a window"
[ "$(grep -c trace_hash plain.json)" -ge 10 ] || fail "few scenarios: $(cat plain.json)"
cat >wrong.lua <<'L'
power:on()
phone[1]:hears("main_menu")
L
expect 1 "" "$vspa" test wrong.lua --window --hidden --picture wrong.png
[ -s wrong.png ] || fail "no picture of what failed"

# --- what is missing ---
for command in "demo" "run --unit u.flash" "test acts.lua"; do
    # shellcheck disable=SC2086
    expect 3 "no display: DISPLAY and WAYLAND_DISPLAY are not set" "$vspa" $command --window
    one_line
    # shellcheck disable=SC2086
    expect 3 "no display: :98 cannot be opened" env DISPLAY=:98 "$vspa" $command --window
    one_line
    # shellcheck disable=SC2086
    expect 3 "no font: /nonexistent/folder" env VSPA_FONT_DIR=/nonexistent/folder "$vspa" $command --window --hidden
    one_line
    # shellcheck disable=SC2086
    expect 3 "not found: install the package vspa-window" env VSPA_WINDOW_MODULE=/nonexistent/vspa-window.so "$vspa" $command --window
    one_line
    # shellcheck disable=SC2086
    expect 2 "--tree: add --window" "$vspa" $command --tree x.json
done
expect 2 "give both: --shots DIR --at 10s,1m" "$vspa" demo --window --hidden --at 10s
expect 1 "the run ended before that" "$vspa" demo --window --hidden --shots late --at 24h
expect 2 "--window and --sandbox" "$vspa" test acts.lua --window --sandbox
echo 'leds' | "$vspa" console --unit u.flash >out 2>&1 || fail "the console needs a display: $(cat out)"
exit $failed
