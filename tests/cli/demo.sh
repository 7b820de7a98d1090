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

for words in "boots: bank A, release 3.3.6" "lease: 192.168.1.100" "36 parameters" "configuration menu" "3 dot 3 dot 6" \
    "Factory reset." "Option successful." "factory state: all 36 parameters that had changed" "36 parameters with the same values" \
    "power LED: slow" "power LED: hb2" "power LED: fast" "boots: bank B, release 5.2.10" "5 dot 2 dot 1 0" \
    "Software Version 5.2.10" "User-Agent of its next request say 5.2.10"; do
    grep -qF "$words" one || fail "the story does not say: $words"
done
grep -qE '^Done: [0-9]+ steps, 1 h [0-9]+ min of virtual time' one || fail "not an hour of virtual time: $(tail -1 one)"

"$vspa" demo --seed 1 --json --wav story.wav >one.json 2>/dev/null || fail "--json ends with $?"
"$vspa" demo --seed 1 --json >two.json 2>/dev/null
cmp one.json two.json || fail "two JSON reports with one seed differ"
python3 - <<'P' || fail "the JSON report"
import json
d = json.load(open("one.json"))
assert d["result"] == "done" and d["seed"] == 1 and d["virtual_s"] > 120 and d["steps"] > 30
assert any(e["kind"] == "heard" and "5 dot 2" in e["text"] for e in d["timeline"])
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
