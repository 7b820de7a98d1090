#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A window in use: by the keyboard alone, with twenty keys a second, resized, out of sight, closed, killed. Nothing is lost and
# nothing is done twice; the record of a run whose window was closed or killed is good.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab # without registration there is no dial tone
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_><Make_Call_Without_Reg_2_>Yes</Make_Call_Without_Reg_2_></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --size 1280x800 --tree large.json || fail "no tree"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --size 900x600 --tree small.json || fail "no tree"

timeout 1500 "$vspa" window --unit u.flash --snapshot --seed 1 --lab lab --scale 1 --ctl sock --record run.rec --trace-file trace >out 2>&1 & window=$!
wait_until test -S sock
PYTHONPATH="$here/../../emu/clients" timeout 1400 python3 -B "$here/window_life.py" || fail "the hands"
wait $window || fail "a window that is closed ends with $?: $(cat out)"
pressed() { sed -n "s/.* press\[$1\] down=1 //p" trace | tr -d '\n'; }
[ "$(pressed 1)" = '****110#' ] || fail "by the keyboard: $(pressed 1)"
[ "$(pressed 2)" = 12345678901234567890 ] || fail "twenty a second: $(pressed 2)"
[ "$(grep -c ' hook\[1\] off=1' trace)" = 3 ] || fail "telephone 1 was lifted $(grep -c ' hook\[1\] off=1' trace) times and not 3"
expect 0 identical "$vspa" replay run.rec

# Killed: what was recorded replays, and the unit file is whole.
timeout 1500 "$vspa" window --unit u.flash --seed 1 --lab lab --scale 1 --ctl sock2 --record killed.rec >out 2>&1 & window=$!
wait_until test -S sock2
"$vspa" ctl --socket sock2 wait signal=fw.net=UP within=300s >/dev/null || fail "the second window"
"$vspa" ctl --socket sock2 offhook telephone=1 || fail "the second window"
kill -9 "$(pgrep -P $window)"
wait $window 2>/dev/null
expect 0 identical "$vspa" replay killed.rec --partial
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --until fw.net=UP --for 10m
exit $failed
