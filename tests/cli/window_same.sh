#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whatever is done to a window and to time is no event of the run: zoom, theme, panels, size, focus, sound, pause, step and pace leave
# the trace of a run without a window. A record that is looked at in a window, closed and opened again stays as it was.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab
echo '<flat-profile><GPP_A>1</GPP_A></flat-profile>' >lab/spa2102.cfg
same=(--unit u.flash --snapshot --seed 1 --lab lab --for 90s)
"$vspa" run "${same[@]}" --time warp --trace-file plain --record plain.rec >out 2>&1 || fail "without a window: $(cat out)"

timeout $HANG_S "$vspa" window "${same[@]}" --scale 1 --time real --trace-file shown --record shown.rec >out 2>&1 & window=$!
timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync >/dev/null || fail "no window"
hand() { timeout $HANG_S xdotool "$@" >/dev/null 2>&1 || fail "xdotool $*"; }
hand key t key ctrl+plus key ctrl+plus key ctrl+minus key ctrl+0 key F4 key F4 key F5 key F5 key F6 key Tab key Tab key Down key Escape key Escape key F1
hand search --name '^vspa$' windowsize 820 520
hand mousemove 60 100 mousemove 300 120 mousemove 400 400 click 4 click 5
hand key p key m
hand search --name '^vspa$' windowsize 1200 780
hand search --name '^vspa$' windowunmap windowmap
hand search --sync --onlyvisible --name '^vspa$' windowfocus
hand key ctrl+f type --delay 20 resync
hand key Escape key F2 key F3 key p key period key period key p key plus key minus key plus
hand key plus # warp, to the end
wait $window || fail "the window ends with $?: $(cat out)"
cmp plain shown || fail "a window leaves a mark on the run: $(diff plain shown | head -5)"
expect 0 identical "$vspa" replay shown.rec --trace-file again
cmp -s plain again || fail "the record of a run in a window is another run"

# The record in a window, twice.
before=$(sha256sum <shown.rec)
for round in 1 2; do
    timeout $HANG_S "$vspa" replay shown.rec --window --scale 1 --tree end.json >out 2>&1 & window=$!
    timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync >/dev/null || fail "no window"
    hand key p key Home key ctrl+plus key ctrl+0 key End key comma key comma key period key Home key t key End key ctrl+q
    wait $window || fail "round $round: the window ends with $?: $(cat out)"
    grep -q identical out || fail "round $round: $(cat out)"
    [ "$(sha256sum <shown.rec)" = "$before" ] || fail "a look changes the record"
done
expect 0 identical "$vspa" replay shown.rec --trace-file again
cmp -s plain again || fail "after the looks the record is another run"
exit $failed
