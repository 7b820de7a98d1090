#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The demo: runs to its end, an hour of virtual time, and the same seed gives the same output, byte for byte, also while the
# machine is busy.
. "$(dirname "$0")/lib.sh"

expect 0 "Done: " "$vspa" demo --seed 1
"$vspa" demo --seed 1 >one 2>/dev/null
(while :; do :; done) & busy=$!
"$vspa" demo --seed 1 >two 2>/dev/null
kill $busy
cmp one two || fail "two runs with one seed differ"
"$vspa" demo --seed 2 >other 2>/dev/null
cmp -s one other && fail "another seed gives the same times"

for words in "boots release 3.3.6 from bank A" "has address 192.168.1.100" "36 parameters not at" "enters the voice menu" \
    "configuration menu" "3 dot 3 dot 6" "Factory reset." "Option successful." "factory state: all 36 parameters that had changed" \
    "36 parameters with the same values" "is registered at 192.168.1.200" "power LED: slow" "power LED: hb2" "power LED: fast" \
    "boots release 5.2.10 from bank B" "confirms release 5.2.10" "5 dot 2 dot 1 0" "Software Version 5.2.10" \
    "User-Agent of its next request say 5.2.10"; do
    grep -qF "$words" one || fail "the story does not say: $words"
done
grep -qE '^Done: [0-9]+ steps, 1 h [0-9]+ min of virtual time' one || fail "not an hour of virtual time: $(tail -1 one)"

"$vspa" demo --seed 1 --json --wav story.wav >one.json 2>/dev/null || fail "--json ends with $?"
# What run reports of the same events is what the demo shows: one table.
"$vspa" new --unit u.flash >/dev/null
"$vspa" run --unit u.flash --lab "$here/../../emu/demo/lab" --time warp --until fw.resync=done >run.out 2>/dev/null
cut -c16- run.out | grep -E 'boots release|has address|applies the profile' | sort -u >rows
[ "$(wc -l <rows)" -eq 3 ] || fail "run reports other rows: $(cat rows)"
while read -r row; do grep -qF "$row" one || fail "run says and the demo does not: $row"; done <rows
"$vspa" demo --seed 1 --json >two.json 2>/dev/null
cmp one.json two.json || fail "two JSON reports with one seed differ"
python3 - <<'P' || fail "the JSON report"
import json
d = json.load(open("one.json"))
assert d["result"] == "done" and d["seed"] == 1 and d["virtual_s"] > 120 and d["steps"] > 30
assert {e["kind"] for e in d["timeline"]} == {"section", "row", "note", "check", "table"}
rows = [e for e in d["timeline"] if e["kind"] == "row"]
assert any(e["id"] == "phone.says" and "5 dot 2" in e["text"] for e in rows)
assert [e["at_us"] for e in rows] == sorted(e["at_us"] for e in rows) and rows[0]["id"] == "power.on"
assert [e["at_s"] for e in d["timeline"]] == sorted(e["at_s"] for e in d["timeline"])
P
[ "$(head -c 4 story.wav)" = RIFF ] && [ "$(wc -c <story.wav)" -gt 500000 ] || fail "no sound file of half a minute or more"

# A step that does not happen ends the story and is named.
mkdir lab
echo '<flat-profile><GPP_A>x</GPP_A></flat-profile>' >lab/spa2102.cfg
expect 1 "demo: upgrade: no answer from the web server" "$vspa" demo --lab lab
echo '<flat-profile><GPP_A>x</GPP_B></flat-profile>' >lab/spa2102.cfg
expect 1 "demo: resync: no profile was applied" "$vspa" demo --lab lab
expect 1 '"result": "failed"' "$vspa" demo --lab lab --json
expect 3 "--lab nowhere: No such file" "$vspa" demo --lab nowhere
expect 3 "nowhere: not a folder" "$vspa" demo --images nowhere
exit $failed
