#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa train play --record: the run replays; when the lesson is over each mistake has a button that opens a window of the record,
# shortly before it; an exam records nothing.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"

play=$'lift\n****\nwait 3s\n737738#\nwait 3s\nhang\ndone' # a code that does not exist
"$vspa" train play T01 --seed 1 --window --hidden --scale 1 --size 1280x800 --tree t.json --record r.rec --language fr <<<"$play" >out 2>&1
[ $? -eq 1 ] || fail "the lesson: $(cat out)"
expect 0 "identical" "$vspa" replay r.rec
read -r at_ms x y < <(python3 - <<'P'
import json
shown = [w for w in json.load(open("t.json"))["widgets"] if w["act"].startswith("guest show ")]
assert len(shown) == 1 and shown[0]["value"] == "Voir dans l’enregistrement", shown
x, y, w, h = shown[0]["rect"]
print(shown[0]["act"].split()[2], int(x + w / 2), int(y + h / 2))
P
)
[ "${at_ms:-0}" -gt 7000 ] || fail "the mistake is at '$at_ms' ms"
"$vspa" replay r.rec --window --hidden --from "${at_ms}ms" --tree at.json >out 2>&1 || fail "from there: $(cat out)"
python3 - "$at_ms" <<'P' || fail "the window does not stand at the mistake"
import json, sys
clock = [w["name"] or w["value"] for w in json.load(open("at.json"))["widgets"] if w["id"] == "clock"][0]
assert clock == "00:00:%02d" % (int(sys.argv[1]) // 1000), (clock, sys.argv)
P
expect 2 "replay: --from: add --window, or --series DIR" "$vspa" replay r.rec --from 1s
expect 2 "train play: --record: not in an exam" "$vspa" train play T01 --mode exam --record e.rec
[ ! -e e.rec ] || fail "an exam was recorded"

# Without a record there is nothing to show.
"$vspa" train play T01 --seed 1 --window --hidden --tree t.json <<<"$play" >out 2>&1
! grep -q "guest show" t.json || fail "a button without a record"

# The button: a window of the record opens beside that of the lesson.
record=s-$$.rec
(echo "$play") | "$vspa" train play T01 --seed 1 --window --silent --scale 1 --size 1280x800 --record "$record" --language fr >out 2>&1 & lesson=$!
wait_until grep -q "13/100" out
timeout 30 xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync mousemove "$x" "$y" click 1 >/dev/null
two() { [ "$(xdotool search --onlyvisible --name '^vspa$' 2>/dev/null | wc -l)" = 2 ]; }
wait_until two
pid=$(pgrep -f "replay --window --from [0-9]+ms --language fr -- $record" | head -1)
[ -n "$pid" ] || fail "no replay of the record: $(xdotool search --onlyvisible --name '^vspa$')"
kill ${pid:+"$pid"} "$lesson"
wait "$lesson"
exit $failed
