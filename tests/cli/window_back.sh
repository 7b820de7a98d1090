#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Looking back in a run that goes on: what is shown is what the trace has there; nothing can be done to it; the unit as it was can be
# saved; and the run, its record and its trace are those of a run in which nobody looked.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy
"$vspa" demo --record plain.rec --trace-file plain.trace >/dev/null 2>&1 || fail "the demo"
timeout $HANG_S xdotool mousemove 1279 799 # over nothing
timeout $HANG_S "$vspa" demo --window --scale 1 --time x20 --record looked.rec --trace-file looked.trace --tree end.json >out 2>&1 & window=$!
timeout $HANG_S python3 -B "$here/window_back.py" || fail "the hands"
wait $window || fail "the window ends with $?: $(cat out)"
cmp -s plain.trace looked.trace || fail "looking back has changed the run: $(diff plain.trace looked.trace | head -5)"
cmp -s plain.rec looked.rec || fail "looking back has changed the record"
python3 -B "$here/window_past.py" looked.trace at-half.json at-refused.json at-stepped.json at-played.json || fail "a moment is shown that was not so"
python3 - <<'P' || fail "what is shown while it is looked back"
import json
trees = {name: json.load(open("at-%s.json" % name)) for name in ("begin", "half", "refused", "stepped", "played", "list")}
for name, tree in trees.items():
    w = {x["id"]: x for x in tree["widgets"]}
    assert "look.frame.1" in w, name
    if name != "list":
        assert w["look.state"]["value"] == "Looking back. The unit stands still.", name
        assert "unit" not in w and "active" in w["past.now"]["states"], name
assert trees["begin"]["time_us"] == 0
half = trees["half"]["time_us"]
banner = [x["value"] for x in trees["refused"]["widgets"] if x["id"] == "banner"]
assert banner and banner[0].startswith("Looking at 00:") and "The unit stands still." in banner[0], banner
assert trees["refused"]["time_us"] == half, "an act has moved it"
assert trees["stepped"]["time_us"] < half < trees["played"]["time_us"] + 60000000, "Space plays"
assert trees["played"]["time_us"] > trees["stepped"]["time_us"], "Space plays"
w = {x["id"]: x for x in json.load(open("end.json"))["widgets"]}
assert "look.state" not in w and "unit" in w and w["past.time"]["value"] == "now", "back to now"
P
# The unit as it was, before the profile came, and as it is.
"$vspa" show vspa-unit-1.flash >unit_begin && "$vspa" show vspa-unit-2.flash >unit_end || fail "units were not saved: $(ls)"
grep -q 5.2.10 unit_end || fail "a unit saved at the end is not upgraded: $(cat unit_end)"
! grep -q 5.2.10 unit_begin || fail "a unit of the start has what came later: $(cat unit_begin)"

# Of a window that is killed nothing is left behind, and the unit file is free at once.
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
"$vspa" window --unit u.flash --silent --scale 1 --ctl "$work/sock" >out 2>&1 & window=$!
wait_until test -S sock
"$vspa" ctl --socket sock wait signal=fw.net=UP within=300s >/dev/null
timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync key space type --delay 5 123456789 # keys that wait are no business of what was
timeout $HANG_S xdotool key Home
family() { pgrep -f "window --unit u.flash --silent --scale 1 --ctl $work/sock" | tr '\n' ' '; }
stand_by() { [ "$(family | wc -w)" -ge 3 ]; }
wait_until stand_by
kill -9 $window
wait $window 2>/dev/null
expect 0 "" "$vspa" run --unit u.flash --time warp --for 1s
are_gone() { [ "$(family)" = "" ]; }
wait_until are_gone
exit $failed
