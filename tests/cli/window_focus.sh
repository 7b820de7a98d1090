#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The frame of the keyboard is seen: Tab goes through all things of a window on a display, and around each stands its ring, in the dark
# and in the light. (What the keyboard can do from there: unit.window_focus.)
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
"$vspa" window --unit u.flash --snapshot --hidden --seed 1 --time warp --for 1ms --tree tree.json || fail "no tree"
timeout $HANG_S xdotool mousemove 1279 799
for theme in dark light; do
    timeout $HANG_S "$vspa" window --unit u.flash --snapshot --seed 1 --silent --scale 1 --theme $theme >out 2>&1 & window=$!
    timeout $HANG_S python3 -B "$here/window_focus.py" $theme || fail "$theme: the rings"
    timeout $HANG_S xdotool key ctrl+q
    wait $window || fail "$theme: the window ends with $?: $(cat out)"
done
exit $failed
