#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The voice menu dialled with the mouse, by clicks of XTest at places that the tree names: the unit hears the digits, and
# spandsp finds them in what the sound device got, which SDL's disk driver wrote.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=$work/device.raw
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab # without registration there is no dial tone
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --tree tree.json || fail "no tree"
timeout 1500 "$vspa" window --unit u.flash --snapshot --seed 1 --lab lab --scale 1 --ctl sock --trace-file trace >out 2>&1 & window=$!
wait_until test -S sock
PYTHONPATH="$here/../../emu/clients" timeout 1400 python3 -B "$here/window_menu.py" || fail "the hands"
timeout $HANG_S xdotool key ctrl+q 2>/dev/null
wait $window || fail "the window ends with $?: $(cat out)"
pressed=$(sed -n 's/.* press\[1\] down=1 //p' trace | tr -d '\n')
[ "$pressed" = '****110#' ] || fail "pressed: $pressed"
grep -q 'ear\[1\] .*1 9 2 dot 1 6 8' trace || fail "the unit did not say its address"
# The first star sounds over the dial tone, the last one and # over a prompt that answers them: those may be found twice, or not at all.
# window_slow.sh has keys that sound alone.
heard=$(python3 -B "$here/window_menu.py" device.raw)
[[ "$heard" =~ ^\*{2,6}110#{0,2}$ ]] || fail "the sound device got: $heard"
exit $failed
