#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A record in a window: whatever moment it is taken to, in whatever order, it shows what the trace has there; a drag of the
# slider goes there; nothing of it can be changed; and no process is left behind.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy

"$vspa" demo --record run.rec --trace-file trace >/dev/null 2>&1 || fail "the demo"

# --- to and fro, without a display ---
moments=$(python3 -c 'import random; random.seed(5); print(",".join("%.3f" % (random.random() * 200) for i in range(30)))'),3601.25,0.25,2.75,30.4,36.2
DISPLAY='' "$vspa" replay run.rec --window --hidden --shots away --at "$moments" >out 2>&1 || fail "looks: $(cat out)"
grep -q '^run.rec: identical: ' out || fail "no verdict: $(cat out)"
python3 -B "$here/window_past.py" trace away/*.json || fail "a moment is shown that was not so"
python3 -B "$here/window_past.py" trace away/00036.200.json >/dev/null || fail "one moment"
sed 's/ led\[power\] slow/ led[power] fast/' trace >wrong
! python3 -B "$here/window_past.py" wrong away/00002.750.json >/dev/null || fail "the check sees nothing"
# Each by itself, straight from the start.
for at in 0.25 36.2 3601.25; do
    "$vspa" replay run.rec --window --hidden --shots straight --at $at >/dev/null 2>&1 || fail "a look at $at"
done
for file in straight/*; do
    cmp -s "$file" "away/${file#*/}" || fail "$file is another when others were looked at before"
done
expect 1 "the run ended before that" "$vspa" replay run.rec --window --hidden --shots late --at 24h
expect 0 "identical" "$vspa" replay run.rec --window --hidden --until 40 --tree until.json
grep -q '"time_us": 40000000' until.json || fail "--until"
expect 2 "replay twice" "$vspa" replay run.rec --window --hidden --wav x.wav
expect 3 "no display: DISPLAY" env -u DISPLAY "$vspa" replay run.rec --window

# --- by hand ---
rect() { # rect ID: its middle, in pixels
    python3 -c 'import json, sys; x, y, w, h = next(i["rect"] for i in json.load(open("away/00036.200.json"))["widgets"] if i["id"] == sys.argv[1]); print(int(x + w / 2), int(y + h / 2), int(x), int(w))' "$1"
}
limit="timeout 1500" # a key that is lost would leave the window open
open_window() {
    $limit "$vspa" replay "$work/run.rec" --window --scale 1 --tree end.json --picture end.png "$@" >out 2>&1 & window=$!
    timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync >/dev/null
}
read -r _ y x w <<<"$(rect past.slider)"
read -r lift_x lift_y _ <<<"$(rect phone1.lift)"
read -r socket_x socket_y _ <<<"$(rect socket.wan)"
open_window
timeout $HANG_S xdotool key p mousemove $((x + w / 2)) $y mousedown 1 mousemove $((x + w / 3)) $((y + 200)) mousemove $((x + w / 50)) $y mouseup 1
timeout $HANG_S xdotool mousemove $lift_x $lift_y click 1 mousemove $socket_x $socket_y click 1 key 5 key space key ctrl+o
timeout $HANG_S xdotool key Escape mousemove 5 5 key ctrl+q
wait $window || fail "the window ends with $?: $(cat out)"
python3 -B "$here/window_past.py" trace end.json || fail "a drag shows what was not so"
at=$(sed -n 's/ "time_us": \([0-9]*\),/\1/p' end.json)
[ $((at * 50 / 3779)) -gt 900000 ] && [ $((at * 50 / 3779)) -lt 1100000 ] || fail "the slider was dragged to $at"

# Steps go from row to row; the keys of the start and the end; a click on the track.
open_window
timeout $HANG_S xdotool key p Home period period period comma mousemove 5 5 key ctrl+q
wait $window || fail "the window ends with $?: $(cat out)"
at=$(sed -n 's/ "time_us": \([0-9]*\),/\1/p' end.json)
grep -q "^ *$((at / 1000000)).$(printf %06d $((at % 1000000))) " trace || fail "a step goes to $at, where nothing happens"
[ "$at" -gt 0 ] || fail "steps go nowhere"
open_window
timeout $HANG_S xdotool key p End mousemove 5 5 key ctrl+q
wait $window || fail "the window ends with $?: $(cat out)"
grep -q '"value": "01:0[0-9]:[0-9.:]* / 01:0' end.json || fail "End is not the end"

# --- no process stays ---
limit=""
family() { pgrep -f "replay $work/run.rec --window --scale 1" | tr '\n' ' '; }
open_window
[ "$(family | wc -w)" -ge 2 ] || fail "no replays stand by"
kill -9 $window
wait $window 2>/dev/null
has_none() { [ "$(family)" = "" ]; }
wait_until has_none || fail "left behind: $(family)"
open_window
for pid in $(family); do [ "$pid" = $window ] || kill -9 "$pid"; done
wait $window
[ $? -eq 1 ] && grep -q "the replay ended by itself" out || fail "the replays were killed: $(cat out)"
exit $failed
